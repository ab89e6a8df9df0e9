// One figure: caption above, chart, source below, and what can be taken away from it.

import { element } from "./dom.js";

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

// The dark theme, with what a figure says of its own legend.
function darker(config, dark) {
  return { ...dark, legend: { ...config?.legend, ...dark.legend } };
}

async function draw(place, spec, darkConfig) {
  const embed = await vega();
  const shown = isDark() ? { ...spec, config: darker(spec.config, darkConfig) } : spec;
  const options = { ast: true, renderer: "svg", actions: false, logger, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
  await embed(place, shown, options);
  const svg = place.querySelector("svg");
  if (!svg) return;
  const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.style.width = "100%";
  svg.style.maxWidth = `${width * 1.35}px`;
  svg.style.height = "auto";
  svg.setAttribute("aria-hidden", "true");
}

export function figure(block, context) {
  const { words, exportAddress, darkConfig, python } = context;
  const place = element("div", { class: "chart", role: "img", "aria-label": block.caption });
  const caption = element("figcaption", {}, element("b", {}, words.figure.replace("{n}", block.number ?? "")), " ", block.caption);
  const files = ["png", "svg", "csv", "xlsx"].map((format) =>
    element("a", { href: exportAddress(block.id, format), download: true, class: "file" }, format.toUpperCase()));
  const copy = element("button", { type: "button", class: "file", onclick: () => context.copy(python) }, words.copy_python);
  const table = element("details", {}, element("summary", {}, words.show_numbers), dataTable(block.table));
  const source = element("p", { class: "source" }, block.source, block.note ? ` ${block.note}` : "", ` · ${context.vintage}`);
  const made = element("figure", { id: `figure-${block.id}` }, caption, place, source,
    element("div", { class: "files", role: "group", "aria-label": words.take_away }, ...files, copy), table);
  whenNear(place, () => draw(place, block.spec, darkConfig).catch((error) => place.append(String(error))));
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
  const kind = (i) => (numeric[i] ? "number" : "");
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
