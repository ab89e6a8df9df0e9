// @ts-check
// Explore: series found, lines set side by side, days chosen; every step stands in the address.

import { element, settled } from "./dom.js";
import { bothColours, drawing } from "./explore_figure.js";
import { dropField, searchField } from "./explore_find.js";
import { allWritten, DAY, iso } from "./lines.js";
import { uplot } from "./plot.js";

const MONTHS_BACK = 12; // of the earlier vintage that is set beside
const NONE = "none";

/** What the first lines need, asked for while the server still works on them. */
export const ahead = () => uplot().catch(() => {});

/** The lines alone, without what changes them: as they stand on a board. @param {any} block @param {any} context */
export function alone(block, context) {
  const state = stateOf(block, context);
  return state.shown.length ? drawing(block, context, state) : element("p", { class: "note" }, block.words.no_line);
}

/** The block as it stands on the page. @param {any} block @param {any} context */
export function explorer(block, context) {
  const state = stateOf(block, context);
  const said = block.words;
  const change = (key, value) => context.change(key, value);
  const submit = () => change("lines", allWritten(state.lines));
  const editor = element(
    "div",
    { class: "lines" },
    ...state.lines.map((line, n) => lineRow(block, context, state, line, n, submit)),
  );
  const options = optionRow(block, context, state);
  const figure = state.shown.length ? drawing(block, context, state) : element("p", { class: "note" }, said.no_line);
  const made = element(
    "section",
    { class: "explore", "aria-label": context.words.controls },
    searchField(block, state, submit),
    editor,
    options,
    figure,
    dropField(block, context, state, submit),
  );
  return made;
}

function stateOf(block, context) {
  for (const line of block.lines) if (typeof line.days === "number") line.days = block.days[line.days]; // sent once
  return {
    lines: block.lines.map((line) => ({ ...line })),
    shown: block.lines.filter((line) => !line.error),
    isFull: block.lines.length >= block.colours.light.length, // a line has a colour of its own
    hidden: new Set(),
    from: NaN,
    to: NaN,
    first: NaN,
    last: NaN,
    plot: null,
    data: null,
    marks: new Set((context.own.marks ?? "recession,programmes").split(",").filter((mark) => mark && mark !== NONE)),
    log: context.own.log === "true",
  };
}

function lineRow(block, context, state, line, n, submit) {
  const said = block.words,
    drawn = state.shown.indexOf(block.lines[n]);
  const name = line.label ?? line.formula;
  const formula = element("input", {
    type: "text",
    id: `x-formula-${n}`,
    value: line.formula,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": `${said.add_hint} ${n + 1}`,
    "aria-invalid": line.error ? "true" : null,
    "aria-describedby": line.error ? `x-error-${n}` : null,
  });
  const take = () => {
    const text = formula.value.replace(/[;|]/g, " ").trim();
    if (text !== line.formula) {
      line.formula = text;
      submit();
    }
  };
  formula.addEventListener("change", take);
  formula.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take();
  });
  const choose = (key, label, options, value, id) =>
    element(
      "select",
      {
        id: `${id}-${n}`,
        "aria-label": `${label}: ${name}`,
        onchange: (event) => {
          line[key] = key === "right" ? event.target.value === "right" : event.target.value;
          submit();
        },
      },
      ...Object.entries(options).map(([one, text]) => element("option", { value: one, selected: one === value }, text)),
    );
  const day = element("input", {
    type: "date",
    id: `x-as-of-${n}`,
    value: line.as_of ?? "",
    "aria-label": `${said.as_of}: ${name}`,
  });
  settled(day, (value) => {
    line.as_of = value || null;
    submit();
  });
  const beside = element(
    "button",
    {
      type: "button",
      class: "file",
      onclick: () => {
        const day = new Date(`${context.asOf}T00:00:00Z`);
        day.setUTCMonth(day.getUTCMonth() - MONTHS_BACK);
        state.lines.push({ ...line, as_of: iso(Math.floor(day.getTime() / 1000 / DAY)) });
        submit();
      },
    },
    said.beside,
  );
  const swatch = element("i", { class: "swatch" });
  swatch.style.background = drawn >= 0 ? bothColours(block, drawn) : "transparent";
  const error = line.error ? element("p", { id: `x-error-${n}`, class: "wrong", role: "alert" }, line.error) : "";
  return element(
    "div",
    { class: "line", role: "group", "aria-label": name },
    swatch,
    formula,
    choose("move", said.move, block.choices.move, line.move, "x-move"),
    choose(
      "right",
      said.axis_left,
      { left: said.axis_left, right: said.axis_right },
      line.right ? "right" : "left",
      "x-axis",
    ),
    element("span", { class: "known" }, element("span", { class: "hint" }, said.as_of), day),
    line.as_of || line.error || state.isFull ? "" : beside,
    element(
      "button",
      {
        type: "button",
        class: "file",
        id: `x-remove-${n}`,
        "aria-label": `${said.remove}: ${name}`,
        title: said.remove,
        onclick: () => {
          state.lines.splice(n, 1);
          submit();
        },
      },
      "×",
    ),
    error,
  );
}

function optionRow(block, context, state) {
  const said = block.words;
  const choose = (key, label, options) =>
    element(
      "div",
      { class: "field" },
      element("label", { for: `x-${key}` }, label),
      element(
        "select",
        { id: `x-${key}`, onchange: (event) => context.change(key, event.target.value) },
        ...Object.entries(options).map(([value, text]) =>
          element("option", { value, selected: value === block.how[key] }, text),
        ),
      ),
    );
  const base = element("input", { type: "date", id: "x-base", value: block.how.base ?? "" });
  settled(base, (value) => context.change("base", value));
  const tick = (id, label, on, act) =>
    element(
      "label",
      { class: "tick", for: id },
      element("input", { type: "checkbox", id, checked: on, onchange: (event) => act(event.target.checked) }),
      ` ${label}`,
    );
  const marks = ["recession", "programmes", "decisions"].map((mark) =>
    tick(`x-mark-${mark}`, said[`mark_${mark}`], state.marks.has(mark), (on) => {
      if (on) state.marks.add(mark);
      else state.marks.delete(mark);
      context.quietly({ marks: [...state.marks].join(",") || NONE });
      state.redraw?.();
    }),
  );
  const log = tick("x-log", said.log, state.log, (on) => {
    state.log = on;
    context.quietly({ log: on ? "true" : "" });
    state.redraw?.();
  });
  return element(
    "div",
    { class: "controls options" },
    choose("every", said.every, block.choices.every),
    choose("each", said.each, block.choices.each),
    element("div", { class: "field" }, element("label", { for: "x-base" }, said.base), base),
    element("fieldset", { class: "field" }, element("legend", {}, said.marks), ...marks, log),
  );
}
