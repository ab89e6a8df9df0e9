// @ts-check
// Explore: series found, lines set side by side, days chosen; every step stands in the address.

import { get, post } from "./api.js";
import { element, settled } from "./dom.js";
import { isDark } from "./figure.js";
import { allWritten, DAY, dayOf, decimal, found, iso, range } from "./lines.js";
import { draw, readings } from "./plot.js";
import { dataTable } from "./table.js";
import { files } from "./tools.js";

const RANGES = ["1m", "3m", "6m", "ytd", "1y", "2y", "5y", "10y", "all"];
const MONTHS_BACK = 12; // of the earlier vintage that is set beside
const MOST_ROWS = 120,
  HIGH = 380,
  LOW = 260,
  PHONE = 560;
const LARGEST = 700_000; // bytes of a file: what fits a request
const NONE = "none";
/** @type {Promise<{series: any[], units: string[]}> | undefined} */
let catalogue;

/** @returns {Promise<{series: any[], units: string[]}>} */
const series = () => (catalogue ??= get("/api/v1/series", ""));

/** The block as it stands on the page. @param {any} block @param {any} context */
export function explorer(block, context) {
  const state = {
    lines: block.lines.map((line) => ({ ...line })),
    shown: block.lines.filter((line) => !line.error),
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
    searchField(block, context, state, submit),
    editor,
    options,
    figure,
    dropField(block, context, state, submit),
  );
  return made;
}

// ---- finding ------------------------------------------------------------------------------------------------------

function searchField(block, context, state, submit) {
  const said = block.words,
    lang = document.documentElement.lang.slice(0, 2);
  const list = element("ul", { id: "found", class: "found", role: "listbox", "aria-label": said.search, hidden: true });
  const field = element("input", {
    type: "search",
    id: "x-search",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: said.add_hint,
  });
  let at = -1;
  const add = (formula) => {
    state.lines.push({ formula, move: "level", right: false, as_of: null, text: formula });
    submit();
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const rows = [...list.children];
    at = rows.length ? (place + rows.length) % rows.length : -1;
    for (const [n, row] of rows.entries()) row.setAttribute("aria-selected", String(n === at));
    if (at >= 0) {
      field.setAttribute("aria-activedescendant", rows[at].id);
      rows[at].scrollIntoView({ block: "nearest" });
    }
  };
  const look = async () => {
    const { series: rows } = await series();
    const hits = /** @type {any[]} */ (found(rows, field.value));
    list.replaceChildren(
      ...hits.map((row, n) =>
        element(
          "li",
          {
            id: `found-${n}`,
            role: "option",
            "aria-selected": "false",
            class: row.held ? null : "absent",
            onpointerdown: (event) => {
              event.preventDefault();
              if (row.held) add(row.id);
            },
          },
          element("b", {}, row.id),
          ` ${row.title[lang]}`,
          element(
            "span",
            { class: "detail" },
            [
              row.publisher[lang],
              row.unit[lang],
              row.frequency,
              row.held ? `${row.first ?? ""} – ${row.last ?? ""}` : said.not_held.replace("{id}", row.id),
            ]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
      ),
    );
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    at = -1;
    document.getElementById("status").textContent = field.value
      ? said.one_found.replace("{n}", String(hits.length))
      : "";
  };
  field.addEventListener("input", look);
  field.addEventListener("focus", () => {
    series();
    if (field.value) look();
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Escape") {
      close();
      return;
    } else if (event.key === "Enter" && field.value.trim()) {
      const chosen = at >= 0 ? list.children[at]?.querySelector("b")?.textContent : null;
      add(chosen ?? field.value.replace(/[;|]/g, " "));
    } else return;
    event.preventDefault();
  });
  const button = element(
    "button",
    {
      type: "button",
      onclick: () => {
        if (field.value.trim()) add(field.value.replace(/[;|]/g, " "));
      },
    },
    said.add,
  );
  return element(
    "div",
    { class: "search" },
    element("label", { for: "x-search" }, said.search),
    element("span", { class: "set" }, field, button),
    list,
  );
}

// ---- lines --------------------------------------------------------------------------------------------------------

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
  swatch.style.background = drawn >= 0 ? colours(block)[drawn] : "transparent";
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
    line.as_of || line.error ? "" : beside,
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

const colours = (block) => (isDark() ? block.colours.dark : block.colours.light);

// ---- options ------------------------------------------------------------------------------------------------------

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

// ---- the drawing --------------------------------------------------------------------------------------------------

function drawing(block, context, state) {
  const said = block.words,
    { words } = context;
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
  const handle = rangeHandle(block, state, (from, to) => show(from, to));
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
        name === "all" ? said.range_all : name.toUpperCase(),
      ),
    ),
  );
  const dates = ["start", "end"].map((key) =>
    element("input", { type: "date", id: `x-${key}`, "aria-label": key === "start" ? said.from : said.to }),
  );
  for (const date of dates)
    settled(date, () => show(dayOf(dates[0].value) || state.first, dayOf(dates[1].value) || state.last));
  const tools = files(block, context);
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
    state.plot?.setScale("x", { min: state.from * DAY, max: state.to * DAY });
    state.plot?.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    const whole = state.from <= state.first && state.to >= state.last;
    context.quietly({
      start: state.from <= state.first ? "" : iso(Math.round(state.from)),
      end: state.to >= state.last ? "" : iso(Math.round(state.to)),
    });
    follow(whole);
  };
  const follow = (whole) => {
    dates[0].value = iso(Math.round(state.from));
    dates[1].value = iso(Math.round(state.to));
    handle.follow();
    for (const button of buttons.children) {
      const [from, to] = range(button.dataset.range, state.first, state.last);
      button.setAttribute(
        "aria-pressed",
        String(button.dataset.range === "all" ? whole : Math.abs(from - state.from) < 1 && Math.abs(to - state.to) < 1),
      );
    }
    tools.follow();
    read(null);
    clearTimeout(state.waiting);
    state.waiting = setTimeout(() => table.replaceChildren(...numbers(block, state)), 120);
  };
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
    { id: "figure-explore", tabindex: "-1", class: "explored" },
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
  swatch.style.background = colours(block)[n];
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
      },
    },
    swatch,
    `${line.label}${line.right ? ` (${block.words.axis_right})` : ""} `,
    element("b", {}, "—"),
    line.axis && line.digits !== undefined ? element("span", { class: "detail" }, ` ${line.axis}`) : "",
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

