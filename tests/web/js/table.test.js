// Rows sorted and found; values read backwards along a figure; addresses as the API takes them.

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = {
  documentElement: { lang: "en", dataset: {} },
  fonts: { load: () => Promise.resolve() },
};
const { depthOf, kept, ordered } = await import("../../../src/fedsheet/web/static/table.js");
const { rowRead, along } = await import("../../../src/fedsheet/web/static/along.js");

test("a line of a tree lies as deep as its spaces say", () => {
  assert.deepEqual(["Total", "  Securities", "    Bills", "\u2003Securities", ""].map(depthOf), [0, 1, 2, 1, 0]);
});

test("a heading sorts numbers by size and leaves what is missing last", () => {
  const rows = [
    ["b", 10],
    ["a", null],
    ["c", -2],
  ];
  const shown = [
    ["b", "10"],
    ["a", "—"],
    ["c", "−2"],
  ];
  assert.deepEqual(ordered(rows, shown, 1, 1), [2, 0, 1]);
  assert.deepEqual(ordered(rows, shown, 1, -1), [0, 2, 1]);
  assert.deepEqual(ordered(rows, shown, 0, 1), [1, 0, 2]);
});

test("a search keeps the rows that hold every word", () => {
  const shown = [
    ["Reserve balances", "3,029.7"],
    ["Currency", "2,400"],
  ];
  assert.deepEqual(kept(shown, "bal RESERVE"), [true, false]);
  assert.deepEqual(kept(shown, ""), [true, true]);
  assert.deepEqual(kept(shown, "nothing"), [false, false]);
});

test("along a figure nothing is read from the future, and a held level from however long ago", () => {
  const rows = [
    ["2025-11-07", -15, 3],
    ["2025-11-09", null, null],
    ["2025-12-10", -10, 4],
  ];
  const near = (row) => row > 0;
  assert.equal(rowRead(rows, 1, 1, true, near), 0); // the level set before, not the one a month later
  assert.equal(rowRead(rows, 2, 1, false, near), -1); // too far back for a level that is not held
  assert.equal(rowRead(rows, 2, 2, false, near), 2);
  assert.equal(along({ keys: ["date"], n: 2 }), true);
  assert.equal(along({ keys: ["id"], n: 2 }), false);
});
