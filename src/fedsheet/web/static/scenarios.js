// @ts-check
// Scenarios under a name of one's own, kept in this browser; two or three of them are set side by side.

import { element } from "./dom.js";

const KEPT = "scenarios",
  MOST = 30,
  SIDES = ["a", "b", "c"];
/** @typedef {{name: string, own: Record<string, string>}} Scenario */

/** @returns {Scenario[]} */
export function kept() {
  try {
    const held = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return held?.version === 1 && Array.isArray(held.items) ? held.items : [];
  } catch {
    return [];
  }
}

/** @param {Scenario[]} items */
const keep = (items) => localStorage.setItem(KEPT, JSON.stringify({ version: 1, items: items.slice(0, MOST) }));

/**
 * The parameters of the view that sets scenarios side by side.
 * @param {Scenario[]} chosen
 * @returns {Record<string, string>}
 */
export function beside(chosen) {
  /** @type {Record<string, string>} */
  const own = {};
  chosen.slice(0, SIDES.length).forEach((one, n) => {
    const { compare: _, ...form } = one.own;
    own[SIDES[n]] = new URLSearchParams({ scenario: "today", ...form }).toString();
    own[`name_${SIDES[n]}`] = one.name.slice(0, 40);
  });
  return own;
}

/**
 * What is kept, and which are compared; above it, where there is a form (`own`), a name and a button that keeps.
 * @param {Record<string, string>} words
 * @param {{own: (() => Record<string, string>) | null, go: (change: object) => void}} page
 */
export function scenarios(words, page) {
  const wrong = element("p", { class: "wrong", role: "alert", id: "keep-wrong" });
  /** @type {string[]} */
  const ticked = [];
  const onchange = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    if (ticked.includes(value)) ticked.splice(ticked.indexOf(value), 1);
    else ticked.push(value);
  };
  const list = element("ul", { class: "standings", id: "kept", onchange });
  const redraw = () => {
    const rows = kept().map((one) => row(one, words, page, redraw));
    list.replaceChildren(...(rows.length ? rows : [element("li", { class: "none" }, words.keep_none)]));
  };
  const compare = () => {
    const names = [...list.querySelectorAll("input:checked")]
      .map((box) => /** @type {HTMLInputElement} */ (box).value)
      .sort((one, other) => ticked.indexOf(one) - ticked.indexOf(other)); // the first ticked is what others are held to
    wrong.textContent = names.length < 2 || names.length > SIDES.length ? words.keep_choose : "";
    if (wrong.textContent) return;
    const held = kept();
    page.go({ view: "scenarios", own: beside(names.flatMap((name) => held.filter((one) => one.name === name))) });
  };
  redraw();
  return element(
    "section",
    { class: "card kept", "aria-label": words.keep_title },
    element("h2", {}, words.keep_title),
    page.own ? named(words, page.own, wrong, redraw) : "",
    wrong,
    list,
    element("button", { type: "button", id: "keep-compare", onclick: compare }, words.keep_compare),
  );
}

function named(words, own, wrong, redraw) {
  const name = /** @type {HTMLInputElement} */ (
    element("input", { id: "keep-name", type: "text", maxlength: "40", autocomplete: "off" })
  );
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const called = name.value.trim();
    wrong.textContent = called ? "" : words.keep_need_name;
    if (!called) return;
    keep([{ name: called, own: own() }, ...kept().filter((one) => one.name !== called)]);
    name.value = "";
    redraw();
  };
  return element(
    "form",
    { class: "thresholds", onsubmit },
    element("label", { for: "keep-name" }, words.keep_name),
    element("span", { class: "set" }, name, element("button", { id: "keep" }, words.keep_it)),
  );
}

function row(one, words, page, redraw) {
  const open = () => page.go({ view: "project", own: one.own });
  const remove = () => {
    keep(kept().filter((other) => other.name !== one.name));
    redraw();
  };
  const button = (word, onclick) =>
    element("button", { type: "button", class: "file", onclick, "aria-label": `${word}: ${one.name}` }, word);
  return element(
    "li",
    {},
    element("label", {}, element("input", { type: "checkbox", value: one.name }), " ", element("b", {}, one.name)),
    " ",
    button(words.keep_open, open),
    " ",
    button(words.keep_remove, remove),
  );
}
