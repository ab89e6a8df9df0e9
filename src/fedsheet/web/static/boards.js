// @ts-check
// A board of one's own: figures, tables and numbers pinned in any view, put in order, presented, taken away.

import { get } from "./api.js";
import { contextOf } from "./around.js";
import { element } from "./dom.js";
import { figure } from "./figure.js";
import { parameters } from "./state.js";
import { dataTable } from "./table.js";

const KEPT = "board",
  VERSION = 1,
  MOST = 24,
  WAIT = 1500; // milliseconds a word stays on its button
/** @typedef {{view: string, own: Record<string, string>, kind: "figure" | "table" | "tile", id: string, wide: number}} Item */
/** @typedef {{version: number, name: string, items: Item[]}} Board */
/** @typedef {{state: () => any, shell: () => any, go: (change: object) => void, said: (text: string) => void}} Page */

const EXAMPLE = [
  ["daily", "table", "market-daily-rates", 2],
  ["daily", "figure", "market-daily-chart", 1],
  ["reserves", "figure", "reserve-bridge", 1],
  ["alerts", "figure", "release-rates", 1],
  ["overview", "figure", "assets-reserves", 1],
].map(([view, kind, id, wide]) => /** @type {Item} */ ({ view, own: {}, kind, id, wide }));

/** @returns {Board | null} */
export function held() {
  try {
    return read(localStorage.getItem(KEPT) ?? "null");
  } catch {
    return null;
  }
}

/**
 * A board from its text; null where it is none or nothing on it can be read, an error that names the version where it
 * is of another one.
 * @param {string} text @returns {Board | null}
 */
export function read(text) {
  const found = JSON.parse(text);
  if (!found || typeof found !== "object" || !Array.isArray(found.items)) return null;
  if (found.version !== VERSION) throw new RangeError(String(found.version).slice(0, 20));
  const items = found.items.filter(
    (one) =>
      typeof one?.view === "string" && typeof one?.id === "string" && ["figure", "table", "tile"].includes(one?.kind),
  );
  if (found.items.length && !items.length) return null;
  return {
    version: VERSION,
    name: String(found.name ?? "").slice(0, 80),
    items: items
      .slice(0, MOST)
      .map(({ view, own, kind, id, wide }) => ({ view, own: own ?? {}, kind, id, wide: wide === 2 ? 2 : 1 })),
  };
}

/** @param {Board} board */
const keep = (board) => localStorage.setItem(KEPT, JSON.stringify(board));
/** @param {Item} one @param {Item} other */
const same = (one, other) =>
  one.view === other.view && one.id === other.id && JSON.stringify(one.own) === JSON.stringify(other.own);

// ---- pins ----

/** A pin under every figure and table of the view and on every number. @param {HTMLElement} main @param {Page} page */
export function pins(main, page) {
  const { view } = page.state();
  if (view === "boards") return;
  const words = page.shell().words;
  /** @param {Element | null} place @param {Item["kind"]} kind @param {string} id @param {string} label */
  const add = (place, kind, id, label) => {
    if (!place || place.querySelector(":scope > .pin")) return;
    const item = () => /** @type {Item} */ ({ view, own: page.state().own, kind, id, wide: 1 }); // as it is set by then
    place.append(
      element(
        "button",
        {
          type: "button",
          class: "file pin",
          "aria-label": `${words.board_pin}: ${label}`,
          onclick: (/** @type {Event} */ event) => pin(item(), /** @type {HTMLElement} */ (event.currentTarget), words),
        },
        words.board_pin,
      ),
    );
  };
  for (const made of main.querySelectorAll("figure[id^=figure-]"))
    add(made.querySelector(".files"), "figure", made.id.slice(7), made.getAttribute("aria-label") ?? made.id);
  for (const made of main.querySelectorAll("section.table[id^=table-]"))
    add(made.querySelector(".files"), "table", made.id.slice(6), made.getAttribute("aria-label") ?? made.id);
  for (const [n, made] of [...main.querySelectorAll(".tiles li")].entries()) {
    add(made, "tile", `#${n}`, made.querySelector(".tile-label")?.textContent ?? "");
  }
}

