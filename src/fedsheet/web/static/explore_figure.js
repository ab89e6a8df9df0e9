// @ts-check
// The lines drawn: days chosen by button, date and handle, lines switched on and off, values read, numbers below.

import { bracketed, element, settled } from "./dom.js";
import { isDark, resting } from "./figure.js";
import { DAY, dayOf, decimal, iso, range, unpacked } from "./lines.js";
import { draw, readings } from "./plot.js";
import { dataTable } from "./table.js";
import { files } from "./tools.js";

const RANGES = ["1m", "3m", "6m", "ytd", "1y", "2y", "5y", "10y", "all"];
const MOST_ROWS = 120;
const HIGH = 380,
  LOW = 260,
  PHONE = 560; // pixels
const RESTED = 250; // milliseconds a change rests before the numbers below are laid out again
const NOTCH = 0.0015; // of what is shown, by a pixel of the wheel

/** The colour of the n-th line, on light ground and on dark. */
export const bothColours = (block, n) => `light-dark(${block.colours.light[n]}, ${block.colours.dark[n]})`;
const colours = (block) => (isDark() ? block.colours.dark : block.colours.light);

export function drawing(block, context, state) {
  const said = block.words,
    { words, apart = "" } = context; // what tells two of them on a board apart
  const days = state.shown.flatMap((line) => [line.days[0], line.days.reduce((sum, step) => sum + step, 0)]);
  [state.first, state.last] = [Math.min(...days), Math.max(...days)];
  state.from = Math.max(state.first, dayOf(context.own.start ?? "") || state.first);
  state.to = Math.min(state.last, dayOf(context.own.end ?? "") || state.last);
  const canvas = element("div", { class: "chart canvas", role: "img", "aria-label": block.caption });
  const plot = element(
    "div",
    { class: "plot", tabindex: "0", role: "group", "aria-label": `${words.read_along}. ${said.pan_hint}` },
    canvas,
  );
  const told = element("p", { class: "reading", role: "status" });
  const legend = element("div", { class: "legend", role: "group", "aria-label": words.legend });
  const table = element("div", { class: "under" });
  const handle = rangeHandle(block, state, apart, (from, to) => show(from, to));
  const buttons = element(
    "div",
    { class: "ranges", role: "group", "aria-label": said.range },
    ...RANGES.map((name) =>
      element(
        "button",
        {
          type: "button",
          class: "file",
          "data-range": name,
          "aria-pressed": "false",
          onclick: () => show(...range(name, state.first, state.last)),
        },
        said[`range_${name}`],
      ),
    ),
  );
  const dates = ["start", "end"].map((key) =>
    element("input", { type: "date", id: `x-${key}${apart}`, "aria-label": key === "start" ? said.from : said.to }),
  );
  for (const date of dates)
    settled(date, () => show(dayOf(dates[0].value) || state.first, dayOf(dates[1].value) || state.last));
  const without = () => state.shown.filter((line) => state.hidden.has(line.text)).map((line) => line.label);
  /** @returns {Record<string, string>} */
  const onScreen = () => (state.hidden.size ? { without: without().join("|") } : {});
  const tools = files(block, context, onScreen);
  state.tools = tools;

  const read = (at) => {
    if (!state.data) return;
    const { day, values } = readings(state.data, state.shown, at ?? lastShown(state));
    told.textContent = day;
    [...legend.children].forEach((button, n) => {
      button.querySelector("b").textContent = values[n];
    });
    state.at = at;
  };
  const show = (from, to) => {
    const wide = Math.max(to - from, 2);
    state.from = Math.max(state.first, Math.min(from, state.last - 2));
    state.to = Math.min(state.last, Math.max(state.from + Math.min(wide, 2), to));
    state.frame ??= requestAnimationFrame(shown); // several keys or turns of the wheel in a frame are drawn once
  };
  const shown = () => {
    state.frame = null;
    state.plot?.setScale("x", { min: state.from * DAY, max: state.to * DAY });
    state.plot?.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    context.quietly({
      start: state.from <= state.first ? "" : iso(Math.round(state.from)),
      end: state.to >= state.last ? "" : iso(Math.round(state.to)),
    });
    follow(state.from <= state.first && state.to >= state.last);
  };
  const follow = (whole) => {
    dates[0].value = iso(Math.round(state.from));
    dates[1].value = iso(Math.round(state.to));
    handle.follow();
    for (const button of buttons.children) {
      const [from, to] = range(button.dataset.range, state.first, state.last);
      button.setAttribute(
        "aria-pressed",
        String(
          button.dataset.range === "all"
            ? whole
            : !whole && Math.abs(from - state.from) < 1 && Math.abs(to - state.to) < 1,
        ),
      );
    }
    tools.follow();
    read(null);
    laidOut();
  };
  const laidOut = () => {
    clearTimeout(state.waiting);
    state.waiting = setTimeout(() => resting(() => table.replaceChildren(...numbers(block, state))), RESTED);
  };
  state.switched = laidOut;
  state.redraw = async () => {
    canvas.replaceChildren();
    const drawn = await draw(canvas, state.shown, {
      colours: colours(block),
      tones: isDark() ? context.tones.dark : context.tones.light,
      spans: block.spans,
      events: block.events,
      marks: state.marks,
      log: state.log,
      from: state.from,
      to: state.to,
      hidden: state.hidden,
      height: document.fullscreenElement ? innerHeight - 260 : canvas.clientWidth < PHONE ? LOW : HIGH,
      onRange: show,
      onRead: read,
    });
    [state.plot, state.data] = [drawn.plot, drawn.data];
    context.drawers.set(canvas, state.redraw);
    follow(state.from <= state.first && state.to >= state.last);
  };
  legend.append(...state.shown.map((line, n) => legendButton(block, state, line, n)));
  plot.addEventListener("keydown", (event) => keys(event, plot, state, read, show));
  plot.addEventListener("wheel", (event) => wheel(event, plot, state, show), { passive: false });
  let width = 0;
  new ResizeObserver(() => {
    if (canvas.clientWidth === width || !canvas.clientWidth) return;
    const first = !width;
    width = canvas.clientWidth;
    if (first) state.redraw();
    else
      state.plot?.setSize({
        width,
        height: document.fullscreenElement ? innerHeight - 260 : width < PHONE ? LOW : HIGH,
      });
  }).observe(canvas);
  const caption = element("figcaption", {}, block.caption);
  return element(
    "figure",
    { id: `figure-explore${apart}`, "aria-label": block.caption, tabindex: "-1", class: "explored" },
    caption,
    element("div", { class: "row-of" }, buttons, element("span", { class: "set" }, ...dates)),
    plot,
    handle.element,
    told,
    legend,
    block.note ? element("p", { class: "note" }, block.note) : "",
    element("p", { class: "source" }, `${block.source} · ${context.vintage}`),
    tools.element,
    table,
  );
}

