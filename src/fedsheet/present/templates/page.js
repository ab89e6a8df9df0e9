// Draws each figure at the width of its column, in colours that follow the page's tone by themselves; tells every
// series of a day under the pointer, enlarges, and hands figures and tables out as files. Asks nothing of the network.
const held = JSON.parse(document.getElementById("specs").textContent);
const root = document.documentElement;
const places = [...document.querySelectorAll("main .chart")];
const views = new Map();

// A column is one value for all rows, a few values with each row's place among them, or a value a row.
function cell(column, row) {
  return Array.isArray(column) ? column[row] : "all" in column ? column.all : column.of[column.at[row]];
}

function rows({ n, columns }) {
  const names = Object.keys(columns);
  return Array.from({ length: n }, (_, row) => Object.fromEntries(names.map((name) => [name, cell(columns[name], row)])));
}

function unpacked({ packed, ...spec }) {
  return { ...spec, datasets: Object.fromEntries(Object.entries(packed).map(([name, set]) => [name, rows(set)])) };
}

// A legend has as many columns as its share of the width it was made for has room for.
function fitting(text, share) {
  return JSON.parse(text, (key, value) => key === "columns" && typeof value === "number" ? Math.max(1, Math.floor(value * Math.min(1, share))) : value);
}

// Every layer over dates with its rows: name of the series -> day -> what is told of it, with its unit.
function told(spec) {
  const series = new Map();
  for (const group of spec.layer ?? []) for (const layer of group.layer ?? []) {
    const kind = layer.mark?.type, y = layer.encoding?.y;
    if (!["line", "bar", "area", "point"].includes(kind) || !y?.field) continue;
    const unit = y.axis?.title ?? "";
    const values = layer.data?.values ?? spec.datasets?.[layer.data?.name] ?? [];
    for (const row of values) {
      if (!row.date || row.value === undefined) continue;
      const name = row.series ?? "";
      if (!series.has(name)) series.set(name, { unit, days: new Map() });
      series.get(name).days.set(row.date, row.high === undefined ? [row.value] : [row.value, row.high]);
    }
  }
  return series;
}

function number(value) {
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits }).replace("-", "−");
}

// One row a day, of at most as many days as a figure has room for: what each series says, or said last, with its day.
const MOST_DAYS = 480;
function days(series) {
  const every = [...new Set([...series.values()].flatMap(({ days }) => [...days.keys()]))].sort();
  const last = new Map(), step = Math.ceil(every.length / MOST_DAYS);
  const kept = (_, place) => (every.length - 1 - place) % step === 0;
  return every.map((date) => {
    const row = { date, day: date };
    let place = 0;
    for (const [name, { unit, days }] of series) {
      if (days.has(date)) last.set(name, [date, days.get(date)]);
      const [day, values] = last.get(name) ?? [];
      row[`v${place}`] = values ? `${values.map(number).join(" – ")} ${unit}${day === date ? "" : ` (${day})`}` : "—";
      place += 1;
    }
    return row;
  }).filter(kept);
}

// A line at the day nearest the pointer, with everything drawn on it; Ctrl and wheel, or Shift and drag, zoom and move.
function pointed(spec) {
  const series = told(spec);
  if (!series.size) return [];
  const group = spec.layer.find(({ layer = [] }) => layer.some(({ encoding }) => encoding?.y?.field));
  const x = { ...(group.encoding?.x ?? group.layer.find(({ encoding }) => encoding?.x?.field)?.encoding.x ?? spec.encoding?.x) };
  group.layer.push({
    name: "day",
    data: { values: days(series) },
    params: [
      { name: "day_near", select: { type: "point", encodings: ["x"], nearest: true, on: "pointermove", clear: "pointerout" } },
    ],
    mark: { type: "rule", strokeWidth: 1, color: "var(--soft)", tooltip: null },
    encoding: { x: { ...x, axis: undefined }, opacity: { condition: { param: "day_near", empty: false, value: 0.9 }, value: 0 } },
  });
  return [...series.keys()];
}

