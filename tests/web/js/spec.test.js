// Specs made into others: walked as trees, the given one left as it was.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chosen,
  closer,
  darkened,
  enlarged,
  hasPeriods,
  heldNames,
  named,
  nameOf,
  narrowed,
  shownDays,
  unnamed,
} from "../../../src/fedsheet/web/static/spec.js";

const day = (year, month, date) => ({ year, month, date, utc: true });
const spec = () => ({
  width: 620,
  config: { axis: { labelFontSize: 10 }, legend: {} },
  layer: [
    {
      data: { values: [{ date: "2020-02-01", until: "2020-04-30", label: "recession" }] },
      mark: { type: "rect" },
      encoding: { x: { axis: {}, scale: { type: "utc" } }, x2: { field: "until" } },
    },
    {
      data: {
        values: [
          { date: "2020-01-01", series: "A", value: 1 },
          { date: "2020-03-01", series: "A", value: 2 },
          { date: "2020-06-01", series: "B", value: 3 },
          { date: "2020-07-01", series: "A", value: 4 },
        ],
      },
      mark: { type: "line", interpolate: "step-after" },
      encoding: {
        x: {
          axis: { values: ["2020-01-01"], format: "%Y" },
          scale: { type: "utc", domain: [day(2020, 1, 1), day(2020, 12, 31)] },
        },
        color: {
          field: "series",
          type: "nominal",
          scale: { domain: ["A", "B"], range: ["#1f4e8c", "#b5312b"] },
          legend: { symbolType: "stroke", columns: 4 },
        },
      },
    },
    {
      data: { values: [{ date: "2020-03-16" }] },
      mark: { type: "text", text: "recession", fontSize: 9.5 },
      encoding: { y: { value: -3 } },
    },
  ],
});

test("what a figure draws by name, and which levels are held", () => {
  assert.deepEqual(named(spec()), {
    field: "series",
    names: [
      { name: "A", colour: "#1f4e8c" },
      { name: "B", colour: "#b5312b" },
    ],
  });
  assert.deepEqual([...heldNames(spec())], ["A", "B"]);
  assert.equal(named({ encoding: {} }), null);
  assert.equal(hasPeriods({ encoding: { x: { timeUnit: "utcyearmonth" } } }), true);
  assert.deepEqual(shownDays(spec()), [Date.UTC(2020, 0, 1), Date.UTC(2020, 11, 31)]);
});

test("a name switched off takes its rows along and nothing else; the legend is the page's own", () => {
  const given = spec(),
    made = chosen(given, new Set(["A"]));
  assert.deepEqual(
    made.layer[1].data.values.map((row) => row.series),
    ["B"],
  );
  assert.equal(made.layer[1].encoding.color.legend, null);
  assert.equal(made.layer[0].data.values.length, 1);
  assert.deepEqual(given, spec());
});

test("a closer look keeps the rows of its days, the nearest beside them, and names over what is left", () => {
  const made = closer(spec(), Date.UTC(2020, 1, 15), Date.UTC(2020, 5, 15));
  assert.deepEqual(
    made.layer[1].data.values.map((row) => row.date),
    ["2020-01-01", "2020-03-01", "2020-06-01", "2020-07-01"],
  );
  assert.deepEqual(made.layer[1].encoding.x.scale.domain, [day(2020, 2, 15), day(2020, 6, 15)]);
  assert.equal("values" in made.layer[1].encoding.x.axis, false);
  assert.deepEqual(made.layer[0].data.values, [{ date: "2020-02-15", until: "2020-04-30", label: "recession" }]);
  const later = closer(spec(), Date.UTC(2020, 7, 1), Date.UTC(2020, 9, 1));
  assert.equal(later.layer.length, 1); // neither the window nor its name is seen any more
});

test("dark and narrow change colours, columns and sizes, not words or rows", () => {
  const dark = darkened(spec(), { legend: { labelColor: "#eee" } }, { "#1f4e8c": "#a3c8f6" });
  assert.deepEqual(dark.layer[1].encoding.color.scale.range, ["#a3c8f6", "#b5312b"]);
  assert.equal(dark.config.legend.titleColor, "#eee");
  const narrow = narrowed(spec(), 300, 2);
  assert.equal(narrow.width, 300);
  assert.equal(narrow.layer[1].encoding.color.legend.columns, 2);
  assert.ok(narrow.config.axis.labelFontSize >= 11);
  assert.equal(enlarged(narrow, 0.5).config.axis.labelFontSize, 22);
  assert.deepEqual(enlarged(narrow, 1.2), narrow);
  assert.ok(narrow.layer.flatMap((layer) => layer.mark.fontSize ?? []).every((size) => size >= 11));
});