const lastShown = (state) => {
  const [days] = state.data;
  let place = days.length - 1;
  while (place > 0 && days[place] > state.to * DAY) place -= 1;
  return place;
};

function legendButton(block, state, line, n) {
  const swatch = element("i", { class: "swatch" });
  swatch.style.background = bothColours(block, n);
  const button = element(
    "button",
    {
      type: "button",
      class: "file",
      "aria-pressed": "true",
      onclick: () => {
        const on = state.hidden.has(line.text);
        if (on) state.hidden.delete(line.text);
        else state.hidden.add(line.text);
        button.setAttribute("aria-pressed", String(on));
        state.plot?.setSeries(n + 1, { show: on });
        state.switched?.();
      },
    },
    swatch,
    `${line.label}${line.right ? bracketed(block.words.axis_right) : ""} `,
    element("b", {}, "—"),
  );
  return button;
}

function keys(event, plot, state, read, show) {
  if (event.target !== plot || !state.data) return;
  const at = state.at ?? lastShown(state),
    last = state.data[0].length - 1;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 20, PageDown: at + 20, Home: 0, End: last }[
    event.key
  ];
  if (to !== undefined) {
    const place = Math.max(0, Math.min(last, to));
    state.plot.setCursor({ left: state.plot.valToPos(state.data[0][place], "x"), top: 10 }, false);
    read(place);
  } else if (event.key === "+" || event.key === "-") {
    const half = (state.to - state.from) * (event.key === "+" ? 0.25 : 1),
      middle = state.data[0][at] / DAY;
    show(middle - half, middle + half);
  } else if (event.key === "Escape") show(state.first, state.last);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The wheel looks closer where the plot was chosen before, or with Ctrl (a pinch); else it moves the page. */
function wheel(event, plot, state, show) {
  if (!state.data || !(event.ctrlKey || event.metaKey || document.activeElement === plot)) return;
  event.preventDefault();
  const over = plot.querySelector(".u-over").getBoundingClientRect();
  const share = Math.max(0, Math.min(1, (event.clientX - over.left) / over.width));
  const [at, wide] = [
    state.from + share * (state.to - state.from),
    (state.to - state.from) * Math.exp(event.deltaY * NOTCH),
  ];
  show(at - share * wide, at + (1 - share) * wide);
}

