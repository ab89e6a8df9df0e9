// @ts-check
// Thresholds of one's own, kept in this browser: where each stands, a notification when one is newly met, a list.

import { post } from "./api.js";
import { element } from "./dom.js";

const KEPT = "thresholds",
  LOG = "thresholds-log",
  MARKS = "thresholds-marks",
  MOST = 20,
  LONGEST_LOG = 100;
/** @typedef {{text: string, error?: string, label?: string, day?: string, shown?: string, met?: boolean, said?: string, mark?: string}} Standing */
/** @typedef {{at: string, label: string, said: string}} Entry */

/** @template T @param {string} key @param {T} otherwise @returns {T} */
function held(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}
/** @param {string} key @param {unknown} value */
const keep = (key, value) => localStorage.setItem(key, JSON.stringify(value));
/** @returns {string[]} */
export const thresholds = () =>
  held(KEPT, /** @type {string[]} */ ([]))
    .filter((one) => typeof one === "string")
    .slice(0, MOST);
/** @returns {Entry[]} */
export const entries = () => held(LOG, /** @type {Entry[]} */ ([]));

/** @param {string[]} items @returns {Promise<Standing[]>} */
const ask = async (items) => (items.length ? (await post("/api/v1/thresholds", { items })).rows : []);

/**
 * Asks where every threshold stands; one newly met, or a decision that is another, is told and written down.
 * @param {Record<string, string>} words
 * @returns {Promise<Standing[]>}
 */
export async function look(words) {
  const rows = await ask(thresholds());
  /** @type {Record<string, string>} */
  const before = held(MARKS, {});
  const marks = Object.fromEntries(rows.map((row) => [row.text, row.mark ?? ""]));
  for (const row of rows) {
    const known = row.text in before;
    const isNew =
      row.text === "decision" ? known && before[row.text] !== row.mark : row.met && before[row.text] !== row.mark;
    if (isNew) tell({ at: new Date().toISOString(), label: row.label ?? row.text, said: row.said ?? "" }, words);
  }
  keep(MARKS, marks);
  return rows;
}

/** @param {Entry} entry @param {Record<string, string>} words */
function tell(entry, words) {
  keep(LOG, [entry, ...entries()].slice(0, LONGEST_LOG));
  const status = document.getElementById("status");
  if (status) status.textContent = `${words.alert_met}: ${entry.label}. ${entry.said}`;
  if ("Notification" in window && Notification.permission === "granted")
    new Notification(entry.label, { body: entry.said, tag: entry.label });
}

/**
 * The panel of the alerts' view: a field with its mistake beside it, every threshold with where it stands, what was told.
 * @param {Record<string, string>} words
 */
export function panel(words) {
  const wrong = element("p", { id: "threshold-wrong", class: "wrong", role: "alert" });
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      id: "threshold",
      type: "text",
      maxlength: "200",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "SOFR - iorb > 10 bp",
      "aria-describedby": "threshold-wrong",
    })
  );
  const list = element("ul", { class: "standings" });
  const log = element("ul", { class: "log" });
  const redraw = async () => {
    const rows = await look(words);
    list.replaceChildren(
      ...rows.map((row) =>
        element(
          "li",
          { class: row.error ? "wrong" : row.met ? "met" : "" },
          element("b", {}, row.label ?? row.text),
          " ",
          row.error ?? row.said ?? "",
          " ",
          element(
            "button",
            {
              type: "button",
              class: "file",
              "aria-label": `${words.alert_remove}: ${row.text}`,
              onclick: () => {
                keep(
                  KEPT,
                  thresholds().filter((one) => one !== row.text),
                );
                redraw();
              },
            },
            words.alert_remove,
          ),
        ),
      ),
    );
    if (!rows.length) list.replaceChildren(element("li", { class: "none" }, words.alert_none));
    log.replaceChildren(
      ...entries().map((entry) =>
        element(
          "li",
          {},
          element("b", {}, entry.label),
          ` ${entry.said} · ${entry.at.slice(0, 16).replace("T", " ")} UTC`,
        ),
      ),
    );
    if (!entries().length) log.replaceChildren(element("li", { class: "none" }, words.alert_nothing));
  };
  const add = async (/** @type {string} */ text) => {
    wrong.textContent = "";
    input.removeAttribute("aria-invalid");
    if (!text.trim()) return;
    if (thresholds().length >= MOST) {
      wrong.textContent = words.alert_most;
      return;
    }
    try {
      const [row] = await ask([text.trim()]);
      if (row.error) {
        wrong.textContent = row.error;
        input.setAttribute("aria-invalid", "true");
        return;
      }
      keep(KEPT, [...new Set([...thresholds(), row.text])]);
      input.value = "";
      await redraw();
    } catch (error) {
      wrong.textContent = /** @type {Error} */ (error).message;
    }
  };
  const form = element(
    "form",
    {
      class: "thresholds",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        add(input.value);
      },
    },
    element("label", { for: "threshold" }, words.alert_field),
    element("span", { class: "set" }, input, element("button", {}, words.alert_add)),
    wrong,
    element(
      "p",
      { class: "note" },
      words.alert_examples,
      " ",
      ...["SOFR - iorb > 10 bp", "WRESBAL < 2.9 trn", "SRF_USAGE > 10 bn", "decision"].flatMap((text) => [
        element("button", { type: "button", class: "file example", onclick: () => add(text) }, text),
        " ",
      ]),
    ),
  );
  const asked = "Notification" in window ? Notification.permission : "denied";
  const allow =
    asked === "default"
      ? element(
          "button",
          {
            type: "button",
            class: "file",
            onclick: async (/** @type {Event} */ event) => {
              const button = /** @type {HTMLElement} */ (event.currentTarget);
              await Notification.requestPermission();
              button.remove();
            },
          },
          words.alert_allow,
        )
      : element("p", { class: "note" }, asked === "granted" ? words.alert_allowed : words.alert_denied);
  redraw().catch(() => {});
  return element(
    "section",
    { class: "card alerts", "aria-label": words.alert_title },
    element("h2", {}, words.alert_title),
    form,
    list,
    allow,
    element("h3", {}, words.alert_log),
    log,
  );
}
