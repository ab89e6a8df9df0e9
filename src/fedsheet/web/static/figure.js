// One figure: caption above, chart, source below, and what can be taken away from it.

import { element } from "./dom.js";

const CHARACTER = 9.5, WIDE_FROM = 0x2e7f, LATIN = .56; // pixels of a full-width one in a name; where those begin; of it, any other
const NARROW = 560, BESIDE_PLOT = 84, LEAST = 130, WIDEST = 1.6; // pixels; for axes; of a plot; the most a figure grows

const NEAR = 24, HEAVY = 40; // pixels within which a value is read beside another day's; rows worth a closer look
const SHORT = 12, LONG = 40; // characters of a cell that is never broken, and of one that needs room
const MANY = 60; // rows of a table that scrolls within its frame
const FEW = 3, PROSE = 2; // columns of a table that need not be wide; of sentences, which a phone shows one under the other
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
  const toned = { ...dyed, config: { ...dyed.config, legend: { ...dyed.config.legend, symbolOpacity: 1 } } }; // a swatch in its full colour
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
  place.style.minHeight = "";
  return view;
}

const moment = (cell) => (typeof cell === "string" ? Date.parse(cell) : cell);

// The rows a span shows, and the nearest beyond its ends so that lines run to the edge.
function within(rows, from, to) {
  if (!rows.some((row) => row.date)) return rows;
  const inside = rows.filter((row) => row.date <= to && (row.until ?? row.date) >= from);
  const beyond = (beside) => [...new Map(beside.filter((row) => row.series).map((row) => [row.series, row])).values()];
  return [...beyond(rows.filter((row) => row.date < from && !row.until)), ...inside,
    ...beyond(rows.filter((row) => row.date > to).reverse())];
}

// The windows behind a figure, and a window's name over the middle of what is shown of it.
const windows = (layer) => [...(layer.layer ?? []).flatMap(windows), ...(layer.data?.values ?? []).filter((row) => row.until && row.label)];

function overWindow(layer, spans, from, to) {
  const [{ date }] = layer.data.values;
  const off = (span) => Math.abs((Date.parse(span.date) + Date.parse(span.until)) / 2 - Date.parse(date));
  const [span] = spans.filter((one) => one.label === layer.mark.text).sort((a, b) => off(a) - off(b));
  if (!span || span.until <= from || span.date >= to) return span ? "" : date;
  const [start, end] = [span.date > from ? span.date : from, span.until < to ? span.until : to].map(Date.parse);
  return new Date((start + end) / 2).toISOString().slice(0, 10);
}

// The same figure over a part of its days; names that stand outside of it go.
function closer(spec, from, to) {
  const [first, last] = [from, to].map((time) => new Date(time).toISOString().slice(0, 10));
  const day = (text) => ({ year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), date: Number(text.slice(8)), utc: true });
  const spans = windows(spec);
  const cut = (layer) => {
    if (layer.mark?.text && layer.data?.values?.[0]?.date) {
      const date = overWindow(layer, spans, first, last);
      layer = { ...layer, data: { values: date ? [{ date }] : [] } };
    }
    if (layer.layer) return { ...layer, layer: layer.layer.map(cut).filter(Boolean) };
    const values = layer.data?.values && within(layer.data.values, first, last);
    const named = ["text", "rule"].includes(layer.mark?.type) && values?.some((row) => row.date);
    if (values && !values.length || named && !values.some((row) => row.date >= first && row.date <= last)) return null;
    const { x } = layer.encoding ?? {};
    if (!x?.axis) return { ...layer, ...(values && { data: { ...layer.data, values } }) };
    const axis = { ...x.axis, values: undefined, format: "%Y-%m-%d", tickCount: 5 };
    const scale = layer.encoding.x2 ? { type: "utc" } : { ...x.scale, domain: [day(first), day(last)] };
    return { ...layer, data: values ? { ...layer.data, values } : layer.data, encoding: { ...layer.encoding, x: { ...x, axis, scale } } };
  };
  return JSON.parse(JSON.stringify(cut(spec)));
}