/** Two handles over all the days. */
function rangeHandle(block, state, apart, act) {
  const said = block.words;
  const make = (id, label) =>
    element("input", { type: "range", id, min: "0", max: "1000", step: "1", "aria-label": label });
  const [low, high] = [make(`x-from${apart}`, said.handle_from), make(`x-to${apart}`, said.handle_to)];
  const chosen = element("span", { class: "chosen-days" });
  const day = (input) => state.first + ((state.last - state.first) * Number(input.value)) / 1000;
  const moved = () => {
    if (Number(low.value) > Number(high.value) - 5)
      [low.value, high.value] = [
        String(Math.min(Number(low.value), 995)),
        String(Math.min(1000, Math.min(Number(low.value), 995) + 5)),
      ];
    act(day(low), day(high));
  };
  let held = /** @type {[number, number, number] | null} */ (null); // where it was taken, and the days shown then
  chosen.addEventListener("pointerdown", (event) => {
    held = [event.clientX, state.from, state.to];
    chosen.setPointerCapture(event.pointerId);
  });
  chosen.addEventListener("pointermove", (event) => {
    if (!held) return;
    const days = ((event.clientX - held[0]) / chosen.parentElement.clientWidth) * (state.last - state.first);
    const by = Math.max(state.first - held[1], Math.min(state.last - held[2], days));
    act(held[1] + by, held[2] + by);
  });
  for (const end of ["pointerup", "pointercancel"])
    chosen.addEventListener(end, () => {
      held = null;
    });
  low.addEventListener("input", moved);
  high.addEventListener("input", moved);
  const follow = () => {
    const part = (value) => Math.round(((value - state.first) / Math.max(1, state.last - state.first)) * 1000);
    [low.value, high.value] = [String(part(state.from)), String(part(state.to))];
    for (const [input, value] of /** @type {[HTMLElement, number][]} */ ([
      [low, state.from],
      [high, state.to],
    ]))
      input.setAttribute("aria-valuetext", iso(Math.round(value)));
    chosen.style.left = `${part(state.from) / 10}%`;
    chosen.style.width = `${(part(state.to) - part(state.from)) / 10}%`;
  };
  return { element: element("div", { class: "handles" }, chosen, low, high), follow };
}

/** The rows of the days shown, the newest first. */
function numbers(block, state) {
  if (!state.data) return [];
  const said = block.words,
    [days, ...every] = state.data;
  state.own ??= state.shown.map((line) => new Set(unpacked(line.days)));
  const switchedOn = [...state.shown.keys()].filter((n) => !state.hidden.has(state.shown[n].text));
  const [shown, columns, own] = [state.shown, every, state.own].map((all) => switchedOn.map((n) => all[n]));
  const moving = own.filter((_, n) => !shown[n].held);
  const counted = moving.length ? moving : own; // a level that is held stands on every day of the others
  const rows = [];
  let all = 0;
  for (let place = days.length - 1; place >= 0; place -= 1) {
    const day = days[place] / DAY;
    if (day < Math.floor(state.from) || day > Math.ceil(state.to) || !counted.some((set) => set.has(day))) continue;
    all += 1;
    if (rows.length < MOST_ROWS) rows.push(place);
  }
  const cell = (n, place) =>
    (shown[n].held || own[n].has(days[place] / DAY)) && typeof columns[n][place] === "number"
      ? columns[n][place]
      : null;
  const table = {
    id: "explore",
    keys: ["date", ...shown.map((line) => line.text)],
    headings: [block.choices.date, ...shown.map((line) => `${line.label}${bracketed(line.axis)}`)],
    rows: rows.map((place) => [iso(days[place] / DAY), ...columns.map((_, n) => cell(n, place))]),
    shown: rows.map((place) => [
      iso(days[place] / DAY),
      ...shown.map((line, n) => {
        const value = cell(n, place);
        return value === null ? "—" : decimal(value, line.digits, line.signed);
      }),
    ]),
  };
  const note =
    all > rows.length
      ? element(
          "p",
          { class: "note" },
          said.rows_shown.replace("{n}", decimal(rows.length, 0)).replace("{all}", decimal(all, 0)),
        )
      : "";
  return [
    element("p", { class: "caption" }, `${said.table}${bracketed(said.newest_first)}`),
    dataTable(table),
    note,
  ].filter(Boolean);
}
