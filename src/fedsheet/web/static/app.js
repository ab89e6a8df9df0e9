// The page: menu, language, as-of date, theme; one view at a time, restored from its address.

import { get } from "./api.js";
import { controls } from "./controls.js";
import { element } from "./dom.js";
import { pull, run } from "./jobs.js";
import { render } from "./render.js";
import { address, parameters, read } from "./state.js";

const SAID = 1200; // milliseconds
const at = (id) => document.getElementById(id);
let state = read();
let shell = null;
let under = new AbortController();
let placed = { by: null, blocks: 0 }; // which showing of a page stands there, and how much of it
const news = element("p", { role: "status" });
const update = element("button", { type: "button", class: "file", onclick: bringUpToDate });
const panel = element("div", { id: "pull" }, update, news);

async function start() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  addEventListener("popstate", () => { state = read(); show(); });
  at("language").addEventListener("click", () => go({ lang: state.lang === "zh" ? "en" : "zh" }));
  at("asof").addEventListener("change", (event) => go({ as_of: event.target.value }));
  at("latest").addEventListener("click", () => go({ as_of: "" }));
  addEventListener("keydown", (event) => { if (event.key === "Escape" && document.body.classList.contains("menu-open")) { openMenu(false); at("menu").focus(); } });
  at("theme").addEventListener("click", switchTheme);
  at("menu").addEventListener("click", () => openMenu(at("menu").getAttribute("aria-expanded") !== "true"));
  at("home").addEventListener("click", (event) => { event.preventDefault(); go({ view: "overview", own: {} }); });
  await show();
}

function go(change) {
  state = { ...state, ...change };
  localStorage.setItem("lang", state.lang);
  history.pushState(null, "", address(state));
  show();
}

function switchTheme() {
  const dark = document.documentElement.dataset.theme === "dark" ||
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
    news.textContent = error.message;
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
    if (shell?.lang !== state.lang) shell = await get("/api/v1/shell", new URLSearchParams({ lang: state.lang }), signal);
    frame();
    const view = shell.views.find((one) => one.name === state.view) ?? shell.views[0];
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
  at("views").setAttribute("aria-label", words.menu);
  at("views").replaceChildren(...shell.views.map((view) => element("a", {
    href: address({ ...state, view: view.name, own: {} }),
    "aria-current": view.name === state.view ? "page" : null,
    onclick: (event) => { event.preventDefault(); go({ view: view.name, own: {} }); at("main").focus(); },
  }, view.label)), panel);
  update.textContent = words.pull;
}

// Shows a page; one that has grown gets its new blocks at the end. Answers how many blocks are shown.
function place(page) {
  const { words } = shell;
  const query = parameters(state);
  const context = {
    words,
    dark: shell.dark,
    lighter: shell.lighter,
    python: page.python,
    vintage: words.vintage.replace("{day}", page.as_of).replace("{digest}", page.digest.slice(0, 12)),
    exportAddress: (id, format) => `/api/v1/${state.view}/files/${encodeURIComponent(id)}.${format}?${query}`,
    copy: (text, button) => navigator.clipboard.writeText(text).then(() => copied(button)),
  };
  const change = (key, value) => go({ own: { ...state.own, [key]: value } });
  Object.assign(context, { picks: page.picks, pick: change });
  const grown = placed.by === under;
  const blocks = render(page.blocks.slice(grown ? placed.blocks : 0), context);
  placed = { by: under, blocks: page.blocks.length };
  at("main").classList.remove("loading");
  if (grown) {
    at("main").append(...blocks);
    return placed.blocks;
  }
  const tools = element("div", { class: "tools" },
    ...[["copy_python", page.python], ["copy_command", page.command], ["copy_link", location.href]].map(([key, text]) =>
      element("button", { type: "button", class: "file", onclick: (event) => context.copy(text, event.currentTarget) }, words[key])),
    ...page.texts.map((name) => element("a", { class: "file", download: true, href: `/api/v1/${state.view}/files/${encodeURIComponent(name)}?${query}` }, `↓ ${name}`)));
  const held = at("main").contains(document.activeElement) ? document.activeElement.id : "";
  at("main").replaceChildren(element("div", { class: "title" }, element("h1", {}, page.title), tools),
    page.controls.length ? controls(page.controls, change, refuse, words) : "", ...blocks);
  if (held && at(held)) at(held).focus({ preventScroll: true });
  at("asof").value = page.as_of;
  document.title = `${page.title} · fedsheet`;
  at("status").textContent = page.title;
  return placed.blocks;
}

// Said on the button for those who see it and in the status line for those who hear it.
function copied(button) {
  const [said, width] = [button.textContent, button.offsetWidth];
  button.style.minWidth = `${width}px`;
  button.textContent = at("status").textContent = shell.words.copied;
  setTimeout(() => { button.textContent = said; button.style.minWidth = ""; }, SAID);
}

// A file that was refused: said above the page, which stays as it was.
function refuse(error) {
  at("main").querySelector(".failed")?.remove();
  at("main").prepend(element("div", { class: "failed", role: "alert" }, element("p", {}, `${shell.words.file_bad}: ${error.message}`)));
}

function fail(error) {
  const again = element("button", { type: "button", onclick: show }, shell?.words.again ?? "↻");
  const lead = shell && error.message !== shell.words.cancelled ? element("p", {}, element("b", {}, shell.words.cannot.replace("{day}", at("asof").value))) : "";
  at("main").replaceChildren(element("div", { class: "failed", role: "alert" }, lead, element("p", {}, error.message), again));
}

start();