// A line that follows the pointer, or the arrow keys, and says the values beneath it; a drag shows its span alone.
function readable(plot, block, words, redraw) {
  const { rows, shown, headings, keys } = block.table;
  const times = rows.map((row) => moment(row[0]));
  const held = JSON.stringify(block.spec).includes('"timeUnit"'); // a bar stands for its whole month
  const rule = element("div", { class: "rule", hidden: true });
  const drag = element("div", { class: "span", hidden: true });
  const told = element("div", { class: "told", role: "status", hidden: true });
  const whole = element("button", { type: "button", class: "file whole", hidden: true, onclick: () => span(null) }, words.whole_span);
  let view, at = rows.length - 1, begun = null;
  plot.append(rule, drag, told, whole);

  const ground = () => plot.querySelector("svg .role-frame .background")?.getBoundingClientRect();
  const left = (time) => { const box = ground(); return box.left - plot.getBoundingClientRect().left + view.scale("x")(time) / view.width() * box.width; };
  const under = (event) => { const box = ground(); return Number(view.scale("x").invert((event.clientX - box.left) / box.width * view.width())); };
  const nearest = (time) => {
    const after = times.findIndex((one) => one > time);
    if (after <= 0) return after < 0 ? times.length - 1 : 0;
    return held || time - times[after - 1] < times[after] - time ? after - 1 : after;
  };
  // A column's value of the day, or of the nearest day that has one and is no farther than the eye would take it.
  const read = (column) => {
    for (let step = 0; step < times.length; step += 1) {
      for (const row of step ? [at - step, at + step] : [at]) {
        if (row < 0 || row >= times.length || rows[row][column] === null) continue;
        return Math.abs(left(times[row]) - left(times[at])) <= NEAR ? row : -1;
      }
    }
    return -1;
  };
  const colour = (name) => { try { return view.scale("color")(view.scale("color").domain().find((one) => one.startsWith(name))); } catch { return ""; } };
  const line = (column) => {
    const row = read(column);
    if (row < 0) return "";
    const mark = element("i");
    mark.style.background = colour(headings[column]) ?? "transparent";
    return element("span", {}, mark, `${headings[column]} `, element("b", {}, shown[row][column]), row === at ? "" : ` (${shown[row][0]})`);
  };
  const hide = () => { rule.hidden = told.hidden = true; };
  const say = (place) => {
    at = Math.max(0, Math.min(rows.length - 1, place));
    const x = left(times[at]), box = ground(), start = box.left - plot.getBoundingClientRect().left;
    if (x < start - 1 || x > start + box.width + 1) return hide();
    told.replaceChildren(element("b", {}, shown[at][0]), ...keys.slice(1).map((_, n) => line(n + 1)).filter(Boolean));
    rule.hidden = told.hidden = false;
    rule.style.left = `${x}px`;
    rule.style.top = told.style.top = `${box.top - plot.getBoundingClientRect().top}px`;
    rule.style.height = `${box.height}px`;
    told.style.left = x > start + box.width / 2 ? "" : `${x + 8}px`;
    told.style.right = x > start + box.width / 2 ? `${plot.clientWidth - x + 8}px` : "";
  };
  const span = async (ends) => {
    hide();
    const hadFocus = document.activeElement === whole;
    whole.hidden = !ends;
    if (hadFocus) plot.focus({ preventScroll: true });
    view = await redraw(ends ? closer(block.spec, ...ends) : block.spec);
  };
  const may = () => view && rows.length > 1 && keys[0] !== "week" && rows.length > HEAVY;
  const inside = (event) => { const box = ground(); return box && event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom; };
  plot.addEventListener("pointermove", (event) => {
    if (!view) return;
    if (begun !== null) {
      const [a, b] = [left(begun), event.clientX - plot.getBoundingClientRect().left].sort((p, q) => p - q);
      const box = ground();
      drag.hidden = b - a < NEAR / 2;
      Object.assign(drag.style, { left: `${a}px`, width: `${b - a}px`, top: `${box.top - plot.getBoundingClientRect().top}px`, height: `${box.height}px` });
    }
    if (inside(event)) say(nearest(under(event))); else hide();
  });
  plot.addEventListener("pointerdown", (event) => { if (may() && event.pointerType === "mouse" && event.button === 0 && inside(event)) { begun = under(event); plot.setPointerCapture(event.pointerId); } });
  plot.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const ends = [begun, Math.min(Math.max(under(event), times[0]), times.at(-1))].sort((p, q) => p - q);
    begun = null;
    if (!drag.hidden) span(ends);
    drag.hidden = true;
  });
  plot.addEventListener("pointerleave", () => { if (begun === null) hide(); });
  plot.addEventListener("blur", hide);
  plot.addEventListener("dblclick", () => { if (!whole.hidden) span(null); });
  plot.addEventListener("keydown", (event) => {
    if (!view || event.target !== plot) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: rows.length - 1 }[event.key];
    const [first, last] = may() ? view.scale("x").domain().map(Number) : [];
    if (to !== undefined) say(to);
    else if (event.key === "+" && may()) span([Math.max(times[0], times[at] - (last - first) / 4), Math.min(times.at(-1), times[at] + (last - first) / 4)]);
    else if (event.key === "Escape" && !whole.hidden) span(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return (drawn) => { view = drawn; };
}

// Only figures over days (or weeks) can be read along their axis.
const along = (table) => table.rows.length > 1 && ["date", "week"].includes(table.keys[0]);
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
  whenNear(place, drawn);
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
