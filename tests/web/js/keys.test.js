// Keys: one a view, in the order of the menu; none twice, none that is a command already.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, viewOf } from "../../../src/fedsheet/web/static/help.js";

const VIEWS = Array.from({ length: 15 }, (_, n) => `view ${n + 1}`);

test("every view of the menu has a key of its own that opens it", () => {
  const keys = VIEWS.map((_, n) => keyOf(n));
  assert.equal(new Set(keys).size, VIEWS.length);
  assert.deepEqual(
    keys.map((key) => viewOf(VIEWS, String(key))),
    VIEWS,
  );
  for (const key of ["d", "l", "t", "p", "?", "Escape", ""]) assert.equal(viewOf(VIEWS, key), undefined);
});
