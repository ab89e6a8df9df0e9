// @ts-check
// A figure read along its days: the values under the pointer or the arrow keys, and a part of its days alone.

import { bracketed, element } from "./dom.js";
import { hasPeriods, heldNames, nameOf } from "./spec.js";

const NEAR = 24,
  HEAVY = 40; // pixels within which a value is read beside another day's; rows worth a closer look
const LATE = 160; // milliseconds a finger rests before it reads

/** Only figures over days (or weeks) can be read along their axis. @param {{keys: string[], n: number}} table */
export const along = (table) => table.n > 1 && ["date", "week"].includes(table.keys[0]);

const moment = (cell) => (typeof cell === "string" ? Date.parse(cell) : cell);

/**
 * The row whose value of a column is read at a place: its own, else the last before it, of a level that is held however
 * long ago; never one of a later day. −1 where there is none.
 * @param {any[][]} rows @param {number} column @param {number} at @param {boolean} held @param {(row: number) => boolean} near
 */
export function rowRead(rows, column, at, held, near) {
  for (let row = at; row >= 0; row -= 1)
    if (rows[row][column] !== null) return row === at || held || near(row) ? row : -1;
  return -1;
}

/**
 * A line that follows the pointer, or the arrow keys, and says the values beneath it; a drag shows its span alone.
 * @param {HTMLElement} plot @param {any} block @param {any} words
 * @param {(ends: [number, number] | null) => Promise<any>} redraw @param {() => Promise<any>} tableOf
 */
export function readable(plot, block, words, redraw, tableOf) {
  const rule = element("div", { class: "rule", hidden: true });
  const drag = element("div", { class: "span", hidden: true });
  const told = element("div", { class: "told", role: "status", hidden: true });
  const whole = element(
    "button",
    { type: "button", class: "file whole", hidden: true, onclick: () => span(null) },
    words.whole_span,
  );
  const periods = hasPeriods(block.spec),
    stands = [...heldNames(block.spec)];
  /** @type {any} */ let table = null;
  /** @type {number[]} */ let times = [];
  /** @type {any} */ let view;
  let at = 0,
    begun = /** @type {number | null} */ (null);
  plot.append(rule, drag, told, whole);

  const ready = async () => {
    if (table) return true;
    const found = await tableOf();
    if (!table) {
      table = found;
      times = table.rows.map((row) => moment(row[0]));
      at = times.length - 1;
    }
    return true;
  };
  const NOWHERE = new DOMRect();
  const ground = () => plot.querySelector("svg .role-frame .background")?.getBoundingClientRect() ?? NOWHERE;
  const left = (time) => {
    const box = ground();
    return box.left - plot.getBoundingClientRect().left + (view.scale("x")(time) / view.width()) * box.width;
  };
  const under = (event) => {
    const box = ground();
    return Number(view.scale("x").invert(((event.clientX - box.left) / box.width) * view.width()));
  };
  const nearest = (time) => {
    const after = times.findIndex((one) => one > time);
    if (after <= 0) return after < 0 ? times.length - 1 : 0;
    return periods || time - times[after - 1] < times[after] - time ? after - 1 : after;
  };
  const colour = (name) => {
    try {
      return view.scale("color")(nameOf(name, view.scale("color").domain()));
    } catch {
      return "";
    }
  };
  const line = (column) => {
    const name = table.headings[column];
    const held = nameOf(name, stands) !== undefined;
    const row = rowRead(
      table.rows,
      column,
      at,
      held,
      (place) => Math.abs(left(times[place]) - left(times[at])) <= NEAR,
    );
    if (row < 0) return "";
    const mark = element("i");
    mark.style.background = colour(name) ?? "transparent";
    return element(
      "span",
      {},
      mark,
      `${name} `,
      element("b", {}, table.shown[row][column]),
      row === at || held ? "" : bracketed(table.shown[row][0]),
    );
  };
  const hide = () => {
    rule.hidden = told.hidden = true;
  };
  const say = (place) => {
    at = Math.max(0, Math.min(times.length - 1, place));
    const x = left(times[at]),
      box = ground(),
      start = box.left - plot.getBoundingClientRect().left;
    if (x < start - 1 || x > start + box.width + 1) return hide();
    told.replaceChildren(
      element("b", {}, table.shown[at][0]),
      ...table.keys
        .slice(1)
        .map((_, n) => line(n + 1))
        .filter(Boolean),
    );
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
    view = await redraw(ends);
  };
  const may = () => view && table && times.length > HEAVY && table.keys[0] !== "week";
  const inside = (event) => {
    const box = ground();
    return (
      box.width > 0 &&
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom
    );
  };
  plot.addEventListener("pointerenter", ready);
  plot.addEventListener("focus", ready);
  plot.addEventListener("pointermove", (event) => {
    if (!view || !table) return;
    if (begun !== null) {
      const [a, b] = [left(begun), event.clientX - plot.getBoundingClientRect().left].sort((p, q) => p - q);
      const box = ground();
      drag.hidden = b - a < NEAR / 2;
      Object.assign(drag.style, {
        left: `${a}px`,
        width: `${b - a}px`,
        top: `${box.top - plot.getBoundingClientRect().top}px`,
        height: `${box.height}px`,
      });
    }
    if (inside(event)) say(nearest(under(event)));
    else hide();
  });
  plot.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && inside(event))
      setTimeout(() => ready().then(() => say(nearest(under(event)))), LATE);
    if (may() && event.pointerType === "mouse" && event.button === 0 && inside(event)) {
      begun = under(event);
      plot.setPointerCapture(event.pointerId);
    }
  });
  plot.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const ends = /** @type {[number, number]} */ (
      [begun, Math.min(Math.max(under(event), times[0]), times[times.length - 1])].sort((p, q) => p - q)
    );
    begun = null;
    if (!drag.hidden) span(ends);
    drag.hidden = true;
  });
  plot.addEventListener("pointerleave", () => {
    if (begun === null) hide();
  });
  plot.addEventListener("blur", hide);
  plot.addEventListener("dblclick", () => {
    if (!whole.hidden) span(null);
  });
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
  const read = async (event) => {
    await ready();
    const [first, last] = may() ? view.scale("x").domain().map(Number) : [];
    if (event.key in STEPS) say(at + STEPS[event.key]);
    else if (event.key === "+" && may())
      span([
        Math.max(times[0], times[at] - (last - first) / 4),
        Math.min(times[times.length - 1], times[at] + (last - first) / 4),
      ]);
    else if (event.key === "Escape" && !whole.hidden) span(null);
  };
  plot.addEventListener("keydown", (event) => {
    if (!view || event.target !== plot || event.ctrlKey || event.metaKey) return;
    if (!(event.key in STEPS) && event.key !== "+" && !(event.key === "Escape" && !whole.hidden)) return;
    event.preventDefault();
    event.stopPropagation();
    read(event);
  });
  return (drawn) => {
    view = drawn;
  };
}
