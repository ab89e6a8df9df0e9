// @ts-check
// One figure: caption above, chart and legend, source below, and what can be taken away from it.

import { along, readable } from "./along.js";
import { bringAll, font, fontOrPatience, isSlow, lettered, vega } from "./arriving.js";
import { element, said } from "./dom.js";
import { chosen, closer, darkened, enlarged, named, narrowed, unnamed } from "./spec.js";
import { dataTable } from "./table.js";
import { files } from "./tools.js";

const NARROWINGS = 3; // tries of a figure until it fits a phone
const NARROW = 560,
  BESIDE_PLOT = 84,
  WIDEST = 1.6, // pixels; for axes; the most a figure grows
  SHRINKS = 1.01; // the most that it is drawn smaller on a narrow page
const RESIZED = 40,
  REDRAWN = 150; // pixels of width that matter; milliseconds a change rests before it is followed
const DRAWN = "svg, canvas, .routes";
let isPictured = false;

export function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// The renderer's remarks about merged axes are not for a reader; its errors are.
const logger = {
  level() {
    return this;
  },
  error(...told) {
    console.error(...told);
    return this;
  },
  warn() {
    return this;
  },
  info() {
    return this;
  },
  debug() {
    return this;
  },
};

async function draw(place, spec, context) {
  const embed = await vega();
  let view;
  const dyed = isDark() ? darkened(spec, context.dark, context.lighter) : spec;
  // The library measures a text once for a font's name: never by the name of one that is not there yet.
  const toned = lettered() ? dyed : { ...dyed, config: { ...dyed.config, font: "sans-serif" } };
  const room = place.clientWidth;
  const isNarrow = room < NARROW,
    grows = room / (spec.width + BESIDE_PLOT);
  const tight = isNarrow && grows < 1;
  if (tight && spec.usermeta?.listed) return listed(place, spec.usermeta.listed);
  place.setAttribute("role", "img");
  const options = {
    ast: true,
    renderer: "svg",
    actions: false,
    logger,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };
  const size = async (shown) => {
    ({ view } = await embed(place, shown, options));
    const svg = place.querySelector("svg");
    return [svg, Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  };
  let plot = Math.min(room - BESIDE_PLOT, spec.width);
  // Beyond the most that it grows a figure is drawn wider, but for a map and what is presented: they keep their shape.
  const isWide = grows > WIDEST && !spec.usermeta?.listed && !place.closest(".presenting, :fullscreen");
  const widened = isWide ? { ...toned, width: Math.round(room / WIDEST) - BESIDE_PLOT } : toned;
  const legible = isNarrow ? enlarged(toned, Math.min(grows, WIDEST)) : widened;
  let drawn = tight ? narrowed(toned, plot, 2) : legible;
  let [svg, width, height] = await size(drawn);
  // A legend or names beside the plot that are longer than most take their room from rows and plot, not from the text.
  for (let n = 0; isNarrow && width > room && n < NARROWINGS; n += 1) {
    if (n) plot -= width - room;
    drawn = narrowed(toned, plot, 1);
    [svg, width, height] = await size(drawn);
  }
  nameShades(place, unnamed(toned, drawn), context.words);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = "100%";
  svg.style.maxWidth = `${width * WIDEST}px`;
  if (isNarrow && width > room * SHRINKS) svg.style.minWidth = `${width}px`; // moved sideways, never too small to read
  svg.style.height = "auto";
  svg.setAttribute("aria-hidden", "true");
  svg.classList.toggle("dark", isDark()); // a browser's own print waits for no redrawing: its style turns these light
  place.style.minHeight = "";
  reachable(place);
  return view;
}

/** Names that found no room over a plot stand under it, in the order of their shades and rules. @param {HTMLElement} place
 * @param {{windows: string[], rules: string[]}} names @param {Record<string, string>} words */
function nameShades(place, names, words) {
  for (const one of place.parentElement?.querySelectorAll(":scope > .shades") ?? []) one.remove();
  const tell = (said, told) => {
    if (told.length) place.after(element("p", { class: "detail shades" }, said.replace("{names}", told.join(" · "))));
  };
  tell(words.dashes, names.rules);
  tell(words.shades, names.windows);
}

/** The page's first figure as a picture until the chart library is there: on a slow line that is much sooner.
 * @param {HTMLElement} place @param {string} address */
async function pictured(place, address) {
  isPictured = true;
  const image = element("img", { src: address, alt: "", class: isDark() ? "dark" : null });
  try {
    await image.decode();
    image.style.maxWidth = `${image.naturalWidth * WIDEST}px`;
    if (!place.querySelector(DRAWN)) place.replaceChildren(image);
  } catch {
    // a figure that cannot be had as a picture is drawn all the same
  }
  bringAll();
}

/** What a map tells, as a list. @param {HTMLElement} place @param {{name: string, detail: string, routes: string[]}[]} rows */
function listed(place, rows) {
  const told = ({ name, detail, routes }) => [
    element("b", {}, name),
    element("span", { class: "detail" }, ` ${detail}`),
    ...routes.map((route) => element("div", {}, route)),
  ];
  place.removeAttribute("role");
  place.replaceChildren(element("ul", { class: "routes" }, ...rows.map((row) => element("li", {}, ...told(row)))));
}

/** What is moved sideways can be moved by the keys too. */
function reachable(place) {
  if (place.scrollWidth > place.clientWidth) place.setAttribute("tabindex", "0");
  else place.removeAttribute("tabindex");
}

/** @type {WeakMap<Element, () => Promise<any>>} how each chart of the page is drawn */
export const drawers = new WeakMap();

/** Every figure of the page drawn, also those far below: for paper. */
export function drawAll() {
  return Promise.all([...document.querySelectorAll("figure .chart")].map((place) => drawers.get(place)?.()));
}

/** Figures drawn in the tone that was, drawn in the other as they come near the screen. */
export function drawAgain() {
  for (const place of document.querySelectorAll("figure .chart")) {
    const again = drawers.get(place);
    if (again && place.querySelector(DRAWN)) whenNear(place, again);
  }
}

/** Figures not drawn yet, one after the other while the browser rests: its own print waits for nothing. */
export function drawIdle() {
  const waiting = [...document.querySelectorAll("figure .chart")].filter((place) => !place.querySelector(DRAWN));
  const next = () => {
    const place = waiting.shift();
    if (!place) return;
    if (!place.isConnected || place.querySelector(DRAWN)) {
      next();
      return;
    }
    Promise.resolve(drawers.get(place)?.()).finally(() => resting(next));
  };
  resting(next);
}

/** Done when the browser has nothing else to do. @param {() => void} act */
export const resting = (act) => (globalThis.requestIdleCallback ?? ((later) => setTimeout(later, 200)))(act);

export function figure(block, context) {
  const { words } = context;
  const place = element("div", { class: "chart", role: "img", "aria-label": block.caption });
  const plot = element("div", { class: "plot" }, place);
  const caption = element(
    "figcaption",
    {},
    element(
      "span",
      { role: "heading", "aria-level": String((context.level ?? 1) + 1) },
      element("b", {}, words.figure.replace("{n}", block.label ?? block.number ?? "")),
      words.figure.endsWith("：") ? "" : " ", // a full-width colon brings its own room
      block.caption,
    ),
  );
  /** @type {{ends: [number, number] | null, hidden: Set<string>}} */
  const shown = { ends: null, hidden: new Set() };
  const day = (time) => new Date(time).toISOString().slice(0, 10);
  const onScreen = () => ({
    ...(shown.ends && { first: day(shown.ends[0]), last: day(shown.ends[1]) }),
    ...(shown.hidden.size && { without: [...shown.hidden].join("|") }),
  });
  const tools = files(block, context, onScreen);
  const tableOf = () => (block.whole ??= context.table(block));
  const table = element(
    "details",
    {
      ontoggle: () => {
        if (table.children.length < 2)
          tableOf().then((found) => {
            if (table.children.length < 2) table.append(dataTable(found, undefined, undefined, block.caption));
          });
      },
    },
    element("summary", {}, words.show_numbers),
  );
  const redraw = () => {
    const spec = shown.ends ? closer(block.spec, ...shown.ends) : block.spec;
    return draw(place, chosen(spec, shown.hidden), context);
  };
  const follow = along(block.table)
    ? readable(
        plot,
        block,
        words,
        (ends) => {
          shown.ends = ends;
          return redraw();
        },
        tableOf,
      )
    : () => {};
  if (along(block.table))
    for (const [name, value] of [
      ["tabindex", "0"],
      ["role", "group"],
      ["aria-label", words.read_along],
    ])
      plot.setAttribute(name, value);
  const drawn = () => redraw().then(follow, (error) => place.append(String(error)));
  const source = element("p", { class: "source" }, `${block.source} · ${context.vintage}`);
  const note = block.note ? element("p", { class: "note" }, ...said(block.note)) : "";
  const made = element(
    "figure",
    { id: `figure-${block.id}`, tabindex: "-1", "aria-label": block.caption },
    caption,
    plot,
    legend(block, context, shown, drawn),
    note,
    source,
    tools.element,
    table,
  );
  // What stood here is shown until the new figure is drawn: nothing jumps while a slider is moved.
  const before = document.querySelector(`#figure-${CSS.escape(block.id)} .chart`);
  if (before) {
    place.style.minHeight = `${before.clientHeight}px`;
    place.append(...before.childNodes);
  }
  drawers.set(place, drawn);
  followWidth(place, drawn);
  whenNear(place, async () => {
    if (isSlow && !isPictured) await pictured(place, context.pictureAddress(block.id));
    await Promise.all([vega(), fontOrPatience]);
    const early = !lettered();
    await drawn();
    if (early) font.then(drawn); // set in the browser's own font meanwhile
  });
  return made;
}

/** A button a name: pressed while it is drawn. */
function legend(block, context, shown, drawn) {
  const found = named(block.spec);
  if (!found) return "";
  return element(
    "div",
    { class: "legend", role: "group", "aria-label": context.words.legend },
    ...found.names.map(({ name, colour }) => {
      const swatch = element("i", { class: "swatch" });
      swatch.style.background = `light-dark(${colour}, ${context.lighter[colour] ?? colour})`;
      const button = element(
        "button",
        {
          type: "button",
          class: "file",
          "aria-pressed": "true",
          onclick: () => {
            const on = shown.hidden.has(name);
            if (on) shown.hidden.delete(name);
            else shown.hidden.add(name);
            button.setAttribute("aria-pressed", String(on));
            drawn();
          },
        },
        swatch,
        name,
      );
      return button;
    }),
  );
}

// A figure drawn for a wide page is too small on a narrow one: it is drawn again when its room changes that much.
function followWidth(place, drawn) {
  let width = 0,
    waiting;
  new ResizeObserver(() => {
    const now = place.clientWidth;
    const matters = Math.min(now, width) < NARROW && Math.abs(now - width) > RESIZED;
    if (width && now && matters && place.querySelector(DRAWN)) {
      clearTimeout(waiting);
      waiting = setTimeout(drawn, REDRAWN);
    }
    if (now && (matters || !width)) width = now;
  }).observe(place);
}

function whenNear(place, act) {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      act();
    },
    { rootMargin: "600px" },
  );
  watcher.observe(place);
}
