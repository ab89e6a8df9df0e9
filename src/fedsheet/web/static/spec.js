// @ts-check
// A figure's spec made into another: on a dark ground, on a phone, over a part of its days, without some of its names.
// Specs are trees of plain values: each function walks one and answers a new one.

const CHARACTER = 9.5,
  WIDE_FROM = 0x2e7f,
  LATIN = 0.56; // pixels of a full-width one in a name; where those begin; of it, any other
const BETWEEN = 4; // pixels between two names
const LEAST = 112,
  LEAST_TEXT = 11; // pixels of a plot; of a text on a phone
const PLAIN_TEXT = 11.5;
const FILLED = 0.85; // of the plot: what columns take
const ASLANT = -38; // degrees of names that are wider than their columns
const NAMES = 0.5; // of the plot: names beside it that are longer are told on two lines
const TWO_LINES = 1.25; // of a row: what one with two lines takes

/** @typedef {Record<string, any>} Spec */

/** Every value of the tree by `change(value, key)`, leaves and branches; undefined leaves a value as it is.
 * @param {any} tree @param {(value: any, key: string) => any} change @param {string} [key] @returns {any} */
export function walked(tree, change, key = "") {
  const changed = change(tree, key);
  if (changed !== undefined) return changed;
  if (Array.isArray(tree)) return tree.map((one) => walked(one, change, key));
  if (tree && typeof tree === "object")
    return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, walked(value, change, name)]));
  return tree;
}

/** Whether anything in the tree fits. @param {any} tree @param {(value: any, key: string) => boolean} fits @param {string} [key] @returns {boolean} */
export function some(tree, fits, key = "") {
  if (fits(tree, key)) return true;
  if (Array.isArray(tree)) return tree.some((one) => some(one, fits, key));
  return (
    Boolean(tree) && typeof tree === "object" && Object.entries(tree).some(([name, value]) => some(value, fits, name))
  );
}

/** Every branch that fits. @param {any} tree @param {(value: any) => boolean} fits @returns {any[]} */
export function all(tree, fits) {
  if (!tree || typeof tree !== "object") return [];
  return [...(fits(tree) ? [tree] : []), ...Object.values(tree).flatMap((value) => all(value, fits))];
}

/** A bar stands for its whole month. @param {Spec} spec */
export const hasPeriods = (spec) => some(spec, (_, key) => key === "timeUnit");

/** The figure on a dark ground: the dark theme, lighter tones of its colours, its own word on the legend.
 * @param {Spec} spec @param {Spec} dark @param {Record<string, string>} lighter */
export function darkened(spec, dark, lighter) {
  const { config, ...drawn } = spec;
  const toned = walked(drawn, (value) => (typeof value === "string" ? (lighter[value] ?? value) : undefined));
  return {
    ...toned,
    config: { ...dark, legend: { ...config?.legend, ...dark.legend, titleColor: dark.legend.labelColor } },
  };
}

/** The figure with no text smaller than can be read on a page that draws it `grows` times as large.
 * @param {Spec} spec @param {number} grows */
export const enlarged = (spec, grows) =>
  walked(spec, (value, key) =>
    typeof value === "number" && /fontSize$/i.test(key) && value * grows < LEAST_TEXT ? LEAST_TEXT / grows : undefined,
  );

/** The figure as wide as a phone: fewer columns in its legend, no crowd of names above it, its text no smaller than can
 * be read. @param {Spec} spec @param {number} width @param {number} columns */
export function narrowed(spec, width, columns) {
  const { config, ...drawn } = spec;
  const fewer = walked(enlarged(drawn, 1), (value, key) =>
    key === "columns" && typeof value === "number" && value > 1 ? columns : undefined,
  );
  const least = Math.max(width, LEAST);
  const narrow = numbersUp(namesAslant(namesInTwo(namesWithin(fewer, least), least), least), least);
  const kept = crowded(all(narrow, isName), narrow, least) ? withoutNames(narrow) : narrow;
  const text = { labelFontSize: PLAIN_TEXT, titleFontSize: PLAIN_TEXT };
  return {
    ...kept,
    width: least,
    config: { ...config, axis: { ...config?.axis, ...text }, legend: { ...config?.legend, labelFontSize: PLAIN_TEXT } },
  };
}

