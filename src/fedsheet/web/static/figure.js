// One figure: caption above, chart, source below, and what can be taken away from it.

import { along, readable } from "./along.js";
import { element } from "./dom.js";

const CHARACTER = 9.5, WIDE_FROM = 0x2e7f, LATIN = .56; // pixels of a full-width one in a name; where those begin; of it, any other
const NARROW = 560, BESIDE_PLOT = 84, LEAST = 130, WIDEST = 1.6; // pixels; for axes; of a plot; the most a figure grows

const SHORT = 12, LONG = 40; // characters of a cell that is never broken, and of one that needs room
const MANY = 60; // rows of a table that scrolls within its frame
const FEW = 3, PROSE = 2; // columns of a table that need not be wide; of sentences, which a phone shows one under the other
const FONT_PATIENCE = 250; // milliseconds that a figure waits for its font
let lettered = false;
const font = document.fonts.load('12px "Noto Sans CJK SC"', "中").then(() => { lettered = true; }, () => {});
const fontOrPatience = Promise.race([font, new Promise((done) => setTimeout(done, FONT_PATIENCE))]);
let library;

// The chart library is loaded when the first figure comes near the screen.
function vega() {
  library ??= new Promise((done, failed) => {
    const script = element("script", { src: "/static/vega.js", onload: () => done(window.vegaEmbed), onerror: failed });
    document.head.append(script);
  });
  return library;
}

export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// The renderer's remarks about merged axes are not for a reader; its errors are.
const logger = {
  level() { return this; }, error(...told) { console.error(...told); return this; },
  warn() { return this; }, info() { return this; }, debug() { return this; },
};

// The same figure on a dark ground: the dark theme, lighter tones of its colours, its own word on the legend.
function darkened(spec, dark, lighter) {
  const text = JSON.stringify({ ...spec, config: undefined });
  const toned = text.replace(/"(#[0-9a-f]{6}|white)"/g, (whole, colour) => (lighter[colour] ? `"${lighter[colour]}"` : whole));
  return { ...JSON.parse(toned), config: { ...dark, legend: { ...spec.config?.legend, ...dark.legend, titleColor: dark.legend.labelColor } } };
}

// The same figure as wide as a phone: fewer columns in its legend, no crowd of names above it, its text as large as
// on a wide page.
function narrowed(spec, width, columns) {
  const narrow = JSON.parse(JSON.stringify(spec).replace(/"columns":[2-9]/g, `"columns":${columns}`));
  const names = (layer) => layer.mark?.type === "text" && layer.encoding?.y?.value < 0;
  const all = (layer) => [...(layer.layer ?? []).flatMap(all), ...(names(layer) ? [layer] : [])];
  const without = (layer) => (layer.layer ? { ...layer, layer: layer.layer.filter((inner) => !names(inner)).map(without) } : layer);
  return { ...(crowded(all(narrow), narrow, Math.max(width, LEAST)) ? without(narrow) : narrow), width: Math.max(width, LEAST) };
}

// Whether two names in a row would touch on a plot so wide.
function crowded(names, spec, width) {
  const [, from, to] = /"domain":\[(\{[^}]*\}),(\{[^}]*\})\]/.exec(JSON.stringify(spec)) ?? [];
  if (!to) return false;
  const [start, end] = [from, to].map((text) => { const day = JSON.parse(text); return Date.UTC(day.year, day.month - 1, day.date); });
  const long = (text) => [...text].reduce((sum, one) => sum + CHARACTER * (one.codePointAt(0) > WIDE_FROM ? 1 : LATIN), 0);
  const placed = names.map((layer) => ({ row: layer.encoding.y.value, middle: width * (Date.parse(layer.data.values[0].date) - start) / (end - start), half: long(layer.mark.text) / 2 }));
  placed.sort((a, b) => a.row - b.row || a.middle - b.middle);
  return placed.some((one, n) => n > 0 && placed[n - 1].row === one.row && placed[n - 1].middle + placed[n - 1].half > one.middle - one.half);
}

async function draw(place, spec, context) {
  const embed = await vega();
  let view;
  const dyed = isDark() ? darkened(spec, context.dark, context.lighter) : spec;
  // The library measures a text once for a font's name: never by the name of one that is not there yet.
  const toned = lettered ? dyed : { ...dyed, config: { ...dyed.config, font: "sans-serif" } };
  const room = place.clientWidth;
  const tight = room < NARROW && spec.width + BESIDE_PLOT > room;
  const whole = tight && JSON.stringify(spec).includes('"axis":null'); // a map keeps its proportions and is moved sideways
  const options = { ast: true, renderer: "svg", actions: false, logger, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  const size = async (shown) => {
    ({ view } = await embed(place, shown, options));
    const svg = place.querySelector("svg");
    return [svg, Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))];
  };
  const plot = room - BESIDE_PLOT;
  let [svg, width, height] = await size(tight && !whole ? narrowed(toned, plot, 2) : toned);
  // A legend or names beside the plot that are longer than most take their room from rows and plot, not from the text.
  if (tight && !whole && width > room) [svg, width, height] = await size(narrowed(toned, plot, 1));
  if (tight && !whole && width > room) [svg, width, height] = await size(narrowed(toned, plot - (width - room), 1));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = "100%";
  svg.style.maxWidth = `${width * WIDEST}px`;
  if (whole) svg.style.minWidth = `${width}px`;
  svg.style.height = "auto";
  svg.setAttribute("aria-hidden", "true");
  svg.classList.toggle("dark", isDark()); // a browser's own print waits for no redrawing: its style turns these light
  place.style.minHeight = "";
  return view;
}

