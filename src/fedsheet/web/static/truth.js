// @ts-check
// How old what is shown is: today, each class of figures in colour, what is due, and a way to bring it up to date.

import { get } from "./api.js";
import { element } from "./dom.js";

const ALLOWED = "update-by-itself",
  AT_MOST = 6 * 3600 * 1000; // milliseconds a timer may wait: a clock may be set meanwhile
const LEAST_BETWEEN = 10 * 60 * 1000; // milliseconds between two updates that nobody asked for
/** @typedef {{name: string, label: string, newest: string, state: string, said: string, more: string}} Hand */
/** @typedef {{today: string, as_of: string, is_past: boolean, said: string, due: number, due_said: string, classes: Hand[], next: {at: string, label: string}[]}} Clock */
let timer = 0;
let began = 0; // when an update last began by itself

const place = () => /** @type {HTMLElement} */ (document.getElementById("truth"));
export const mayUpdate = () => localStorage.getItem(ALLOWED) === "yes";

/**
 * Shows the bar for the language and day of the page; `latest` goes back to today, `update` brings what is due.
 * @param {{lang: string, as_of: string}} state
 * @param {Record<string, string>} words
 * @param {{latest: () => void, update: () => Promise<void>}} acts
 */
export async function truth(state, words, acts) {
  const query = new URLSearchParams({ lang: state.lang });
  if (state.as_of) query.set("as_of", state.as_of);
  /** @type {Clock} */
  let clock;
  try {
    clock = await get("/api/v1/clock", query);
  } catch {
    place().replaceChildren();
    return;
  }
  draw(clock, words, acts);
  const day = /** @type {HTMLInputElement} */ (document.getElementById("asof"));
  day.value ||= clock.as_of; // no page told its day: the first one was refused
  if (!clock.is_past && mayUpdate()) itself(clock, acts.update);
}

/**
 * @param {Clock} clock
 * @param {Record<string, string>} words
 * @param {{latest: () => void, update: () => Promise<void>}} acts
 */
function draw(clock, words, acts) {
  const hands = element(
    "ul",
    { class: "hands" },
    ...clock.classes.map((hand) =>
      element(
        "li",
        { class: hand.state, title: hand.more },
        element("b", {}, hand.label),
        ` ${hand.newest} · ${hand.said}`,
      ),
    ),
  );
  const update = element(
    "button",
    { type: "button", id: "truth-update", class: "file", onclick: () => acts.update() },
    words.truth_update,
  );
  const by = element(
    "label",
    { class: "by-itself" },
    element("input", {
      type: "checkbox",
      id: "truth-itself",
      checked: mayUpdate(),
      onchange: (/** @type {Event} */ event) => {
        const allowed = /** @type {HTMLInputElement} */ (event.target).checked;
        localStorage.setItem(ALLOWED, allowed ? "yes" : "no");
        if (allowed) itself(clock, acts.update);
        else clearTimeout(timer);
      },
    }),
    " ",
    words.truth_itself,
  );
  const said = element("p", { class: "today" }, clock.said);
  const due = element("p", { class: clock.due ? "due" : "fresh" }, clock.due_said);
  const back = element(
    "button",
    { type: "button", id: "truth-latest", class: "file", onclick: acts.latest },
    words.truth_latest,
  );
  place().className = clock.is_past ? "past" : "";
  place().setAttribute("aria-label", words.truth);
  place().replaceChildren(said, hands, ...(clock.is_past ? [back] : [due, update, by]));
}

/**
 * An update at the start where something is due, and again when the next figures appear.
 * @param {Clock} clock
 * @param {() => Promise<void>} update
 */
function itself(clock, update) {
  clearTimeout(timer);
  if (clock.due && Date.now() - began > LEAST_BETWEEN) {
    began = Date.now();
    update();
    return;
  }
  const [next] = clock.next;
  if (!next) return;
  const wait = Math.max(Date.parse(next.at) - Date.now(), 1000);
  timer = window.setTimeout(
    () => {
      if (Date.parse(next.at) > Date.now()) itself(clock, update);
      else {
        began = Date.now();
        update();
      }
    },
    Math.min(wait, AT_MOST),
  );
}