const isName = (layer) => layer.mark?.type === "text" && layer.encoding?.y?.value < 0;
const withoutNames = (layer) =>
  layer.layer ? { ...layer, layer: layer.layer.filter((inner) => !isName(inner)).map(withoutNames) } : layer;

/** The days a figure shows, as milliseconds; nothing where its axis is no time. @param {Spec} spec @returns {number[]} */
export function shownDays(spec) {
  const [scale] = all(
    spec,
    (one) => Array.isArray(one.domain) && one.domain.every((end) => end && typeof end === "object" && "year" in end),
  );
  return scale ? scale.domain.map((day) => Date.UTC(day.year, day.month - 1, day.date)) : [];
}

/** Numbers that are wider than their columns run up them, and the axis makes room. @param {Spec} spec @param {number} width */
function numbersUp(spec, width) {
  const isNumber = (layer) => layer.mark?.type === "text" && layer.encoding?.xOffset;
  const rows = spec.data?.values ?? [];
  const several = (key) => new Set(rows.map((row) => row[key])).size;
  const wide =
    Math.max(0, ...rows.map((row) => Math.round(row.value).toLocaleString("en").length)) * LEAST_TEXT * LATIN;
  if (!spec.layer?.some(isNumber) || wide < (width * FILLED) / (several("category") * several("series"))) return spec;
  const longer = (/** @type {number[]} */ [low, high]) => {
    const more = ((high - low) * (wide + BETWEEN)) / spec.height;
    return [low < 0 ? low - more : low, high > 0 ? high + more : high];
  };
  const up = (mark) => {
    const rises = mark.dy < 0;
    return { ...mark, angle: 270, align: rises ? "left" : "right", baseline: "middle", dx: rises ? 4 : -4, dy: 0 };
  };
  const turned = spec.layer.map((layer) => (isNumber(layer) ? { ...layer, mark: up(layer.mark) } : layer));
  return walked({ ...spec, layer: turned }, (value, key) =>
    key === "domain" && Array.isArray(value) && typeof value[0] === "number" ? longer(value) : undefined,
  );
}

/** A text's width in pixels at the least size. @param {string} text */
const widthOf = (text) =>
  [...text].reduce((sum, one) => sum + (one.charCodeAt(0) >= WIDE_FROM ? 1 : LATIN), 0) * LEAST_TEXT;

/** Names under columns narrower than they are stand aslant: none is left out. @param {Spec} spec @param {number} width */
function namesAslant(spec, width) {
  const categories = new Set((spec.data?.values ?? []).map((row) => row.category));
  const widest = Math.max(0, ...[...categories].map((name) => widthOf(String(name ?? ""))));
  if (widest + BETWEEN < width / categories.size) return spec;
  const aslant = { labelAngle: ASLANT, labelAlign: "right", labelBaseline: "middle", labelOverlap: false };
  return walked(spec, (value, key) =>
    key === "x" && value?.field === "category" ? { ...value, axis: { ...value.axis, ...aslant } } : undefined,
  );
}

/** Long names of rows on two lines, so that half of a phone is left to what is drawn. @param {Spec} spec @param {number} width */
function namesInTwo(spec, width) {
  const names = all(spec, (one) => one.field === "name" && Array.isArray(one.sort)).flatMap((one) => one.sort);
  const long = names.filter((name) => widthOf(name) > width * NAMES && name.includes(" "));
  if (!long.length) return spec;
  const inTwo = (name) => {
    const gaps = [...name.matchAll(/ /g)].map((gap) => gap.index);
    const at = gaps.reduce((best, gap) =>
      Math.abs(2 * gap - name.length) < Math.abs(2 * best - name.length) ? gap : best,
    );
    return [name.slice(0, at), name.slice(at + 1)];
  };
  const told = JSON.stringify(Object.fromEntries(long.map((name) => [name, inTwo(name)])));
  const made = walked(spec, (value, key) =>
    key === "y" && value?.field === "name"
      ? { ...value, axis: { ...value.axis, labelExpr: `${told}[datum.label] || datum.label` } }
      : undefined,
  );
  return { ...made, height: made.height * TWO_LINES };
}