// What is drawn on the day under the pointer, beside it.
const tip = Object.assign(document.createElement("div"), { id: "day-told", hidden: true });
document.body.append(tip);
function tellDay(event, names, row) {
  tip.hidden = row?.v0 === undefined;
  if (tip.hidden) return;
  (document.querySelector("dialog[open]") ?? document.body).append(tip);
  tip.replaceChildren(Object.assign(document.createElement("b"), { textContent: row.day }), ...names.map((name, place) => {
    const line = document.createElement("div");
    line.append(Object.assign(document.createElement("span"), { textContent: name }), row[`v${place}`]);
    return line;
  }));
  const { offsetWidth: wide, offsetHeight: high } = tip;
  tip.style.left = `${event.clientX + 16 + wide > innerWidth ? Math.max(4, event.clientX - 16 - wide) : event.clientX + 16}px`;
  tip.style.top = `${Math.min(event.clientY + 12, innerHeight - high - 4)}px`;
}

function zoomed(spec) {
  const layer = (spec.layer ?? []).flatMap(({ layer = [] }) => layer).find(({ name }) => name === "day");
  const keys = "event.ctrlKey || event.metaKey";
  layer?.params.push({
    name: "span", bind: "scales",
    select: { type: "interval", encodings: ["x"], zoom: `wheel![${keys}]`, translate: "[pointerdown[event.shiftKey], window:pointerup] > window:pointermove!" },
  });
}

function specOf(name, width) {
  const figure = held.figures[name];
  const spec = unpacked(fitting(JSON.stringify(figure), width / figure.width));
  if (width < 0.75 * figure.width) for (const group of spec.layer ?? []) group.layer = group.layer?.filter(({ name = "" }) => !name.startsWith("wide-only"));
  return { ...spec, config: held.theme, width, autosize: { type: "fit-x", contains: "padding" } };
}

async function draw(place, name = place.dataset.figure, change = () => {}) {
  const spec = specOf(name, Math.max(220, place.clientWidth));
  const names = pointed(spec);
  change(spec);
  try {
    const { view } = await vegaEmbed(place, spec, { actions: false, renderer: "svg", ast: true, tooltip: {} });
    views.set(place, view);
    // The place itself is the picture, with its caption as its name; the parts of the drawing need none.
    for (const part of place.querySelectorAll("svg[role], svg [role]")) for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
    view.addEventListener("pointermove", (event, item) => tellDay(event, names, item?.datum?.datum ?? item?.datum));
    view.addEventListener("pointerout", () => { tip.hidden = true; });
    place.style.minHeight = "";
    place.dataset.drawn = "yes";
  } catch (error) {
    place.textContent = String(error);
    place.dataset.drawn = "failed";
  }
}

// Near the screen at once, the rest one after the other while nothing else is to do, so that a print has them all.
const waiting = new Set(places);
function take(place) {
  if (waiting.delete(place)) draw(place);
}
const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); take(entry.target); }
}, { rootMargin: "600px" });
places.forEach((place) => near.observe(place));
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 60));
function rest() {
  const [place] = waiting;
  if (place) { take(place); setTimeout(() => idle(rest), 50); }
}
addEventListener("load", () => setTimeout(() => idle(rest), 1500));
addEventListener("beforeprint", () => [...waiting].forEach(take));

// The tone: colours are the page's own, so that nothing is drawn again.
document.getElementById("tone").addEventListener("click", () => root.classList.toggle("dark"));
root.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
if (matchMedia("(max-width: 1219px)").matches) document.querySelector("nav details").open = false;

let width = innerWidth, resized;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(resized);
  resized = setTimeout(() => { places.filter((place) => place.dataset.drawn).forEach((place) => draw(place)); tell(); }, 200);
});

// A table wider than its place says so and can be reached with the keyboard.
function tell() {
  for (const place of document.querySelectorAll(".scroll")) {
    const hides = place.scrollWidth > place.clientWidth + 1 || place.scrollHeight > place.clientHeight + 1;
    if (hides) place.tabIndex = 0; else place.removeAttribute("tabindex");
    place.previousElementSibling.classList.toggle("shown", place.scrollWidth > place.clientWidth + 1);
  }
}
tell();
document.fonts?.ready.then(tell);
document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", tell));

