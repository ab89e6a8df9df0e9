// @ts-check
// What the keys do, and who is let in.

import { post } from "./api.js";
import { element } from "./dom.js";

const DIGITS = 10; // views that a digit opens; the tenth is 0

export const areKeysOn = () => localStorage.getItem("keys") !== "off";

/** The view a digit opens. @param {any[]} views @param {string} key */
export const viewOf = (views, key) => (/^[0-9]$/.test(key) ? views[(Number(key) + DIGITS - 1) % DIGITS] : undefined);

/** @param {any} shell */
export function help(shell) {
  const { words, views } = shell;
  const keys = [
    ...views.slice(0, DIGITS).map((view, n) => [String((n + 1) % DIGITS), view.label]),
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
