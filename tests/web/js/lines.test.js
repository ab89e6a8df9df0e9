// Lines as numbers and text: what the page computes by itself, held against numbers worked out by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allWritten,
  DAY,
  dayOf,
  decimal,
  found,
  iso,
  joined,
  range,
  readAt,
  tickDay,
  tickDays,
  tickDigits,
  unpacked,
  written,
} from "../../../src/fedsheet/web/static/lines.js";

test("days are unpacked and told as the calendar has them", () => {
  assert.deepEqual(unpacked([19723, 1, 3]), [19723, 19724, 19727]);
  assert.equal(iso(19723), "2024-01-01");
  assert.equal(dayOf("2024-01-01"), 19723);
  assert.ok(Number.isNaN(dayOf("")));
});

test("lines meet on the days of all; a held level goes on, another leaves a gap", () => {
  const base = { text: "", formula: "", move: "level", right: false, as_of: null };
  const [seconds, daily, set] = joined([
    { ...base, days: [10, 1, 1], values: [1, null, 3], factor: 10 },
    { ...base, days: [9, 3], values: [5, 6], held: true },
  ]);
  assert.deepEqual(
    seconds.map((one) => one / DAY),
    [9, 10, 11, 12],
  );
  assert.deepEqual(daily, [undefined, 10, null, 30]);
  assert.deepEqual(set, [5, 5, 5, 6]);
});

test("an axis is marked at whole years, first days of months and days", () => {
  const days = (from, to, step) => tickDays(dayOf(from) * DAY, dayOf(to) * DAY, step).map((one) => iso(one / DAY));
  const month = 30.4375 * DAY;
  assert.deepEqual(days("2007-01-03", "2026-10-08", 60 * month), [
    "2010-01-01",
    "2015-01-01",
    "2020-01-01",
    "2025-01-01",
  ]);
  assert.deepEqual(days("2026-01-15", "2026-10-08", 3 * month), ["2026-04-01", "2026-07-01", "2026-10-01"]);
  assert.deepEqual(days("2026-01-01", "2026-01-03", DAY), ["2026-01-01", "2026-01-02", "2026-01-03"]);
  assert.deepEqual(days("2026-02-02", "2026-02-20", month), []);
});

test("what is read at a day is its own value or an earlier one, never a later", () => {
  assert.equal(readAt([undefined, 2, null, 4], 2), 1);
  assert.equal(readAt([undefined, 2, null, 4], 0), -1);
  assert.equal(readAt([undefined, 2, null, 4], 3), 3);
});

test("a number is written as the package writes it", () => {
  assert.equal(decimal(6640.618, 1), "6,640.6");
  assert.equal(decimal(-0.04, 1, true), "0.0");
  assert.equal(decimal(-3, 1, true), "−3.0");
  assert.equal(decimal(2.5, 1, true), "+2.5");
  assert.equal(decimal(0.125, 2), "0.12");
  assert.equal(decimal(0.375, 2), "0.38");
  assert.equal(decimal(1234567, 0), "1,234,567");
});

test("lines are written as they are read", () => {
  const line = { text: "", formula: " SOFR - iorb ", move: "yoy", right: true, as_of: "2019-09-17" };
  assert.equal(written(line), "SOFR - iorb | yoy | right | 2019-09-17");
  assert.equal(allWritten([line, { ...line, formula: " " }]), written(line));
});

test("a range button counts back from the last day in calendar months", () => {
  const last = dayOf("2024-05-31"),
    first = dayOf("1990-01-01");
  assert.deepEqual(range("1m", first, last).map(iso), ["2024-04-30", "2024-05-31"]);
  assert.deepEqual(range("3m", first, last).map(iso), ["2024-02-29", "2024-05-31"]);
  assert.deepEqual(range("ytd", first, last).map(iso), ["2024-01-01", "2024-05-31"]);
  assert.deepEqual(range("5y", first, last).map(iso), ["2019-05-31", "2024-05-31"]);
  assert.deepEqual(range("10y", dayOf("2020-01-01"), last).map(iso), ["2020-01-01", "2024-05-31"]);
  assert.deepEqual(range("all", first, last), [first, last]);
});

test("a search finds by id, by either language, by publisher and group; the id itself comes first", () => {
  const row = (id, en, zh, held = true) => ({
    id,
    title: { en, zh },
    publisher: { en: "New York Fed", zh: "纽约联储" },
    group: "rates",
    held,
  });
  const rows = [
    row("SOFR30DAYAVG", "30-Day Average SOFR", "SOFR 30 日均值"),
    row("SOFR", "Secured rate", "有担保利率"),
  ];
  assert.deepEqual(
    found(rows, "sofr").map((one) => one.id),
    ["SOFR", "SOFR30DAYAVG"],
  );
  assert.equal(found(rows, "有担保")[0].id, "SOFR");
  assert.equal(found(rows, "纽约 日均值")[0].id, "SOFR30DAYAVG");
  assert.equal(found(rows, "rates average").length, 1);
  assert.deepEqual(found(rows, "nothing of it"), []);
});

test("ticks are told to the digit and the day that tells them apart", () => {
  assert.deepEqual([50, 2.5, 1, 0.5, 0.25, 0.05].map(tickDigits), [0, 1, 0, 1, 2, 2]);
  const at = dayOf("2024-03-15") * DAY;
  assert.deepEqual([tickDay(at, 366 * DAY), tickDay(at, 31 * DAY), tickDay(at, DAY)], ["2024", "2024-03", "03-15"]);
});
