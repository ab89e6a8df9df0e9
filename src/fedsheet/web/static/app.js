// @ts-check
// The page: menu, language, as-of date, theme; one view at a time, restored from its address.

import { get, Refused } from "./api.js";
import { arrived, contextOf, termsOf, toolsOf } from "./around.js";
import { contents } from "./contents.js";
import { controls } from "./controls.js";
import { element, settled } from "./dom.js";
import { drawAgain, drawAll, drawIdle } from "./figure.js";
import { help, keyOf } from "./help.js";
import { pull, run } from "./jobs.js";
import { keys } from "./keys.js";
import * as live from "./live.js";
import { fail, refuse, said } from "./refused.js";
import { ahead, render, rows } from "./render.js";
import { address, parameters, read, unseen } from "./state.js";
import { speak } from "./table.js";

const IDLE = 1500,
  SETTLED = 150; // milliseconds
let idle, settling;
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
let state = read();
let shell = /** @type {any} */ (null);
let under = new AbortController();
const kept = { [state.view]: state.own }; // what was set by hand in each view, for when one comes back to it
let opened = /** @type {{block: string | null, row: string} | null} */ (anchored()); // what a row that was picked, or the address, opens, until it is there
let placed = { by: /** @type {AbortController | null} */ (null), blocks: 0 }; // which showing of a page stands there, and how much of it
const news = element("p", { role: "status" });
const update = element("button", { type: "button", class: "file", onclick: bringUpToDate });
const panel = element("div", { id: "pull" }, update, news);

const COMMANDS = {
  "?": () => shell && help(shell),
  d: () => at("asof").focus(),
  l: () => at("language").click(),
  t: switchTheme,
  p: paper,
};

async function start() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  addEventListener("popstate", () => {
    clearTimeout(settling);
    state = read();
    opened = anchored();
    kept[state.view] = state.own;
    show();
  });
  addEventListener("beforeprint", () => {
    drawAll();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!matchMedia("print").matches) drawAgain();
  });
  at("language").addEventListener("click", () => go({ lang: state.lang === "zh" ? "en" : "zh" }));
  settled(at("asof"), (value) => go({ as_of: value }));
  at("latest").addEventListener("click", () => go({ as_of: "" }));
  addEventListener("keydown", keys({ views: () => shell?.views ?? [], turn, back, paper, commands: COMMANDS }));
  live.begin({ ...page, again: show });
  at("help").addEventListener("click", () => help(shell));
  at("theme").addEventListener("click", switchTheme);
  at("menu").addEventListener("click", () => openMenu(at("menu").getAttribute("aria-expanded") !== "true"));
  at("home").addEventListener("click", (event) => {
    event.preventDefault();
    turn("overview");
  });
  await show();
}

// The figure or table that the address ends with.
function anchored() {
  const [, block] = /^#(?:figure|table)-([\w.-]+)$/.exec(location.hash) ?? [];
  return block ? { block, row: "" } : null;
}

function go(change) {
  settle();
  state = { ...state, ...change };
  kept[state.view] = state.own;
  localStorage.setItem("lang", state.lang);
  history.pushState(null, "", address(state));
  show();
}

function turn(view) {
  go({ view, own: kept[view] ?? {} });
  at("main").focus();
}

// Escape closes the menu, else goes back to the row that opened what is looked at.
function back() {
  if (document.body.classList.contains("menu-open")) {
    openMenu(false);
    at("menu").focus();
    return true;
  }
  if (!opened?.row) return false;
  at(opened.row)?.focus();
  opened = null;
  return true;
}

// Paper is light, and holds the figures below the screen too.
async function paper() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.dataset.theme = "light";
  await drawAll();
  print();
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  await drawAll();
}

function switchTheme() {
  const dark =
    document.documentElement.dataset.theme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
  show();
}

// A pull goes on while other views are looked at; the view is shown again from what came in.
async function bringUpToDate() {
  update.disabled = true;
  news.textContent = "";
  try {
    const n = await pull(panel, shell.words);
    news.textContent = shell.words.pulled.replace("{n}", n);
    await live.came();
  } catch (error) {
    news.textContent = said(error, shell);
  } finally {
    update.disabled = false;
  }
}

function openMenu(open) {
  at("menu").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("menu-open", open);
}

async function show() {
  under.abort();
  under = new AbortController();
  const { signal } = under;
  openMenu(false);
  ahead(state.view);
  try {
    if (shell?.lang !== state.lang)
      shell = await get("/api/v1/shell", new URLSearchParams({ lang: state.lang }), signal);
    frame();
    speak(shell.words);
    const view = shell.views.find((one) => one.name === state.view);
    if (!view) throw new Refused(shell.words.no_view.replace("{name}", state.view.slice(0, 40)));
    at("main").classList.add("loading");
    at("status").textContent = shell.words.loading;
    const page = view.long
      ? await run(view.name, parameters(state), at("main"), shell.words, signal, place)
      : await get(`/api/v1/${view.name}`, parameters(state), signal);
    if (page && !signal.aborted) place(page);
  } catch (error) {
    if (!signal.aborted) fail(error, page);
  } finally {
    if (!signal.aborted) at("main").classList.remove("loading");
  }
}

