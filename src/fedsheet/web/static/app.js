// The page: menu, language, as-of date, theme; one view at a time, restored from its address.

import { get, Refused } from "./api.js";
import { contents } from "./contents.js";
import { controls } from "./controls.js";
import { element, settled } from "./dom.js";
import { drawAll, drawers, drawIdle } from "./figure.js";
import { areKeysOn, help, viewOf } from "./help.js";
import { pull, run } from "./jobs.js";
import * as live from "./live.js";
import { render, rows } from "./render.js";
import { address, parameters, read, unseen } from "./state.js";
import { speak } from "./table.js";

const SAID = 1200,
  IDLE = 1500; // milliseconds
let idle;
/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);
let state = read();
let shell = null;
let under = new AbortController();
const kept = { [state.view]: state.own }; // what was set by hand in each view, for when one comes back to it
let opened = anchored(); // what a row that was picked, or the address, opens, until it is there
let placed = { by: null, blocks: 0 }; // which showing of a page stands there, and how much of it
const news = element("p", { role: "status" });
const update = element("button", { type: "button", class: "file", onclick: bringUpToDate });
const panel = element("div", { id: "pull" }, update, news);

async function start() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  addEventListener("popstate", () => {
    state = read();
    opened = anchored();
    kept[state.view] = state.own;
    show();
  });
  addEventListener("beforeprint", () => {
    drawAll();
  });
  at("language").addEventListener("click", () => go({ lang: state.lang === "zh" ? "en" : "zh" }));
  settled(at("asof"), (value) => go({ as_of: value }));
  at("latest").addEventListener("click", () => go({ as_of: "" }));
  addEventListener("keydown", pressed);
  const said = (text) => {
    at("status").textContent = text;
  };
  live.begin({ state: () => state, shell: () => shell, go, again: show, said });
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

// One key a command, unless something is being typed or the reader has turned them off.
const COMMANDS = {
  "?": () => help(shell),
  d: () => at("asof").focus(),
  l: () => at("language").click(),
  t: switchTheme,
  p: paper,
};