test("numbers wider than their columns run up them on a phone", () => {
  const [first, second] = [300, 500].map((width) => {
    const values = ["A", "B", "C"].flatMap((category) =>
      ["x", "y", "z"].map((series) => ({ category, series, value: 1250 })),
    );
    const encoding = { xOffset: { field: "series" }, y: { scale: { domain: [0, 1400] } } };
    const layer = [{ mark: { type: "text", dy: -5, fontSize: 8.5 }, encoding }];
    return narrowed({ width: 560, height: 200, data: { values }, layer }, width, 2).layer[0];
  });
  assert.equal(first.mark.angle, 270);
  // "1,250" takes some 31 of the plot's 200 pixels beyond its bar.
  assert.ok(first.encoding.y.scale.domain[1] > 1400 * 1.15);
  assert.equal(second.mark.angle, undefined);
});

test("on a phone no name under a column is left out, and a long name beside a bar is told on two lines", () => {
  const under = (width) => {
    const values = ["up to one year", "one to five", "five to ten"].map((category) => ({ category, value: 1 }));
    const encoding = { x: { field: "category", axis: { labelAngle: 0 } } };
    const figure = { width: 560, height: 200, data: { values }, layer: [{ mark: { type: "bar" }, encoding }] };
    return narrowed(figure, width, 2).layer[0].encoding.x.axis;
  };
  assert.equal(under(200).labelOverlap, false);
  assert.ok(under(200).labelAngle < 0);
  assert.deepEqual(under(400), { labelAngle: 0 });
  const y = { field: "name", sort: ["MBS", "reverse repo, foreign official included"], axis: { title: null } };
  const bars = { width: 560, height: 48, data: { values: [] }, layer: [{ mark: { type: "bar" }, encoding: { y } }] };
  const told = narrowed(bars, 260, 2);
  assert.match(told.layer[0].encoding.y.axis.labelExpr, /\["reverse repo, foreign","official included"\]/);
  assert.ok(told.height > 48);
  assert.equal(narrowed(bars, 600, 2).layer[0].encoding.y.axis.labelExpr, undefined);
});

test("names that would touch in the size in which they are drawn go from above the plot", () => {
  const name = (text, at) => ({
    mark: { type: "text", text, fontSize: 9.5 },
    data: { values: [{ date: at }] },
    encoding: { y: { value: -3 } },
  });
  const drawn = (width) => {
    const figure = spec();
    figure.layer = [figure.layer[1], name("QE3 (Twist)", "2020-05-01"), name("QE4", "2020-07-01")];
    return narrowed(figure, width, 2).layer.length;
  };
  // At 11 pixels the two take half of 68 + 18 and four between them: 47 pixels for 61 of 365 days.
  assert.equal(drawn(300), 3);
  assert.equal(drawn(270), 1);
});

test("a column is known by its name in the legend, whatever its unit and case", () => {
  const names = ["SOFR, 1–99% and 25–75%", "standing repo rate", "SOFR", "Repo (TGCR)"];
  assert.equal(nameOf("Standing repo rate (bp)", names), "standing repo rate");
  assert.equal(nameOf("SOFR (bp)", names), "SOFR");
  assert.equal(nameOf("Repo (bp)", names), "Repo (TGCR)");
  assert.equal(nameOf("常备回购利率（bp）", ["常备回购利率"]), "常备回购利率");
  assert.equal(nameOf("ON RRP rate (bp)", names), undefined);
});

test("names that a narrow figure leaves out are told from left to right", () => {
  const name = (text, at) => ({
    mark: { type: "text", text },
    data: { values: [{ date: at }] },
    encoding: { y: { value: -8 } },
  });
  const windows = [
    { date: "2012-01-01", until: "2012-06-01", label: "second" },
    { date: "2010-01-01", until: "2011-06-01", label: "first" },
    { date: "2009-01-01", until: "2009-06-01", label: "kept" },
  ];
  const kept = name("kept", "2009-03-01");
  const figure = {
    layer: [{ data: { values: windows } }, name("first", "2010-06-01"), name("second", "2012-03-01"), kept],
  };
  const rules = [name("later day", "2012-05-01"), name("a day", "2010-01-15")];
  const narrow = { layer: [figure.layer[0], kept] };
  assert.deepEqual(unnamed({ layer: [...figure.layer, ...rules] }, narrow), {
    windows: ["first", "second"],
    rules: ["a day", "later day"],
  });
  assert.deepEqual(unnamed(narrow, narrow), { windows: [], rules: [] });
});
