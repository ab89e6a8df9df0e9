// @ts-check
// The list of what stands on a long page.

import { element } from "./dom.js";

const CONTENTS_FROM = 5; // headings from which a page has a list of them

// What stands on a long page, in its order; a click brings it into view.
/** @param {HTMLElement} main @param {Record<string, string>} words */
export function contents(main, words) {
  const places = [...main.querySelectorAll("h2, h3, [role=heading]")].filter(
    (one) => !one.closest("dialog, .contents, .news"),
  );
  main.querySelector(".contents")?.remove();
  if (places.length < CONTENTS_FROM) return;
  const link = (one) => {
    const block = one.closest("figure") ?? one;
    block.id ||= `part-${places.indexOf(one)}`;
    return element(
      "li",
      { class: one.tagName === "H2" ? "chapter" : null },
      element(
        "a",
        {
          href: `#${block.id}`,
          onclick: (event) => {
            event.preventDefault();
            if (block.tabIndex < 0) block.setAttribute("tabindex", "-1");
            block.focus({ preventScroll: true });
            block.scrollIntoView({ block: "start" });
          },
        },
        one.textContent,
      ),
    );
  };
  const list = element(
    "details",
    { class: "contents" },
    element("summary", {}, words.contents),
    element("ol", {}, ...places.map(link)),
  );
  main.querySelector(".title")?.after(list);
}
