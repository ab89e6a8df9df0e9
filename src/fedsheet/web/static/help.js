// @ts-check
// What the keys do, said in a dialog; and who is let in.

import { post } from "./api.js";
import { element } from "./dom.js";

const KEYS = [..."1234567890socab"]; // one a view, in the order of the menu: ten digits, then initials

export const areKeysOn = () => localStorage.getItem("keys") !== "off";

/** The view a key opens. @template T @param {T[]} views @param {string} key @returns {T | undefined} */
export const viewOf = (views, key) => (KEYS.includes(key) ? views[KEYS.indexOf(key)] : undefined);

/** The key that opens the n-th view of the menu. @param {number} n */
export const keyOf = (n) => KEYS[n] ?? null;

/** @param {any} shell */
export function help(shell) {
  const { words, views } = shell;
  const keys = [
    ...views.slice(0, KEYS.length).map((view, n) => [KEYS[n], view.label]),
    ["d", words.as_of],
    ["l", words.other_language],
    ["t", words.theme],
    ["p", words.print],
    ["← →", words.read_along],
    ["+", words.key_closer],
    ["Esc", words.key_back],
  ];
  const forget = element(
    "button",
    {
      type: "button",
      class: "file",
      onclick: () =>
        post("/forget", {}).then(() => forget.replaceWith(element("b", { role: "status" }, words.forgotten))),
    },
    words.forget,
  );
  const dialog = element(
    "dialog",
    { "aria-label": words.keys, onclose: () => dialog.remove() },
    element("h2", {}, words.keys),
    element(
      "dl",
      {},
      ...keys.flatMap(([key, does]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, does)]),
    ),
    element(
      "label",
      {},
      element("input", {
        type: "checkbox",
        checked: areKeysOn(),
        onchange: (event) => localStorage.setItem("keys", event.target.checked ? "on" : "off"),
      }),
      " ",
      words.keys_on,
    ),
    element("p", { class: "note" }, words.forget_note, " ", forget),
    element("form", { method: "dialog" }, element("button", {}, words.close)),
  );
  document.body.append(dialog);
  dialog.showModal();
}