/** @param {Item} item @param {HTMLElement} button @param {Record<string, string>} words */
function pin(item, button, words) {
  const board = held() ?? { version: VERSION, name: words.boards_mine ?? "", items: [] };
  if (!board.items.some((one) => same(one, item))) keep({ ...board, items: [...board.items, item].slice(-MOST) });
  button.textContent = words.board_pinned;
  setTimeout(() => {
    button.textContent = words.board_pin;
  }, WAIT);
}

// ---- the board ----

/** @param {HTMLElement} main @param {Page} page */
export function boards(main, page) {
  const { words } = page.shell();
  const own = held();
  /** @type {Board} */
  let board = own?.items.length ? own : { version: VERSION, name: own?.name ?? "", items: EXAMPLE };
  const place = element("div", { class: "board", tabindex: "-1" });
  const wrong = element("p", { class: "wrong", role: "alert", id: "board-wrong" });
  const shown = new Map();
  const save = () => {
    keep(board);
    arrange();
  };
  /** @param {number} n @param {number} to */
  const move = (n, to) => {
    if (to < 0 || to >= board.items.length) return;
    const items = [...board.items];
    items.splice(to, 0, ...items.splice(n, 1));
    board = { ...board, items };
    save();
    /** @type {HTMLElement | null} */ (place.children[to]?.querySelector(".handle button"))?.focus();
  };
  // Figures are numbered from the first, whatever stands between them: so are they in what is taken away.
  // One that is presented meanwhile stands elsewhere than on the board.
  const count = () => {
    const drawn = board.items.filter((item) => item.kind === "figure").map(cell);
    drawn.forEach((one, n) => {
      renumber(one, words.figure.replace("{n}", String(n + 1)));
    });
  };
  /** @param {Item} item */
  const cell = (item) => {
    const key = JSON.stringify([item.view, item.own, item.kind, item.id]);
    if (!shown.has(key)) shown.set(key, made(item, page, shown.size + 1, count));
    return shown.get(key);
  };
  function arrange() {
    place.replaceChildren(
      ...board.items.map((item, n) => {
        const act = (word, sign, onclick) =>
          element(
            "button",
            { type: "button", class: "file", "aria-label": `${words[word]}: ${item.id}`, title: words[word], onclick },
            sign,
          );
        const handle = element(
          "div",
          { class: "handle" },
          act("board_earlier", "←", () => move(n, n - 1)),
          act("board_later", "→", () => move(n, n + 1)),
          act("board_wider", "↔", () => {
            board = {
              ...board,
              items: board.items.map((one, k) => (k === n ? { ...one, wide: one.wide === 2 ? 1 : 2 } : one)),
            };
            save();
          }),
          act("board_remove", "×", () => {
            board = { ...board, items: board.items.filter((_, k) => k !== n) };
            save();
          }),
        );
        return element(
          "div",
          {
            class: item.wide === 2 ? "pinned wide2" : "pinned",
            draggable: "true",
            ondragstart: (/** @type {DragEvent} */ event) => event.dataTransfer?.setData("text/plain", String(n)),
            ondragover: (/** @type {Event} */ event) => event.preventDefault(),
            ondrop: (/** @type {DragEvent} */ event) => {
              event.preventDefault();
              move(Number(event.dataTransfer?.getData("text/plain")), n);
            },
          },
          handle,
          cell(item),
        );
      }),
    );
  }
  const name = /** @type {HTMLInputElement} */ (
    element("input", {
      id: "board-name",
      type: "text",
      maxlength: "80",
      value: board.name,
      autocomplete: "off",
      onchange: () => {
        board = { ...board, name: name.value.trim() };
        keep(board);
      },
    })
  );
  const file = element("input", {
    type: "file",
    id: "board-file",
    accept: ".json,application/json",
    onchange: async (/** @type {Event} */ event) => {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const [chosen] = input.files ?? [];
      wrong.textContent = "";
      try {
        const found = chosen && read(await chosen.text());
        if (found) {
          board = found;
          name.value = board.name;
          save();
        } else if (chosen) wrong.textContent = words.board_not;
      } catch (error) {
        wrong.textContent =
          error instanceof RangeError ? words.board_other_version.replace("{version}", error.message) : words.board_not;
      }
      input.value = "";
    },
  });
  const button = (id, word, onclick) => element("button", { type: "button", id, class: "file", onclick }, word);
  const taken = (form) =>
    button(`board-${form}`, form.toUpperCase(), async (/** @type {Event} */ event) => {
      const self = /** @type {HTMLButtonElement} */ (event.currentTarget);
      self.disabled = true;
      wrong.textContent = "";
      page.said(words.board_making);
      try {
        await takenAway(form, board, words, page.state().as_of);
      } catch (error) {
        wrong.textContent = /** @type {Error} */ (error).message;
      }
      self.disabled = false;
    });
  const tools = element(
    "div",
    { class: "controls board-tools" },
    element("div", { class: "field" }, element("label", { for: "board-name" }, words.board_name), name),
    button("board-present", words.board_present, () => present(place, words)),
    taken("pdf"),
    taken("pptx"),
    taken("png"),
    button("board-save", words.board_save, () =>
      download(new Blob([JSON.stringify(board, null, 1)], { type: "application/json" }), "board.json"),
    ),
    element("span", { class: "chosen" }, element("span", { class: "file" }, words.board_load, file)),
    wrong,
  );
  file.setAttribute("aria-label", words.board_load);
  arrange();
  main
    .querySelector(".title")
    ?.after(tools, own?.items.length ? "" : element("p", { class: "note" }, words.board_first), place);
}

