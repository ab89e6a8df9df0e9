// @ts-check
// What goes on beside every view: the truth bar, news from the server, thresholds; and what some views add of their own.

import { look, panel, thresholds } from "./alerts.js";
import { boards, pins } from "./boards.js";
import { bracketed } from "./dom.js";
import { entitled, listen, news, remember } from "./events.js";
import { pull } from "./jobs.js";
import { scenarios } from "./scenarios.js";
import { truth } from "./truth.js";

/** @typedef {{state: () => any, shell: () => any, go: (change: object) => void, again: () => Promise<void>, said: (text: string) => void}} Page */
/** @type {Page} */
let page;
let flash = () => {};
let framed = "";

/** @param {Page} of */
export function begin(of) {
  page = of;
  listen(came);
}

/** The menu and words stand: the bar follows language and day. */
export function frame() {
  const { lang, as_of } = page.state();
  if (framed === `${lang} ${as_of}`) return;
  framed = `${lang} ${as_of}`;
  bar();
  news(lang).catch(() => {});
  if (thresholds().length) look(page.shell().words).catch(() => {});
}

function bar() {
  return truth(page.state(), page.shell().words, { latest: () => page.go({ as_of: "" }), update });
}

/** A page was placed. @param {HTMLElement} main */
export function placed(main) {
  entitled(document.title);
  flash();
  flash = () => {};
  const { words } = page.shell();
  if (page.state().view === "alerts" && !main.querySelector(".alerts"))
    main.querySelector(".title")?.after(panel(words));
  pins(main, page);
  if (page.state().view === "statement") toExplore(main);
  if (page.state().view === "boards" && !main.querySelector(".board")) boards(main, page);
  if (["project", "scenarios"].includes(page.state().view) && !main.querySelector(".kept")) {
    const own = page.state().view === "project" ? () => page.state().own : null;
    (main.querySelector(".controls") ?? main.querySelector(".title"))?.after(scenarios(words, { own, go: page.go }));
  }
}

/** The line of the statement that is drawn, as a series to look at beside others. @param {HTMLElement} main */
function toExplore(main) {
  const { own } = page.state();
  const lines = page.shell().lines[own.line ?? "RESPPMA"];
  const files = main.querySelector("#figure-statement-line .files");
  if (!lines || !files || files.querySelector(".to-explore")) return;
  const link = document.createElement("button");
  link.type = "button";
  link.className = "file to-explore";
  link.textContent = page.shell().words.to_explore;
  link.addEventListener("click", () => page.go({ view: "explore", own: { lines } }));
  files.append(link);
}

/** More of a page stands there. @param {HTMLElement} main */
export function grown(main) {
  pins(main, page);
}

// New figures are shown: the view is made again and what changed in it flashes; thresholds are asked again.
export async function came() {
  const { lang } = page.state();
  flash = remember();
  const changed = await news(lang).catch(() => []);
  bar();
  await page.again();
  if (changed.length)
    page.said(changed.map(({ now, before }) => `${now.name} ${now.shown}${bracketed(before.shown)}`).join("; "));
  if (thresholds().length) await look(page.shell().words).catch(() => {});
}

async function update() {
  const place = /** @type {HTMLElement} */ (document.getElementById("truth"));
  const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("truth-update"));
  if (button) button.disabled = true;
  const { words } = page.shell();
  try {
    const told = await pull(place, words, { due: true });
    page.said(words.pulled.replace("{n}", told));
    await came();
  } catch (error) {
    const wrong = document.createElement("p");
    wrong.className = "wrong";
    wrong.setAttribute("role", "alert");
    wrong.textContent = /** @type {Error} */ (error).message;
    place.querySelector(".wrong")?.remove();
    place.append(wrong);
  } finally {
    if (button) button.disabled = false;
  }
}
