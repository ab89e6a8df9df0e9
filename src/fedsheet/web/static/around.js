// @ts-check
// What stands around the blocks of a page: what they are drawn with, what can be taken away, what came in since.

import { get } from "./api.js";
import { bracketed, element } from "./dom.js";
import { drawers } from "./figure.js";
import { address, parameters } from "./state.js";

const SAID = 1200; // milliseconds a word stays on its button
/** @typedef {{state: () => any, shell: () => any, said: (text: string) => void, quietly: (change: object) => void,
 *   after: () => void, change: (key: string | null, value?: any) => void, pick: (opens: any, value: any) => void, paper: () => void}} Page */

/** What every block of `found` is drawn with. @param {any} found @param {Page} page */
export function contextOf(found, page) {
  const { words, dark, lighter, tones } = page.shell(),
    state = page.state();
  const query = (more = {}) => {
    const asked = parameters(page.state());
    for (const [key, value] of Object.entries(more)) asked.set(key, value);
    return asked;
  };
  const copied = (button) => told(button, page);
  return {
    words,
    dark,
    lighter,
    tones,
    drawers,
    view: state.view,
    own: state.own,
    asOf: found.as_of,
    picks: found.picks,
    pick: page.pick,
    change: page.change,
    quietly: page.quietly,
    after: page.after,
    query,
    copied,
    link: (id) => `${location.origin}${address(page.state())}#figure-${id}`,
    failed: (button, error) => {
      page.said(error.message);
      button.title = error.message;
    },
    table: (block) => get(`/api/v1/${state.view}/tables/${encodeURIComponent(block.id)}`, parameters(state)),
    vintage: words.vintage.replace("{day}", found.as_of).replace("{digest}", found.digest.slice(0, 12)),
    pictureAddress: (id) => `/api/v1/${state.view}/pictures/${encodeURIComponent(id)}?${parameters(state)}`,
    exportAddress: (id, format, more) =>
      `/api/v1/${state.view}/files/${encodeURIComponent(id)}.${format}?${query(more)}`,
    copy: (text, button) => navigator.clipboard.writeText(text).then(() => copied(button)),
  };
}

// Said on the button for those who see it and in the status line for those who hear it.
function told(button, page) {
  const [said, width] = [button.textContent, button.offsetWidth];
  button.style.minWidth = `${width}px`;
  button.textContent = page.shell().words.copied;
  page.said(button.textContent);
  setTimeout(() => {
    button.textContent = said;
    button.style.minWidth = "";
  }, SAID);
}

/** The same page in Python, as a command, as a link; its files; and paper. @param {any} found @param {any} context @param {Page} page */
export function toolsOf(found, context, page) {
  const { words } = context;
  const copies = {
    copy_python: () => found.python,
    copy_command: () => found.command,
    copy_link: () => `${location.origin}${address(page.state())}${location.hash}`,
  };
  return element(
    "div",
    { class: "tools" },
    ...Object.entries(copies).map(([key, text]) =>
      element(
        "button",
        { type: "button", class: "file", onclick: (event) => context.copy(text(), event.currentTarget) },
        words[key],
      ),
    ),
    ...found.texts.map((name) =>
      element(
        "a",
        {
          class: "file",
          download: true,
          href: `/api/v1/${context.view}/files/${encodeURIComponent(name)}?${context.query()}`,
        },
        `↓ ${name}`,
      ),
    ),
    element("button", { type: "button", class: "file", onclick: page.paper }, words.print),
  );
}

/** What the page speaks of without saying what it is, with its meaning; nothing where there is none. @param {any} found */
export function termsOf(found) {
  const { title = "", items = [] } = found.terms ?? {};
  if (!items.length) return "";
  return element(
    "details",
    { class: "terms" },
    element("summary", {}, title),
    element("dl", {}, ...items.flatMap(([term, said]) => [element("dt", {}, term), element("dd", {}, said)])),
  );
}

/** What came in since the page was last begun; nothing on a first visit. @param {any} since @param {Record<string, string>} words */
export function arrived(since, words) {
  if (!since) return "";
  if (!since.rows.length) return element("p", { class: "note" }, words.nothing_new.replace("{day}", since.day));
  const title = words.new_since.replace("{day}", since.day);
  const line = (row) =>
    element(
      "li",
      {},
      `${row.name} `,
      element("b", {}, `${row.shown} ${row.unit}`.trim()),
      ` · ${row.day}${bracketed(`${words.before} ${row.was}`)}`,
    );
  return element(
    "section",
    { class: "news", "aria-label": title },
    element("h2", {}, title),
    element("ul", {}, ...since.rows.map(line)),
  );
}
