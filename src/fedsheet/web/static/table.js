// @ts-check
// A table: rows with headings that sort, and, where there are many, a field that keeps the rows it finds.

import { element, whole } from "./dom.js";

const SHORT = 12,
  LONG = 40; // characters of a cell that is never broken; half-widths of one that needs room
const NAME = 18; // half-widths of a cell that is broken on a narrow screen alone
const MANY = 60; // rows of a table that scrolls within its frame
const FEW = 3,
  PROSE = 2; // columns of a table that need not be wide; of sentences, which a phone shows one under the other
const SEARCHED = 8; // rows from which a table has a field to search it
/** @type {Record<string, string>} words of the page: set once its language is known */
let said = {};
let count = 0;

/** @param {Record<string, string>} words */
export function speak(words) {
  said = words;
}

/** Which rows hold all that is typed, in any column shown. @param {string[][]} shown @param {string} typed */
export function kept(shown, typed) {
  const parts = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return shown.map((row) => {
    const text = row.join(" ").toLowerCase();
    return parts.every((part) => text.includes(part));
  });
}

/** The places of the rows in the order of a column: numbers and days by size, texts by the alphabet, missing last.
 * @param {any[][]} rows @param {string[][]} shown @param {number} column @param {1 | -1} way */
export function ordered(rows, shown, column, way) {
  const missing = (value) => value === null || value === undefined || value === "";
  return rows
    .map((_, n) => n)
    .sort((a, b) => {
      const [one, other] = [rows[a][column], rows[b][column]];
      if (missing(one) || missing(other)) return Number(missing(one)) - Number(missing(other)) || a - b;
      const order =
        typeof one === "number" && typeof other === "number"
          ? one - other
          : shown[a][column].localeCompare(shown[b][column], document.documentElement.lang, { numeric: true });
      return way * order || a - b;
    });
}

/** The room a text takes, in widths of a Latin letter: Chinese takes two. @param {string} text */
const halves = (text) => text.replace(/[\u2e80-\uffef]/g, "**").length;

/** How deep a line lies in its tree: by the wide spaces, or pairs of spaces, before its name. @param {string} text */
export const depthOf = (text) => [...(/^(?:\u2003| {2})*/.exec(text)?.[0].matchAll(/\u2003| {2}/g) ?? [])].length;

/**
 * @param {{id: string, keys: string[], headings: string[], rows: any[][], shown: string[][], stale?: boolean[]}} table
 * @param {{key: string, sets: string, shows: string}} [opens] which column of a row sets which parameter; its rows then begin with a button
 * @param {(opens: any, value: any) => void} [pick]
 * @param {string} [name] what the table is of
 */
export function dataTable(table, opens, pick, name = "") {
  const shown = table.keys.map((_, i) => i).filter((i) => table.headings[i]);
  const numeric = table.keys.map((_, i) => table.rows.some((row) => typeof row[i] === "number"));
  const most = (size) => table.keys.map((_, i) => table.shown.reduce((top, row) => Math.max(top, size(row[i])), 0));
  const [longest, widest] = [most((text) => text.length), most(halves)];
  const named = (i) => (widest[i] > LONG ? "wide" : widest[i] <= NAME ? "some name" : "some");
  const kind = (i) => (numeric[i] ? "number" : longest[i] <= SHORT ? "short" : named(i));
  const key = opens ? table.keys.indexOf(opens.key) : -1;
  const cell = (row, i, first) => {
    const text = table.shown[row][i];
    const open = first && key >= 0 && table.rows[row][key];
    const depth = depthOf(text);
    return element(
      first ? "th" : "td",
      {
        scope: first ? "row" : null,
        "data-label": table.headings[i],
        class: `${kind(i)} ${depth ? `in${depth}` : ""}`.trim(),
      },
      open
        ? element(
            "button",
            { type: "button", class: "pick", id: `row-${table.id}-${open}`, onclick: () => pick?.(opens, open) },
            text.trim(),
          )
        : text.trim(),
    );
  };
  const tree = table.shown.some((row) => depthOf(row[shown[0]])); // of its lines, those that are no part of another are sums
  const sum = (row) => (tree && !depthOf(table.shown[row][shown[0]]) ? "sum" : null);
  const rows = table.rows.map((_, row) =>
    element(
      "tr",
      { class: table.stale?.[row] ? "stale" : sum(row) },
      ...shown.map((i, place) => cell(row, i, place === 0)),
    ),
  );
  const body = element("tbody", {}, ...rows);
  const head = element(
    "tr",
    {},
    ...shown.map((i) =>
      heading(table, i, kind(i), tree || table.rows.length < 2, (way) => {
        for (const other of head.children)
          if (other !== head.children[shown.indexOf(i)]) other.removeAttribute("aria-sort");
        body.append(...(way ? ordered(table.rows, table.shown, i, way) : rows.map((_, n) => n)).map((n) => rows[n]));
      }),
    ),
  );
  const shape = shown.filter((i) => kind(i) === "wide").length >= PROSE ? "prose" : shown.length <= FEW ? "few" : "";
  const scroll = element(
    "div",
    {
      class: table.rows.length > MANY ? "scroll tall" : "scroll",
      tabindex: "0",
      role: "region",
      "aria-label": [name, table.headings.filter(Boolean).join(", ")].filter(Boolean).join(" · "),
    },
    element("table", { class: shape || null }, element("thead", {}, head), body),
  );
  return table.rows.length < SEARCHED || !said.find_rows
    ? scroll
    : element("div", { class: "searched" }, search(table, rows), scroll);
}

/** A heading that sorts: up, down, as it was. */
function heading(table, i, kind, still, sort) {
  if (still) return element("th", { scope: "col", class: kind }, table.headings[i]);
  const way = /** @type {Record<string, [string | null, 1 | -1 | 0]>} */ ({
    null: ["ascending", 1],
    ascending: ["descending", -1],
    descending: [null, 0],
  });
  const cell = element(
    "th",
    { scope: "col", class: kind },
    element(
      "button",
      {
        type: "button",
        class: "sort",
        title: said.sort ?? null,
        onclick: () => {
          const [name, turn] = way[String(cell.getAttribute("aria-sort"))];
          if (name) cell.setAttribute("aria-sort", name);
          else cell.removeAttribute("aria-sort");
          sort(turn);
        },
      },
      ...whole(table.headings[i]),
    ),
  );
  return cell;
}

function search(table, rows) {
  count += 1;
  const id = `find-${table.id}-${count}`;
  const told = element("span", { class: "detail", role: "status" });
  const field = element("input", {
    type: "search",
    id,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      const keeps = kept(table.shown, field.value);
      rows.forEach((row, n) => {
        row.hidden = !keeps[n];
      });
      told.textContent = field.value
        ? said.rows_kept.replace("{n}", String(keeps.filter(Boolean).length)).replace("{all}", String(rows.length))
        : "";
    },
  });
  return element("p", { class: "find" }, element("label", { for: id }, said.find_rows), " ", field, " ", told);
}
