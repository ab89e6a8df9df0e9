// A figure read along its days: the values under the pointer or the arrow keys, and a part of its days alone.

import { element } from "./dom.js";

const NEAR = 24, HEAVY = 40; // pixels within which a value is read beside another day's; rows worth a closer look

// Only figures over days (or weeks) can be read along their axis.
export const along = (table) => table.rows.length > 1 && ["date", "week"].includes(table.keys[0]);

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
export function readable(plot, block, words, redraw) {
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
