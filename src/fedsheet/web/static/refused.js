// @ts-check
// What was refused: its reason in the reader's language, beside the controls that set it otherwise.

import { get } from "./api.js";
import { controls } from "./controls.js";
import { element } from "./dom.js";
import { entitled } from "./events.js";

/** @typedef {{state: () => any, shell: () => any, go: (change: object) => void, show: () => void, signal: () => AbortSignal}} Page */

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

/** What an error says: a page that nobody knows any more is told so in its own words. @param {any} error @param {any} shell */
export const said = (error, shell) => (error.gone && shell ? shell.words.refused_closed : error.message);

/** A file that was refused: said above the page, which stays as it was. @param {any} error @param {any} shell */
export function refuse(error, shell) {
  at("main").querySelector(".failed")?.remove();
  const told = element("p", {}, `${shell.words.file_bad}: ${said(error, shell)}`);
  at("main").prepend(element("div", { class: "failed", role: "alert" }, told));
}

/** A view that was refused: why, the first day that would do, and the ways out. @param {any} error @param {Page} page */
export function fail(error, page) {
  const shell = page.shell(),
    { own, view: name } = page.state(),
    { since } = error;
  const button = (text, onclick) => element("button", { type: "button", onclick }, text);
  const told = element(
    "div",
    { class: "failed", role: "alert" },
    shell && since ? element("p", {}, element("b", {}, shell.words.cannot.replace("{day}", at("asof").value))) : "",
    element("p", {}, said(error, shell)),
    since ? button(`${shell?.words.as_of ?? ""} ${since}`, () => page.go({ as_of: since })) : "",
    " ",
    button(shell?.words.again ?? "↻", page.show),
  );
  const view = shell?.views.find((one) => one.name === name);
  if (shell && Object.keys(own).length)
    told.append(
      " ",
      button(shell.words.reset, () => page.go({ own: {} })),
    );
  at("main").replaceChildren(
    ...(view ? [element("div", { class: "title" }, element("h1", {}, view.label))] : []),
    told,
  );
  entitled("fedsheet");
  if (view && !error.gone) offer(view, told, page);
}

// The controls of the view as it stands by itself: what was refused can be set otherwise.
async function offer(view, told, page) {
  const signal = page.signal(),
    { lang, as_of, own } = page.state();
  const others = Object.fromEntries(Object.entries(own).filter(([key]) => key !== "file"));
  for (const asked of [
    { lang, as_of },
    { lang, as_of: "" },
  ]) {
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    const found = await get(`/api/v1/${view.name}/controls`, query, signal).catch(() => null);
    if (signal.aborted || !told.isConnected) return;
    if (!found) continue;
    const change = (key, value) => page.go({ own: key === null ? {} : { [key]: value } });
    const refused = (error) => refuse(error, page.shell());
    if (found.controls.length) told.after(controls(found.controls, others, change, refused, page.shell().words));
    return;
  }
}
