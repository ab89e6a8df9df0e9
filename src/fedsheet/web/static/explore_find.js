// @ts-check
// Series found by what is typed, and a file of one's own taken in as one.

import { base64, get, post } from "./api.js";
import { element } from "./dom.js";
import { found } from "./lines.js";

const LARGEST = 700_000; // bytes of a file: what fits a request
/** @type {Promise<{series: any[], units: string[]}> | undefined} */
let catalogue;

/** @returns {Promise<{series: any[], units: string[]}>} */
function series() {
  catalogue ??= get("/api/v1/series", "");
  return catalogue;
}

export function searchField(block, state, submit) {
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
  const full = element("p", { id: "x-full", class: "wrong", role: "alert" });
  let at = -1;
  const add = (formula) => {
    if (state.isFull) {
      full.textContent = said.full;
      return;
    }
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
    /** @type {HTMLElement} */ (document.getElementById("status")).textContent = field.value
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
    full,
    list,
  );
}

export function dropField(block, context, state, submit) {
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
  const ask = (file) => {
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
    const units = [["", "—"], ...Object.entries(block.choices.unit)]; // none is taken for granted
    const options = units.map(([value, label]) => element("option", { value }, label));
    const unit = element("select", { id: "x-unit", required: true }, ...options);
    const column = element("input", { id: "x-column" });
    const sheet = element("input", { id: "x-sheet" });
    const meanings = [
      ["", "—"],
      ["thousands", said.import_thousands],
      ["decimal", said.import_decimal],
    ];
    const commas = element(
      "select",
      { id: "x-commas" },
      ...meanings.map(([value, label]) => element("option", { value }, label)),
    );
    const wrong = element("p", { class: "wrong", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      try {
        if (file.size > LARGEST) throw new Error(`${file.name}: ${file.size} > ${LARGEST}`);
        const held = await post("/api/v1/imports", {
          id: id.value,
          unit: unit.value,
          publisher: publisher.value,
          title: title.value,
          name: file.name,
          base64: await base64(file),
          column: column.value,
          sheet: sheet.value,
          commas: commas.value,
        });
        catalogue = undefined;
        dialog.close();
        if (state.isFull) {
          /** @type {HTMLElement} */ (document.getElementById("x-full")).textContent = said.full;
          return;
        }
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
        field("x-column", said.import_column, column),
        field("x-sheet", said.import_sheet, sheet),
        field("x-commas", said.import_commas, commas),
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
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
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