/** About half of what a name takes, in pixels. @param {Spec} layer */
const half = (layer) =>
  [...layer.mark.text].reduce(
    (sum, one) => sum + (layer.mark.fontSize ?? CHARACTER) * ((one.codePointAt(0) ?? 0) > WIDE_FROM ? 1 : LATIN),
    0,
  ) / 2;

/** The names in a row above a plot so wide, each over the plot. @param {Spec} spec @param {number} width */
function namesWithin(spec, width) {
  const [start, end] = shownDays(spec);
  const moved = (layer) => {
    if (layer.layer) return { ...layer, layer: layer.layer.map(moved) };
    if (!isName(layer) || end === undefined) return layer;
    const room = Math.min(half(layer) / width, 0.5) * (end - start);
    const day = Date.parse(layer.data.values[0].date);
    const kept = Math.min(Math.max(day, start + room), end - room);
    return kept === day ? layer : { ...layer, data: { values: [{ date: new Date(kept).toISOString() }] } };
  };
  return moved(spec);
}

/** Whether two names in a row would touch on a plot so wide. */
function crowded(names, spec, width) {
  const [start, end] = shownDays(spec);
  if (end === undefined) return false;
  const placed = names.map((layer) => ({
    row: layer.encoding.y.value,
    middle: (width * (Date.parse(layer.data.values[0].date) - start)) / (end - start),
    half: half(layer),
  }));
  placed.sort((a, b) => a.row - b.row || a.middle - b.middle);
  return placed.some(
    (one, n) =>
      n > 0 &&
      placed[n - 1].row === one.row &&
      placed[n - 1].middle + placed[n - 1].half + BETWEEN > one.middle - one.half,
  );
}

// ---- names: the legend -----------------------------------------------------------------------------------------------

/** What a figure draws by name: the field, and each name with its colour; null where there is nothing to choose among.
 * @param {Spec} spec @returns {{field: string, names: {name: string, colour: string}[]} | null} */
export function named(spec) {
  const colour = all(
    spec,
    (one) =>
      typeof one.field === "string" &&
      Array.isArray(one.scale?.domain) &&
      Array.isArray(one.scale?.range) &&
      one.type === "nominal" &&
      one.legend !== null, // a figure that names its colours itself has no legend
  )[0];
  if (!colour || colour.scale.domain.length < 2) return null;
  return {
    field: colour.field,
    names: colour.scale.domain.map((name, n) => ({
      name: String(name),
      colour: colour.scale.range[n % colour.scale.range.length],
    })),
  };
}

/** The figure without some of its names, and without a legend: the page has its own. @param {Spec} spec @param {Set<string>} hidden */
export function chosen(spec, hidden) {
  const legend = named(spec);
  if (!legend) return spec;
  const { field } = legend;
  return walked(spec, (value, key) => {
    if (key === "legend" && value && typeof value === "object" && "symbolType" in value) return null;
    if (key === "legend" && value && typeof value === "object" && "columns" in value) return null;
    if (key !== "values" || !hidden.size || !Array.isArray(value)) return undefined;
    return value.filter((row) => !(row && typeof row === "object" && hidden.has(String(row[field]))));
  });
}

/** The name drawn that a column's heading stands for: the same but for unit and case, else one that begins so.
 * @param {string} heading @param {string[]} names @returns {string | undefined} */
export function nameOf(heading, names) {
  const whole = heading.toLowerCase(),
    plain = whole.replace(/\s*[(（][^()（）]*[)）]$/, "");
  const is = (fits) => names.find((name) => fits(name.toLowerCase()));
  return is((name) => name === whole) ?? is((name) => name === plain) ?? is((name) => name.startsWith(plain));
}

/** Names whose level stands until it is changed. @param {Spec} spec @returns {Set<string>} */
export function heldNames(spec) {
  const layers = all(
    spec,
    (one) => typeof one.mark?.interpolate === "string" && one.mark.interpolate.startsWith("step"),
  );
  return new Set(layers.flatMap((layer) => (layer.data?.values ?? []).map((row) => row.series)).filter(Boolean));
}

// ---- days: a closer look ---------------------------------------------------------------------------------------------