const drawers = new WeakMap();

// Every figure of the page drawn, also those far below: for paper.
export function drawAll() {
  return Promise.all([...document.querySelectorAll("figure .chart")].map((place) => drawers.get(place)()));
}

export function figure(block, context) {
  const { words, exportAddress, python } = context;
  const place = element("div", { class: "chart", role: "img", "aria-label": block.caption });
  const plot = element("div", { class: "plot" }, place);
  const caption = element("figcaption", {}, element("b", {}, words.figure.replace("{n}", block.number ?? "")), " ", block.caption);
  const files = ["png", "svg", "csv", "xlsx"].map((format) =>
    element("a", { href: exportAddress(block.id, format), download: true, class: "file" }, format.toUpperCase()));
  const copy = element("button", { type: "button", class: "file", onclick: (event) => context.copy(python, event.currentTarget) }, words.copy_python);
  const table = element("details", { ontoggle: () => { if (table.children.length < 2) table.append(dataTable(block.table)); } },
    element("summary", {}, words.show_numbers));
  const source = element("p", { class: "source" }, `${block.source} · ${context.vintage}`);
  const note = block.note ? element("p", { class: "note" }, block.note) : "";
  const made = element("figure", { id: `figure-${block.id}`, tabindex: "-1" }, caption, plot, note, source,
    element("div", { class: "files", role: "group", "aria-label": words.take_away }, ...files, copy), table);
  // What stood here is shown until the new figure is drawn: nothing jumps while a slider is moved.
  const before = document.querySelector(`#figure-${CSS.escape(block.id)} .chart`);
  if (before) {
    place.style.minHeight = `${before.offsetHeight}px`;
    place.append(...before.childNodes);
  }
  const redraw = (spec) => draw(place, spec, context);
  const follow = along(block.table) ? readable(plot, block, words, redraw) : () => {};
  if (along(block.table)) for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", words.read_along]]) plot.setAttribute(name, value);
  const drawn = () => redraw(block.spec).then(follow, (error) => place.append(String(error)));
  drawers.set(place, drawn);
  whenNear(place, async () => {
    await Promise.all([vega(), fontOrPatience]);
    const early = !lettered;
    await drawn();
    if (early) font.then(drawn); // set in the browser's own font meanwhile
  });
  return made;
}

function whenNear(place, act) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    act();
  }, { rootMargin: "600px" });
  watcher.observe(place);
}

// `opens` (optional) says which column of a row sets which parameter; its rows then begin with a button.
export function dataTable(table, opens, pick) {
  const shown = table.keys.map((_, i) => i).filter((i) => table.headings[i]);
  const numeric = table.keys.map((_, i) => table.rows.some((row) => typeof row[i] === "number"));
  const longest = table.keys.map((_, i) => Math.max(0, ...table.shown.map((row) => row[i].length)));
  const kind = (i) => (numeric[i] ? "number" : longest[i] <= SHORT ? "short" : longest[i] > LONG ? "wide" : "some");
  const head = element("tr", {}, ...shown.map((i) => element("th", { scope: "col", class: kind(i) }, table.headings[i])));
  const key = opens ? table.keys.indexOf(opens.key) : -1;
  const cell = (row, i, first) => {
    const text = table.shown[row][i];
    const open = first && key >= 0 && table.rows[row][key];
    const depth = /^\u2003*/.exec(text)[0].length;
    return element(first ? "th" : "td", { scope: first ? "row" : null, "data-label": table.headings[i], class: `${kind(i)} ${depth ? `in${depth}` : ""}`.trim() },
      open ? element("button", { type: "button", class: "pick", id: `row-${table.id}-${open}`, onclick: () => pick(opens, open) }, text.trim()) : text.trim());
  };
  const tree = table.shown.some((row) => row[shown[0]].startsWith("\u2003")); // of its lines, those that are no part of another are sums
  const sum = (row) => (tree && !table.shown[row][shown[0]].startsWith("\u2003") ? "sum" : null);
  const rows = table.rows.map((_, row) => element("tr", { class: sum(row) }, ...shown.map((i, place) => cell(row, i, place === 0))));
  const shape = shown.filter((i) => kind(i) === "wide").length >= PROSE ? "prose" : shown.length <= FEW ? "few" : "";
  return element("div", { class: table.rows.length > MANY ? "scroll tall" : "scroll", tabindex: "0", role: "region", "aria-label": table.headings.filter(Boolean).join(", ") },
    element("table", { class: shape || null }, element("thead", {}, head), element("tbody", {}, ...rows)));
}