function pressed(event) {
  const isMenuOpen = document.body.classList.contains("menu-open");
  if (event.key === "Escape" && isMenuOpen) {
    openMenu(false);
    at("menu").focus();
    return;
  }
  if (event.key === "Escape" && opened?.row) {
    at(opened.row)?.focus();
    opened = null;
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "p") {
    event.preventDefault();
    paper();
    return;
  }
  const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (!shell || isTyping || event.ctrlKey || event.metaKey || event.altKey || !areKeysOn()) return;
  const view = viewOf(shell.views, event.key);
  const act = view ? () => turn(view.name) : COMMANDS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
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
    const came = await pull(panel, shell.words);
    news.textContent = shell.words.pulled.replace("{n}", came);
    show();
  } catch (error) {
    news.textContent = said(error);
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
    if (!signal.aborted) fail(error);
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
    ...shell.views.map((view) =>
      element(
        "a",
        {
          href: address({ ...state, view: view.name, own: kept[view.name] ?? {} }),
          "aria-current": view.name === state.view ? "page" : null,
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

// Shows a page; one that has grown gets its new blocks at the end. Answers how many blocks are shown.
function place(page) {
  const { words } = shell;
  const query = parameters(state);
  const context = {
    words,
    dark: shell.dark,
    lighter: shell.lighter,
    tones: shell.tones,
    drawers,
    view: state.view,
    own: state.own,
    asOf: page.as_of,
    query: (more = {}) => {
      const asked = parameters(state);
      for (const [key, value] of Object.entries(more)) asked.set(key, value);
      return asked;
    },
    link: (id) => `${location.origin}${address(state)}#figure-${id}`,
    quietly,
    copied,
    failed: (button, error) => {
      at("status").textContent = error.message;
      button.title = error.message;
    },
    table: (block) => get(`/api/v1/${state.view}/tables/${encodeURIComponent(block.id)}`, parameters(state)),
    vintage: words.vintage.replace("{day}", page.as_of).replace("{digest}", page.digest.slice(0, 12)),
    exportAddress: (id, format, more) =>
      `/api/v1/${state.view}/files/${encodeURIComponent(id)}.${format}?${context.query(more)}`,
    copy: (text, button) => navigator.clipboard.writeText(text).then(() => copied(button)),
  };
  const change = (key, value) => {
    const { [key]: _, ...others } = state.own;
    go({ own: key === null ? {} : value === "" ? others : { ...state.own, [key]: value } });
  };
  const pick = (opens, value) => {
    opened = { block: opens.shows, row: document.activeElement.id };
    change(opens.sets, value);
  };
  Object.assign(context, { picks: page.picks, pick, change });
  const grown = placed.by === under;
  const blocks = render(page.blocks.slice(grown ? placed.blocks : 0), context);
  placed = { by: under, blocks: page.blocks.length };
  at("main").classList.remove("loading");
  if (grown) {
    at("main").append(...blocks);
    live.grown(at("main"));
    contents(at("main"), shell.words);
    reveal();
    return placed.blocks;
  }
  const tiles = page.blocks.findIndex((block) => block.type === "tiles");
  if (tiles >= 0 && !state.as_of) blocks.splice(tiles + 1, 0, arrived(unseen(rows(page.blocks), page.as_of)));
  const tools = element(
    "div",
    { class: "tools" },
    ...[
      ["copy_python", page.python],
      ["copy_command", page.command],
      ["copy_link", location.href],
    ].map(([key, text]) =>
      element(
        "button",
        { type: "button", class: "file", onclick: (event) => context.copy(text, event.currentTarget) },
        words[key],
      ),
    ),
    ...page.texts.map((name) =>
      element(
        "a",
        { class: "file", download: true, href: `/api/v1/${state.view}/files/${encodeURIComponent(name)}?${query}` },
        `↓ ${name}`,
      ),
    ),
    element("button", { type: "button", class: "file", onclick: paper }, words.print),
  );
  const held = at("main").contains(document.activeElement) ? document.activeElement.id : "";
  at("main").replaceChildren(
    element("div", { class: "title" }, element("h1", { "data-day": page.as_of }, page.title), tools),
    page.controls.length ? controls(page.controls, state.own, change, refuse, words) : "",
    ...blocks,
  );
  if (held && at(held)) at(held).focus({ preventScroll: true });
  at("asof").value = page.as_of;
  document.title = `${page.title} ${page.as_of} · fedsheet`;
  live.placed(at("main"));
  at("status").textContent = page.title;
  contents(at("main"), shell.words);
  reveal();
  clearTimeout(idle);
  idle = setTimeout(drawIdle, IDLE);
  return placed.blocks;
}

// A change of the address that what is shown has followed already.
function quietly(change) {
  const own = { ...state.own, ...change };
  for (const key of Object.keys(own)) if (own[key] === "") delete own[key];
  state = { ...state, own };
  kept[state.view] = own;
  history.replaceState(null, "", address(state));
}

// What came in since the page was last begun; nothing on a first visit.
function arrived(since) {
  if (!since) return "";
  const { words } = shell;
  if (!since.rows.length) return element("p", { class: "note" }, words.nothing_new.replace("{day}", since.day));
  return element(
    "section",
    { class: "news", "aria-label": words.new_since.replace("{day}", since.day) },
    element("h2", {}, words.new_since.replace("{day}", since.day)),
    element(
      "ul",
      {},
      ...since.rows.map((row) =>
        element(
          "li",
          {},
          `${row.name} `,
          element("b", {}, `${row.shown} ${row.unit}`.trim()),
          ` · ${row.day} (${words.before} ${row.was})`,
        ),
      ),
    ),
  );
}

// What a picked row opened comes into view and takes the focus; Escape goes back to the row.
function reveal() {
  const block = opened?.block && (at(`figure-${opened.block}`) ?? at(`table-${opened.block}`));
  if (!block) return;
  opened.block = null;
  block.focus({ preventScroll: true });
  block.scrollIntoView({
    block: "start",
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}

// Said on the button for those who see it and in the status line for those who hear it.
function copied(button) {
  const [said, width] = [button.textContent, button.offsetWidth];
  button.style.minWidth = `${width}px`;
  button.textContent = at("status").textContent = shell.words.copied;
  setTimeout(() => {
    button.textContent = said;
    button.style.minWidth = "";
  }, SAID);
}

// A file that was refused: said above the page, which stays as it was.
function refuse(error) {
  at("main").querySelector(".failed")?.remove();
  at("main").prepend(
    element("div", { class: "failed", role: "alert" }, element("p", {}, `${shell.words.file_bad}: ${said(error)}`)),
  );
}

const said = (error) => (error.gone && shell ? shell.words.refused_closed : error.message);

function fail(error) {
  const again = element("button", { type: "button", onclick: show }, shell?.words.again ?? "↻");
  const { since } = error;
  const lead =
    shell && since ? element("p", {}, element("b", {}, shell.words.cannot.replace("{day}", at("asof").value))) : "";
  const later = since
    ? element("button", { type: "button", onclick: () => go({ as_of: since }) }, `${shell.words.as_of} ${since}`)
    : "";
  const told = element(
    "div",
    { class: "failed", role: "alert" },
    lead,
    element("p", {}, said(error)),
    later,
    " ",
    again,
  );
  const view = shell?.views.find((one) => one.name === state.view);
  if (shell && Object.keys(state.own).length)
    told.append(" ", element("button", { type: "button", onclick: () => go({ own: {} }) }, shell.words.reset));
  at("main").replaceChildren(
    ...(view ? [element("div", { class: "title" }, element("h1", {}, view.label))] : []),
    told,
  );
  document.title = "fedsheet";
  if (view && !error.gone) offer(view, told);
}

// The controls of the view as it stands by itself: what was refused can be set otherwise.
async function offer(view, told) {
  const { signal } = under;
  const own = Object.fromEntries(Object.entries(state.own).filter(([key]) => key !== "file"));
  for (const asked of [
    { lang: state.lang, as_of: state.as_of },
    { lang: state.lang, as_of: "" },
  ]) {
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    const page = await get(`/api/v1/${view.name}/controls`, query, signal).catch(() => null);
    if (signal.aborted || !told.isConnected) return;
    if (!page) continue;
    const change = (key, value) => go({ own: key === null ? {} : { [key]: value } });
    if (page.controls.length) told.after(controls(page.controls, own, change, refuse, shell.words));
    return;
  }
}

start();