/** The rows a span shows, and the nearest beyond its ends so that lines run to the edge. */
function within(rows, from, to) {
  if (!rows.some((row) => row.date)) return rows;
  const part = (row) =>
    row.until ? { ...row, date: row.date > from ? row.date : from, until: row.until < to ? row.until : to } : row;
  const inside = rows.filter((row) => row.date <= to && (row.until ?? row.date) >= from).map(part);
  const beyond = (beside) => [...new Map(beside.filter((row) => row.series).map((row) => [row.series, row])).values()];
  return [
    ...beyond(rows.filter((row) => row.date < from && !row.until)),
    ...inside,
    ...beyond(rows.filter((row) => row.date > to).reverse()),
  ];
}

/** The windows behind a figure. */
const windows = (layer) => [
  ...(layer.layer ?? []).flatMap(windows),
  ...(layer.data?.values ?? []).filter((row) => row.until && row.label),
];

/** The names that a narrower figure left out, from left to right: of windows, and of days marked by a rule.
 * @param {Spec} spec @param {Spec} drawn @returns {{windows: string[], rules: string[]}} */
export function unnamed(spec, drawn) {
  const kept = new Set(all(drawn, isName).map((layer) => layer.mark.text));
  const lost = all(spec, isName).filter((layer) => !kept.has(layer.mark.text));
  const texts = new Set(lost.map((layer) => layer.mark.text));
  const ordered = (rows) => [...new Set(rows.sort((a, b) => (a.date < b.date ? -1 : 1)).map((one) => one.label))];
  const shades = windows(spec);
  const labels = new Set(shades.map((one) => one.label));
  const marks = lost.map((layer) => ({ label: layer.mark.text, date: layer.data.values[0].date }));
  return {
    windows: ordered(shades.filter((one) => texts.has(one.label))),
    rules: ordered(marks.filter((one) => !labels.has(one.label))),
  };
}

/** A window's name over the middle of what is shown of it. */
function overWindow(layer, spans, from, to) {
  const [{ date }] = layer.data.values;
  const off = (span) => Math.abs((Date.parse(span.date) + Date.parse(span.until)) / 2 - Date.parse(date));
  const [span] = spans.filter((one) => one.label === layer.mark.text).sort((a, b) => off(a) - off(b));
  if (!span || span.until <= from || span.date >= to) return span ? "" : date;
  const [start, end] = [span.date > from ? span.date : from, span.until < to ? span.until : to].map((day) =>
    Date.parse(day),
  );
  return new Date((start + end) / 2).toISOString().slice(0, 10);
}

/** The figure over a part of its days; names that stand outside of it go. @param {Spec} spec @param {number} from @param {number} to */
export function closer(spec, from, to) {
  const [first, last] = [from, to].map((time) => new Date(time).toISOString().slice(0, 10));
  const day = (text) => ({
    year: Number(text.slice(0, 4)),
    month: Number(text.slice(5, 7)),
    date: Number(text.slice(8)),
    utc: true,
  });
  const spans = windows(spec);
  const cut = (layer) => {
    if (layer.mark?.text && layer.data?.values?.[0]?.date) {
      const date = overWindow(layer, spans, first, last);
      layer = { ...layer, data: { values: date ? [{ date }] : [] } };
    }
    if (layer.layer) return { ...layer, layer: layer.layer.map(cut).filter(Boolean) };
    const values = layer.data?.values && within(layer.data.values, first, last);
    const isNamed = ["text", "rule"].includes(layer.mark?.type) && values?.some((row) => row.date);
    if ((values && !values.length) || (isNamed && !values.some((row) => row.date >= first && row.date <= last)))
      return null;
    const { x } = layer.encoding ?? {};
    if (!x?.axis) return { ...layer, ...(values && { data: { ...layer.data, values } }) };
    const { values: _ticks, ...plain } = x.axis;
    const scale = layer.encoding.x2 ? { type: "utc" } : { ...x.scale, domain: [day(first), day(last)] };
    const axis = { ...plain, format: "%Y-%m-%d", tickCount: 5 };
    return {
      ...layer,
      data: values ? { ...layer.data, values } : layer.data,
      encoding: { ...layer.encoding, x: { ...x, axis, scale } },
    };
  };
  return cut(spec);
}