/** A figure by another number, in its caption and where its files are named. @param {Element | undefined} place @param {string} number */
function renumber(place, number) {
  const bold = place?.querySelector("figcaption b");
  if (!bold) return;
  const was = `, ${bold.textContent}`;
  for (const one of place?.querySelectorAll("[aria-label]") ?? []) {
    const label = one.getAttribute("aria-label") ?? "";
    if (label.endsWith(was)) one.setAttribute("aria-label", `${label.slice(0, -was.length)}, ${number}`);
  }
  bold.textContent = number;
}

/** One thing pinned, as its view draws it, the `n`-th of the board; `count` numbers the figures when it stands.
 * @param {Item} item @param {Page} page @param {number} n @param {() => void} count */
function made(item, page, n, count) {
  const { words } = page.shell();
  const place = element("div", { class: "cell" }, element("p", { class: "note" }, words.loading));
  const own = pageOf(item, page);
  viewOf(item.view, parameters(own.state()))
    .then((found) => {
      const flat = found.blocks.flatMap((one) => (one.type === "row" ? one.figures : [one]));
      const block =
        item.kind === "figure"
          ? flat.find((one) => one.type === "figure" && one.id === item.id)
          : flat.find((one) => one.type === "table" && one.table.id === item.id);
      const context = { ...contextOf(found, own), picks: {}, level: 1 };
      const lines = found.blocks.find((one) => one.type === "explorer" && one.id === item.id);
      if (item.kind === "figure" && lines) {
        return import("./explore.js").then(({ alone }) =>
          place.replaceChildren(alone(lines, { ...context, apart: `-${n}` })),
        );
      }
      const tile = flat.filter((one) => one.type === "tiles").flatMap((one) => one.items)[Number(item.id.slice(1))]; // numbers are known by their place: names change with the language
      if (item.kind === "tile" ? !tile : !block) {
        return place.replaceChildren(element("p", { class: "note" }, `${item.id} ${words.board_gone}`));
      }
      return place.replaceChildren(
        item.kind === "tile"
          ? number(tile)
          : item.kind === "figure"
            ? figure({ ...block, number: n, label: undefined }, context)
            : table(block, context),
      );
    })
    .then(count, (error) => place.replaceChildren(element("p", { class: "wrong" }, error.message)));
  return place;
}

