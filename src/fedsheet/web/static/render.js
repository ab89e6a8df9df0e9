// Blocks become elements: the same blocks as the report's.

import { element } from "./dom.js";
import { dataTable, figure } from "./figure.js";

const HEADINGS = { 1: "h2", 2: "h3", 3: "h4" };

const KINDS = {
  heading: (block) => element(HEADINGS[block.level] || "h4", {}, block.text),
  paragraph: (block) => element("p", {}, block.lead ? element("b", { class: "lead" }, block.lead) : "", block.lead ? " " : "", block.text),
  bullets: (block) => element("ul", {}, ...block.items.map((item) => element("li", {}, item))),
  note: (block) => element("p", { class: "note" }, block.text),
  tiles: (block) => element("ul", { class: "tiles" }, ...block.items.map((one) => element("li", {},
    element("span", { class: "tile-label" }, one.label), element("b", {}, one.shown),
    element("span", { class: `tile-detail ${one.sign > 0 ? "up" : one.sign < 0 ? "down" : ""}` }, one.detail)))),
  row: (block, context) => element("div", { class: "row" }, ...block.figures.map((one) => figure(one, context))),
  figure,
  table: (block, context) => element("section", { class: "table", "aria-label": block.caption },
    element("p", { class: "caption" }, block.caption), dataTable(block.table, context.picks[block.table.id], context.pick),
    element("p", { class: "source" }, [block.source, context.vintage].filter(Boolean).join(" · ")),
    element("div", { class: "files", role: "group", "aria-label": context.words.take_away }, ...["csv", "xlsx"].map((format) =>
      element("a", { href: context.exportAddress(block.table.id, format), download: true, class: "file" }, format.toUpperCase())))),
};

export function render(blocks, context) {
  return blocks.map((block) => KINDS[block.type](block, context));
}
