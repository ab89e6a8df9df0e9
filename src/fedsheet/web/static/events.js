// @ts-check
// A page that stays open: told of new figures by the server, which then flash; the tab's title counts those unseen.

import { get } from "./api.js";

const CHANNEL = "fedsheet-events",
  FLASH = 4000; // milliseconds
/** @typedef {{id: string, name: string, shown: string, day: string, value: number}} Newest */
/** @type {Map<string, Newest>} */
let newest = new Map();
let unseen = 0;
let title = "";

/**
 * Listens for as long as the page is open; one tab of a browser listens for all of them.
 * @param {(seen: string) => void} came
 */
export function listen(came) {
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  if (channel) channel.onmessage = (event) => came(event.data);
  const open = () => {
    const source = new EventSource("/api/v1/events");
    let seen = "";
    const told = (/** @type {MessageEvent} */ event) => {
      const is = seen && seen !== event.data; // a stream that was opened again says what it missed
      seen = event.data;
      if (is) {
        channel?.postMessage(seen);
        came(seen);
      }
    };
    source.addEventListener("hello", told);
    source.addEventListener("figures", told);
    addEventListener("pagehide", () => source.close());
    return new Promise(() => {});
  };
  if (navigator.locks) navigator.locks.request(CHANNEL, open);
  else open();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) count(0);
  });
  addEventListener("focus", () => count(0));
}

/** The title with the number of figures that came unseen. @param {string} text */
export function entitled(text) {
  title = text;
  count(unseen);
}

/** @param {number} n */
function count(n) {
  unseen = n;
  document.title = n ? `(${n}) ${title}` : title;
}

/**
 * The figures that are newer than when this was last asked.
 * @param {string} lang
 * @returns {Promise<{now: Newest, before: Newest}[]>}
 */
export async function news(lang) {
  /** @type {{rows: Newest[]}} */
  const { rows } = await get("/api/v1/newest", new URLSearchParams({ lang }));
  const changed = rows.flatMap((now) => {
    const before = newest.get(now.id);
    return before && (before.day !== now.day || before.value !== now.value) ? [{ now, before }] : [];
  });
  newest = new Map(rows.map((row) => [row.id, row]));
  if (document.hidden || !document.hasFocus()) count(unseen + changed.length);
  return changed;
}

/** What a page shows, by place: each number at a glance and each row of a table. @returns {Map<string, [Element, string]>} */
function places() {
  /** @type {[string, [Element, string]][]} */
  const found = [];
  for (const tile of document.querySelectorAll("main .tiles li"))
    found.push([
      `tile ${tile.querySelector(".tile-label")?.textContent}`,
      [tile, tile.querySelector("b")?.textContent ?? ""],
    ]);
  for (const table of document.querySelectorAll("main .table"))
    for (const row of table.querySelectorAll("tbody tr"))
      found.push([`${table.id} ${row.querySelector("th")?.textContent}`, [row, row.textContent ?? ""]]);
  return new Map(found);
}

/** What stands there now, to be held against what comes; answers the function that does so. */
export function remember() {
  const before = new Map([...places()].map(([key, [, text]]) => [key, text]));
  return () => {
    for (const [key, [place, text]] of places()) {
      if (before.size && before.get(key) !== text) {
        place.classList.add("flash");
        setTimeout(() => place.classList.remove("flash"), FLASH);
      }
    }
  };
}
