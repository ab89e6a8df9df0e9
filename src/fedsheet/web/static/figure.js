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

async function draw(place, spec, darkConfig) {
  const embed = await vega();
  const shown = isDark() ? { ...spec, config: darkConfig } : spec;
  const options = { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
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

export function dataTable(table) {
  const numeric = table.keys.map((_, column) => table.rows.some((row) => typeof row[column] === "number"));
  const head = element("tr", {}, ...table.headings.map((text, i) => element("th", { scope: "col", class: numeric[i] ? "number" : "" }, text)));
  const rows = table.shown.map((row) =>
    element("tr", {}, ...row.map((text, i) => element("td", { class: numeric[i] ? "number" : "" }, text))));
  return element("div", { class: "scroll", tabindex: "0" },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}
