// Blocks become elements: the same blocks as the report's.

import { element, said } from "./dom.js";
import { figure } from "./figure.js";
import { dataTable } from "./table.js";

const HEADINGS = { 1: "h2", 2: "h3", 3: "h4" };

const KINDS = {
  heading: (block, context) => {
    context.level = Math.min(block.level + 1, 4);
    return element(HEADINGS[block.level] || "h4", {}, block.text);
  },
  paragraph: (block) =>
    element(
      "p",
      {},
      block.lead ? element("b", { class: "lead" }, block.lead) : "",
      block.lead ? " " : "",
      ...said(block.text),
    ),
  bullets: (block) => element("ul", {}, ...block.items.map((item) => element("li", {}, ...said(item)))),
  note: (block) => element("p", { class: "note" }, ...said(block.text)),
  tiles: (block) =>
    element(
      "ul",
      { class: "tiles" },
      ...block.items.map((one) =>
        element(
          "li",
          { class: one.is_stale ? "stale" : null },
          element("span", { class: "tile-label" }, one.label),
          element("b", {}, one.shown),
          element("span", { class: `tile-detail ${one.sign > 0 ? "up" : one.sign < 0 ? "down" : ""}` }, one.detail),
        ),
      ),
    ),
  row: (block, context) => element("div", { class: "row" }, ...block.figures.map((one) => figure(one, context))),
  figure,
  explorer: (block, context) => {
    const place = element("div", { class: "explorer" });
    import("./explore.js").then(({ explorer }) => {
      place.replaceWith(explorer(block, context));
      context.after();
    });
    return place;
  },
  table: (block, context) =>
    element(
      "section",
      { class: "table", id: `table-${block.table.id}`, tabindex: "-1", "aria-label": block.caption },
      element("p", { class: "caption" }, block.caption),
      dataTable(block.table, context.picks[block.table.id], context.pick, block.caption),
      element("p", { class: "source" }, [block.source, context.vintage].filter(Boolean).join(" · ")),
      element(
        "div",
        { class: "files", role: "group", "aria-label": context.words.take_away },
        ...["csv", "xlsx"].map((format) =>
          element(
            "a",
            {
              href: context.exportAddress(block.table.id, format),
              download: true,
              class: "file",
              "aria-label": `${format.toUpperCase()}, ${block.caption}`,
            },
            format.toUpperCase(),
          ),
        ),
      ),
    ),
};

// The newest values, of which those that came since the last visit are told above.
export const rows = (blocks) =>
  blocks
    .filter((block) => block.type === "table" && block.table.keys[0] === "id" && block.table.keys.includes("day"))
    .flatMap(({ table }) =>
      table.rows.map((row, n) => ({
        id: row[0],
        name: table.shown[n][1],
        day: row[table.keys.indexOf("day")],
        shown: table.shown[n][table.keys.indexOf("value")],
        unit: /[(（](.+)[)）]$/.exec(table.headings[table.keys.indexOf("value")])?.[1] ?? "",
      })),
    );

const BY_HAND = ["explore", "explore_figure", "explore_find", "lines", "plot"];
let isAhead = false;

// A view that draws by hand needs more than the page brought: asked for all at once, while the server still works.
export function ahead(view) {
  if (isAhead || view !== "explore") return;
  isAhead = true;
  document.head.append(...BY_HAND.map((name) => element("link", { rel: "modulepreload", href: `/static/${name}.js` })));
  import("./explore.js").then((found) => found.ahead()).catch(() => {});
}

export function render(blocks, context) {
  return blocks.map((block) => KINDS[block.type](block, context));
}