function frame() {
  const { words } = shell;
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  at("skip").textContent = words.skip;
  at("asof-label").textContent = words.as_of;
  at("asof").value = state.as_of || at("asof").value;
  at("latest").textContent = words.latest;
  at("latest").hidden = !state.as_of;
  at("language").textContent = words.other_language;
  at("language").setAttribute("lang", state.lang === "zh" ? "en" : "zh-CN");
  at("theme").setAttribute("aria-label", words.theme);
  at("theme").title = words.theme;
  at("menu").setAttribute("aria-label", words.menu);
  at("help").title = words.keys;
  at("help").setAttribute("aria-label", words.keys);
  at("views").setAttribute("aria-label", words.menu);
  at("views").replaceChildren(
    ...shell.views.map((view, n) =>
      element(
        "a",
        {
          href: address({ ...state, view: view.name, own: kept[view.name] ?? {} }),
          "aria-current": view.name === state.view ? "page" : null,
          "aria-keyshortcuts": keyOf(n),
          onclick: (event) => {
            event.preventDefault();
            turn(view.name);
          },
        },
        view.label,
      ),
    ),
    panel,
  );
  update.textContent = words.pull;
  live.frame();
}

const change = (key, value = "") => {
  const { [key]: _, ...others } = state.own;
  go({ own: key === null ? {} : value === "" ? others : { ...state.own, [key]: value } });
};
const pick = (opens, value) => {
  opened = { block: opens.shows, row: document.activeElement?.id ?? "" };
  change(opens.sets, value);
};
const page = {
  state: () => state,
  shell: () => shell,
  signal: () => under.signal,
  said: (text) => {
    at("status").textContent = text;
  },
  ...{ go, show, change, pick, quietly, paper },
  after: () => live.grown(at("main")),
};

// Shows what was made; a page that has grown gets its new blocks at the end. Answers how many blocks are shown.
function place(found) {
  const context = contextOf(found, page);
  const grown = placed.by === under;
  const blocks = render(found.blocks.slice(grown ? placed.blocks : 0), context);
  placed = { by: under, blocks: found.blocks.length };
  at("main").classList.remove("loading");
  if (grown) {
    at("main").append(...blocks);
    live.grown(at("main"));
  } else begin(found, blocks, context);
  at("main").querySelector(".terms")?.remove();
  at("main").append(termsOf(found));
  contents(at("main"), shell.words);
  clearTimeout(idle);
  idle = setTimeout(drawIdle, IDLE);
  reveal();
  return placed.blocks;
}

// The page in place of the one that stood there.
function begin(found, blocks, context) {
  const main = at("main"),
    { words } = shell;
  const tiles = found.blocks.findIndex((block) => block.type === "tiles");
  if (tiles >= 0 && !state.as_of) blocks.splice(tiles + 1, 0, arrived(unseen(rows(found.blocks), found.as_of), words));
  const held = main.contains(document.activeElement) ? document.activeElement?.id : "";
  const refused = (error) => refuse(error, shell);
  main.replaceChildren(
    element(
      "div",
      { class: "title" },
      element("h1", { "data-day": found.as_of }, found.title),
      toolsOf(found, context, page),
    ),
    found.controls.length ? controls(found.controls, state.own, change, refused, words) : "",
    ...blocks,
  );
  if (held && at(held)) at(held).focus({ preventScroll: true });
  at("asof").value = found.as_of;
  document.title = `${found.title} ${found.as_of} · fedsheet`;
  live.placed(main);
  page.said(found.title);
}

// A change of the address that what is shown has followed already.
function quietly(change) {
  const own = { ...state.own, ...change };
  for (const key of Object.keys(own)) if (own[key] === "") delete own[key];
  state = { ...state, own };
  kept[state.view] = own;
  // A browser takes few addresses a second: it is written once what changes it rests.
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED);
}

function settle() {
  clearTimeout(settling);
  history.replaceState(null, "", address(state));
}

// What a picked row opened comes into view and takes the focus; Escape goes back to the row.
function reveal() {
  const block = opened?.block && (at(`figure-${opened.block}`) ?? at(`table-${opened.block}`));
  if (!opened || !block) return;
  opened.block = null;
  block.focus({ preventScroll: true });
  block.scrollIntoView({
    block: "start",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}

start();
