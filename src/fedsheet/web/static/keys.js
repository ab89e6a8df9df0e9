// @ts-check
// One key a command, unless something is being typed or the reader has turned them off.

import { areKeysOn, viewOf } from "./help.js";

/**
 * Answers what happens at a key.
 * @param {{views: () => any[], turn: (view: string) => void, back: () => boolean, paper: () => void,
 *   commands: Record<string, () => void>}} acts `back` says whether there was something to go back from
 */
export function keys(acts) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && acts.back()) return;
    const isHeld = event.ctrlKey || event.metaKey;
    if (isHeld && event.key === "p") {
      event.preventDefault();
      acts.paper();
      return;
    }
    const { target } = event;
    const isTyping =
      target instanceof Element && target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (isTyping || isHeld || event.altKey || !areKeysOn()) return;
    const view = viewOf(acts.views(), event.key);
    const act = view ? () => acts.turn(view.name) : acts.commands[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}