const asked = new Map();
/** A view's answer, asked for once while several things are drawn from it. @param {string} view @param {URLSearchParams} query */
function viewOf(view, query) {
  const key = `${view}?${query}`;
  if (!asked.has(key)) {
    asked.set(
      key,
      get(`/api/v1/${view}`, query).finally(() => setTimeout(() => asked.delete(key), WAIT)),
    );
  }
  return asked.get(key);
}

/** The page as one thing on the board sees it: its own view, as it was pinned. @param {Item} item @param {Page} page */
const pageOf = ({ view, own }, page) => ({
  ...page,
  state: () => ({ ...page.state(), view, own }),
  ...{ quietly() {}, change() {}, pick() {}, after() {}, paper() {} },
});

const number = (tile) =>
  element(
    "ul",
    { class: "tiles" },
    element(
      "li",
      {},
      element("span", { class: "tile-label" }, tile.label),
      element("b", {}, tile.shown),
      element("span", { class: "tile-detail" }, tile.detail),
    ),
  );

const table = (block, context) =>
  element(
    "section",
    { class: "table", "aria-label": block.caption },
    element("p", { class: "caption" }, block.caption),
    dataTable(block.table),
    element("p", { class: "source" }, [block.source, context.vintage].filter(Boolean).join(" · ")),
  );

// ---- taken away, presented ----

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), WAIT);
}

/** @param {string} form @param {Board} board @param {Record<string, string>} words @param {string} day as of which it is shown */
async function takenAway(form, board, words, day) {
  const items = board.items.map((one) => (day ? { ...one, own: { ...one.own, as_of: day } } : one));
  const named = { ...board, items, name: board.name || words.boards_mine || "fedsheet" };
  const answer = await fetch("/api/v1/boards/files", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
    body: JSON.stringify({ form, board: named }),
  });
  if (!answer.ok) {
    const { error = {} } = await answer.json().catch(() => ({}));
    throw new Error(error.said || error.what || `HTTP ${answer.status}`);
  }
  download(await answer.blob(), `board.${form}`);
}

/** One thing at a time on the whole screen; arrow keys turn, Escape ends. @param {HTMLElement} place @param {Record<string, string>} words */
function present(place, words) {
  let at = 0;
  const count = element("p", { class: "count", role: "status" });
  const end = element("button", { type: "button", class: "file", onclick: () => stop() }, words.board_end);
  const bar = element("div", { class: "present-bar" }, count, end);
  const turn = (to) => {
    const all = [...place.querySelectorAll(".pinned")];
    at = Math.max(0, Math.min(all.length - 1, to));
    for (const [n, one] of all.entries()) one.classList.toggle("now", n === at);
    count.textContent = words.board_of.replace("{n}", String(at + 1)).replace("{of}", String(all.length));
  };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      " ": at + 1,
      PageDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      PageUp: at - 1,
      Home: 0,
      End: Number.MAX_SAFE_INTEGER,
    }[event.key];
    if (event.key === "Escape") stop();
    else if (to !== undefined) turn(to);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const left = () => {
    if (!document.fullscreenElement) stop();
  };
  const stop = () => {
    removeEventListener("keydown", pressed, true);
    document.removeEventListener("fullscreenchange", left);
    place.classList.remove("presenting");
    bar.remove();
    if (document.fullscreenElement) document.exitFullscreen();
    document.getElementById("board-present")?.focus();
  };
  place.classList.add("presenting");
  place.prepend(bar);
  turn(0);
  place.focus();
  addEventListener("keydown", pressed, true);
  place.requestFullscreen?.().then(
    () => document.addEventListener("fullscreenchange", left),
    () => {},
  );
}