/** Two handles over all the days. */
function rangeHandle(block, state, act) {
  const said = block.words;
  const make = (id, label) =>
    element("input", { type: "range", id, min: "0", max: "1000", step: "1", "aria-label": label });
  const [low, high] = [make("x-from", said.handle_from), make("x-to", said.handle_to)];
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
    [days, ...columns] = state.data;
  const own = state.shown.map((line) => {
    let day = 0;
    return new Set(line.days.map((step) => (day += step)));
  });
  const rows = [];
  let all = 0;
  for (let place = days.length - 1; place >= 0; place -= 1) {
    const day = days[place] / DAY;
    if (day < Math.floor(state.from) || day > Math.ceil(state.to) || !own.some((set) => set.has(day))) continue;
    all += 1;
    if (rows.length < MOST_ROWS) rows.push(place);
  }
  const cell = (n, place) =>
    own[n].has(days[place] / DAY) && typeof columns[n][place] === "number" ? columns[n][place] : null;
  const table = {
    id: "explore",
    keys: ["date", ...state.shown.map((line) => line.text)],
    headings: [block.choices.date, ...state.shown.map((line) => `${line.label} (${line.axis})`)],
    rows: rows.map((place) => [iso(days[place] / DAY), ...columns.map((_, n) => cell(n, place))]),
    shown: rows.map((place) => [
      iso(days[place] / DAY),
      ...state.shown.map((line, n) => {
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
          said.rows_shown.replace("{n}", String(rows.length)).replace("{all}", String(all)),
        )
      : "";
  return [element("p", { class: "caption" }, `${said.table} (${said.newest_first})`), dataTable(table), note].filter(
    Boolean,
  );
}

// ---- a file of one's own ------------------------------------------------------------------------------------------

function dropField(block, context, state, submit) {
  const said = block.words;
  const choose = element("input", {
    type: "file",
    id: "x-file",
    accept: ".csv,.xlsx,.tsv,.txt",
    "aria-label": said.drop,
    onchange: (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) ask(file);
    },
  });
  const place = element(
    "div",
    { class: "drop" },
    element("span", { class: "chosen" }, element("span", { class: "file" }, said.drop, choose)),
  );
  const ask = async (file) => {
    const { units } = await series();
    const name =
      file.name
        .replace(/\.[^.]*$/, "")
        .toUpperCase()
        .replace(/[^A-Z0-9_.]/g, "_")
        .replace(/^[^A-Z]+/, "") || "OWN";
    const field = (id, label, input) => element("div", { class: "field" }, element("label", { for: id }, label), input);
    const id = element("input", {
      id: "x-id",
      value: name.slice(0, 40),
      required: true,
      pattern: "[A-Z][A-Z0-9_.]{1,39}",
    });
    const title = element("input", { id: "x-title", value: file.name.replace(/\.[^.]*$/, "") });
    const publisher = element("input", { id: "x-publisher", value: "own", required: true });
    const unit = element("select", { id: "x-unit" }, ...units.map((one) => element("option", { value: one }, one)));
    const wrong = element("p", { class: "wrong", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      try {
        if (file.size > LARGEST) throw new Error(`${file.name}: ${file.size} > ${LARGEST}`);
        const bytes = new Uint8Array(await file.arrayBuffer());
        let text = "";
        for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192));
        const held = await post("/api/v1/imports", {
          id: id.value,
          unit: unit.value,
          publisher: publisher.value,
          title: title.value,
          name: file.name,
          base64: btoa(text),
        });
        catalogue = undefined;
        dialog.close();
        state.lines.push({ formula: held.id, move: "level", right: false, as_of: null, text: held.id });
        submit();
      } catch (/** @type {any} */ error) {
        wrong.textContent = error.message;
      }
    };
    const dialog = element(
      "dialog",
      { "aria-label": said.import, onclose: () => dialog.remove() },
      element("h2", {}, said.import),
      element(
        "form",
        { class: "stack", onsubmit: send },
        field("x-id", said.import_id, id),
        field("x-title", said.import_title, title),
        field("x-publisher", said.import_publisher, publisher),
        field("x-unit", said.import_unit, unit),
        wrong,
        element(
          "span",
          { class: "set" },
          element("button", { type: "submit" }, said.import_send),
          element("button", { type: "button", onclick: () => dialog.close() }, context.words.close),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  };
  const main = document.getElementById("main");
  main.ondragover = (event) => {
    event.preventDefault();
    place.classList.add("over");
  };
  main.ondragleave = () => place.classList.remove("over");
  main.ondrop = (event) => {
    event.preventDefault();
    place.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (file && place.isConnected) ask(file);
  };
  return place;
}
