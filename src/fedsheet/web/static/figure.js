// One figure: caption above, chart, source below, and what can be taken away from it.

import { element } from "./dom.js";

const MOST_NAMES = 3; // names of windows that have room above a narrow figure
const NARROW = 560, BESIDE_PLOT = 84, WIDEST = 1.6; // pixels; pixels for axes; how far a figure may be enlarged

const SHORT = 12, LONG = 40; // characters of a cell that is never broken, and of one that needs room
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
  return { ...JSON.parse(toned), config: { ...dark, legend: { ...spec.config?.legend, ...dark.legend } } };
}

// The same figure as wide as a phone: fewer columns in its legend, no crowd of names above it, its text as large as
// on a wide page. A drawing without axes (a map) keeps its proportions and is moved sideways in its frame instead.
function narrowed(spec, room) {
  const text = JSON.stringify(spec);
  if (text.includes('"axis":null')) return spec;
  const narrow = JSON.parse(text.replace(/"columns":[2-9]/g, '"columns":2'));
  const names = (layer) => layer.mark?.type === "text" && layer.encoding?.y?.value < 0;
  const count = (layer) => (layer.layer ?? []).reduce((sum, inner) => sum + count(inner), names(layer) ? 1 : 0);
  const without = (layer) => (layer.layer ? { ...layer, layer: layer.layer.filter((inner) => !names(inner)).map(without) } : layer);
  return { ...(count(narrow) > MOST_NAMES ? without(narrow) : narrow), width: Math.max(room - BESIDE_PLOT, 200) };
}

async function draw(place, spec, context) {
  const embed = await vega();
  let shown = isDark() ? darkened(spec, context.dark, context.lighter) : spec;
  const room = place.clientWidth;
  if (room < NARROW && spec.width + BESIDE_PLOT > room) shown = narrowed(shown, room);
  const options = { ast: true, renderer: "svg", actions: false, logger, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  await embed(place, shown, options);
  const svg = place.querySelector("svg");
  if (!svg) return;
  const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = "100%";
  svg.style.maxWidth = `${width * WIDEST}px`;
  if (shown === spec && room < NARROW && width > room) svg.style.minWidth = `${width * 0.8}px`;
  svg.style.height = "auto";
  svg.setAttribute("aria-hidden", "true");
}

export function figure(block, context) {
  const { words, exportAddress, python } = context;
  const place = element("div", { class: "chart", role: "img", "aria-label": block.caption });
  const caption = element("figcaption", {}, element("b", {}, words.figure.replace("{n}", block.number ?? "")), " ", block.caption);
  const files = ["png", "svg", "csv", "xlsx"].map((format) =>
    element("a", { href: exportAddress(block.id, format), download: true, class: "file" }, format.toUpperCase()));
  const copy = element("button", { type: "button", class: "file", onclick: () => context.copy(python) }, words.copy_python);
  const table = element("details", {}, element("summary", {}, words.show_numbers), dataTable(block.table));
  const source = element("p", { class: "source" }, block.source, block.note ? ` ${block.note}` : "", ` · ${context.vintage}`);
  const made = element("figure", { id: `figure-${block.id}` }, caption, place, source,
    element("div", { class: "files", role: "group", "aria-label": words.take_away }, ...files, copy), table);
  whenNear(place, () => draw(place, block.spec, context).catch((error) => place.append(String(error))));
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
    return element(first ? "th" : "td", { scope: first ? "row" : null, class: `${kind(i)} ${depth ? `in${depth}` : ""}`.trim() || null },
      open ? element("button", { type: "button", class: "pick", onclick: () => pick(opens.sets, table.rows[row][key]) }, text.trim()) : text.trim());
  };
  const rows = table.rows.map((_, row) => element("tr", {}, ...shown.map((i, place) => cell(row, i, place === 0))));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": table.headings.filter(Boolean).join(", ") },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}