// The contents follow the reader.
const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
const heads = [...links.keys()].map((id) => document.getElementById(id));
function follow() {
  const head = heads.findLast((one) => one.getBoundingClientRect().top < 120) ?? heads[0];
  for (const link of links.values()) link.removeAttribute("aria-current");
  const link = head && links.get(head.id);
  link?.setAttribute("aria-current", "location");
  const nav = document.querySelector("nav");
  if (link && getComputedStyle(nav).position === "fixed") nav.scrollTop = Math.max(0, link.offsetTop - nav.clientHeight / 2);
}
let followed = 0;
addEventListener("scroll", () => { cancelAnimationFrame(followed); followed = requestAnimationFrame(follow); }, { passive: true });
follow();

// The other language opens where one is.
document.querySelectorAll("[data-language]").forEach((link) => link.addEventListener("click", () => {
  const head = document.querySelector("nav a[aria-current]");
  if (head) link.hash = head.hash;
}));

document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.(".anchor");
  if (anchor) navigator.clipboard?.writeText(anchor.href).catch(() => {});
  const button = event.target.closest?.("button[data-save], button[data-enlarge]");
  if (!button) return;
  const figure = button.closest("figure"), place = figure.querySelector(".chart");
  if (button.dataset.enlarge) enlarge(place);
  else save(button.dataset.save, figure, place);
});

const dialog = document.querySelector("dialog");
function enlarge(place) {
  const large = dialog.querySelector(".chart");
  dialog.setAttribute("aria-label", place.getAttribute("aria-label"));
  dialog.showModal();
  draw(large, place.dataset.figure, (spec) => { spec.height = Math.max(320, 0.62 * innerHeight); zoomed(spec); });
}
dialog.querySelector("button").addEventListener("click", () => dialog.close());

function handOut(name, content, type) {
  const link = Object.assign(document.createElement("a"), { download: name, href: URL.createObjectURL(new Blob([content], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A text that a spreadsheet could take for a formula is told apart by a leading apostrophe.
function csv(lines) {
  const field = (text) => /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return "\ufeff" + lines.map((line) => line.map((one) => `"${field(String(one ?? "")).replaceAll('"', '""')}"`).join(",")).join("\r\n") + "\r\n";
}

function numbers(name) {
  const spec = unpacked(held.figures[name]);
  const series = told(spec);
  if (!series.size) return null;
  const dates = [...new Set([...series.values()].flatMap(({ days }) => [...days.keys()]))].sort();
  const titles = [...series].flatMap(([title, { unit, days }]) => {
    const wide = [...days.values()].some((values) => values.length > 1);
    return wide ? [`${title}, 1 (${unit})`, `${title}, 2 (${unit})`] : [`${title} (${unit})`];
  });
  const line = (date) => [...series.values()].flatMap(({ days }) => {
    const wide = [...days.values()].some((values) => values.length > 1);
    return days.get(date) ?? (wide ? ["", ""] : [""]);
  });
  return csv([["date", ...titles], ...dates.map((date) => [date, ...line(date)])]);
}

function cells(table) {
  return csv([...table.rows].map((row) => [...row.cells].map((one) => one.textContent)));
}

// On paper and in a file the colours are the light ones, written out.
function written(svg) {
  const was = root.classList.contains("dark");
  root.classList.remove("dark");
  const style = getComputedStyle(root);
  const out = svg.replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  root.classList.toggle("dark", was);
  return out;
}

async function save(kind, figure, place) {
  if (kind === "table") return handOut(`${figure.dataset.table}.csv`, cells(figure.querySelector("table")), "text/csv");
  const name = place.dataset.figure;
  if (kind === "csv") return handOut(`${name}.csv`, numbers(name) ?? cells(figure.querySelector("table")), "text/csv");
  take(place);
  while (!place.dataset.drawn) await new Promise((done) => setTimeout(done, 30));
  const svg = written(await views.get(place).toSVG());
  if (kind === "svg") return handOut(`${name}.svg`, svg, "image/svg+xml");
  const image = new Image(), canvas = document.createElement("canvas");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  canvas.width = 2 * image.width;
  canvas.height = 2 * image.height;
  const ink = canvas.getContext("2d");
  ink.scale(2, 2);
  ink.drawImage(image, 0, 0);
  return canvas.toBlob((blob) => handOut(`${name}.png`, blob, "image/png"));
}
