// @ts-check
// The two heavy files of a page: chart library and typeface. Asked for at once on a quick line; on a slow one once
// the first figure stands, as a picture that the server made.

import { element } from "./dom.js";

const FONT_PATIENCE = 250, // milliseconds that a figure waits for its font
  SLOW = 1000, // that the page's own modules take on a slow line: less than 100 kB, a tenth of a second elsewhere
  LATEST = 10_000; // until they are asked for on a slow line, whatever the first figure does
const LIBRARY = "/static/vega.js";
const visit = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0]);

/** Whether what is small took long to come. */
export const isSlow = performance.now() - (visit?.responseStart ?? 0) > SLOW;

/** @type {(done?: unknown) => void} */
let begin = () => {};
const begun = new Promise((done) => {
  begin = done;
});
/** Ask for what is heavy now. */
export const bringAll = () => begin();
if (isSlow) setTimeout(begin, LATEST);
else {
  document.head.append(element("link", { rel: "preload", as: "script", href: LIBRARY }));
  begin();
}

const typeface = new FontFace("Noto Sans CJK SC", 'url("/static/font.woff2") format("woff2")', { display: "swap" });
let there = false;
/** The typeface once it is there. */
export const font = begun
  .then(() => {
    document.fonts.add(typeface); // from here on the page's own text is set in it as well
    return typeface.load();
  })
  .then(
    () => {
      there = true;
    },
    () => {},
  );
export const lettered = () => there;
export const fontOrPatience = Promise.race([font, new Promise((done) => setTimeout(done, FONT_PATIENCE))]);

/** @type {Promise<any> | undefined} */
let library;
/** The chart library, run when the first figure comes near the screen. */
export function vega() {
  library ??= begun.then(
    () =>
      new Promise((done, failed) => {
        document.head.append(
          element("script", {
            src: LIBRARY,
            onload: () => done(/** @type {any} */ (window).vegaEmbed),
            onerror: failed,
          }),
        );
      }),
  );
  return library;
}
