// @ts-check
// Lines as numbers and as text: days unpacked, lines side by side, what is read at a day, how a number is written.

export const DAY = 86_400;

/**
 * @typedef {object} Line
 * @property {string} text
 * @property {string} formula
 * @property {string} move
 * @property {boolean} right
 * @property {string | null} as_of
 * @property {string} [error]
 * @property {string} [label]
 * @property {string} [axis]
 * @property {number} [digits]
 * @property {boolean} [signed]
 * @property {number} [factor] what a value is multiplied with to be shown in the reader's unit
 * @property {boolean} [held] a level that stands until it is changed
 * @property {number[]} [days] the first day since 1970, then how many days after the one before
 * @property {(number | null)[]} [values] so many of `per` to one
 * @property {number} [per]
 */

/** Days since 1970 of a line. @param {number[]} steps @returns {number[]} */
export function unpacked(steps) {
  let day = 0;
  return steps.map((step) => (day += step));
}

/** A day since 1970 as YYYY-MM-DD. @param {number} day */
export const iso = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);

/** YYYY-MM-DD as days since 1970; NaN where it is none. @param {string} text */
export const dayOf = (text) => Date.parse(text) / 1000 / DAY;

/**
 * Lines on the days of all of them: seconds since 1970, then one column a line; a day without a value is undefined, a
 * level that is held is carried forward.
 * @param {Line[]} lines
 * @returns {[number[], ...(number | null | undefined)[][]]}
 */
export function joined(lines) {
  const each = lines.map((line) => unpacked(line.days ?? []));
  const [days, placeOf] = daysOf(each);
  const columns = lines.map((line, n) => {
    const column = new Array(days.length).fill(undefined),
      factor = line.factor ?? 1,
      per = line.per ?? 1;
    each[n].forEach((day, k) => {
      const value = line.values?.[k];
      column[placeOf(day)] = typeof value === "number" ? (value / per) * factor : null;
    });
    return line.held ? carried(column) : column;
  });
  return [days.map((day) => day * DAY), ...columns];
}

/**
 * The days of all lines in order, each once, and where one stands: every day of the span has its place in one array.
 * @param {number[][]} each @returns {[number[], (day: number) => number]}
 */
function daysOf(each) {
  const some = each.filter((days) => days.length);
  const first = Math.min(...some.map((days) => days[0])),
    last = Math.max(...some.map((days) => days[days.length - 1]));
  const places = new Int32Array(some.length ? last - first + 1 : 0).fill(-1);
  for (const days of some) for (const day of days) places[day - first] = 0;
  /** @type {number[]} */
  const all = [];
  places.forEach((is, at) => {
    if (is === 0) places[at] = all.push(at + first) - 1;
  });
  return [all, (day) => places[day - first]];
}

/** Each value until the next. @param {(number | null | undefined)[]} column */
export function carried(column) {
  let last = /** @type {number | null | undefined} */ (undefined);
  return column.map((value) => (last = value ?? last));
}

/**
 * What a line says at a place: its value there, else its last before; never one of a later day.
 * @param {(number | null | undefined)[]} column @param {number} at
 * @returns {number} the place read, −1 where there was none yet
 */
export function readAt(column, at) {
  for (let place = at; place >= 0; place -= 1) if (typeof column[place] === "number") return place;
  return -1;
}

/** A number as the package writes it: thousands separated, a real minus, none before a rounded zero.
 * @param {number} value @param {number} digits @param {boolean} [signed] */
export function decimal(value, digits, signed = false) {
  const rounded = halfEven(value, digits);
  const [whole, part] = Math.abs(rounded).toFixed(digits).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
  if (rounded < 0) return `−${text}`;
  return signed && rounded > 0 ? `+${text}` : text;
}

/** @param {number} value @param {number} digits */
function halfEven(value, digits) {
  const scale = 10 ** digits,
    times = value * scale,
    low = Math.floor(times);
  if (times - low === 0.5 && low / scale !== value) return (low % 2 === 0 ? low : low + 1) / scale;
  return Number(value.toFixed(digits));
}

/** A line as it is written in an address. @param {{formula: string, move: string, right: boolean, as_of: string | null}} line */
export function written({ formula, move, right, as_of }) {
  return [formula.trim(), move === "level" ? "" : move, right ? "right" : "", as_of ?? ""].filter(Boolean).join(" | ");
}

/** All lines as they are written in an address. @param {Line[]} lines */
export const allWritten = (lines) =>
  lines
    .filter((line) => line.formula.trim())
    .map(written)
    .join("; ");

/** The days a range button shows: [first, last], whole days since 1970; the whole where it is "all".
 * @param {string} name @param {number} first @param {number} last @returns {[number, number]} */
export function range(name, first, last) {
  if (name === "all") return [first, last];
  const end = new Date(last * DAY * 1000);
  if (name === "ytd") return [Math.max(first, Date.UTC(end.getUTCFullYear(), 0, 1) / 1000 / DAY), last];
  const [, count, unit] = /^(\d+)([my])$/.exec(name) ?? [];
  const months = Number(count) * (unit === "y" ? 12 : 1);
  const day = Math.min(
    end.getUTCDate(),
    new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months + 1, 0)).getUTCDate(),
  );
  const begin = Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months, day);
  return [Math.max(first, begin / 1000 / DAY), last];
}

/**
 * Rows of a list of series that fit what is typed, the best first: the id itself, ids that begin so, then all words
 * found in id, names of both languages, publisher and group.
 * @param {{id: string, title: Record<string, string>, publisher: Record<string, string>, group: string, held: boolean}[]} rows
 * @param {string} typed @param {number} [most]
 */
export function found(rows, typed, most = 30) {
  const asked = typed.trim().toLowerCase();
  if (!asked) return [];
  const parts = asked.split(/\s+/);
  const score = (row) => {
    const id = row.id.toLowerCase();
    const text = [id, ...Object.values(row.title), ...Object.values(row.publisher), row.group].join(" ").toLowerCase();
    if (!parts.every((part) => text.includes(part))) return -1;
    const names = Object.values(row.title).map((title) => title.toLowerCase());
    const rank =
      id === asked
        ? 8
        : id.startsWith(asked)
          ? 6
          : names.some((name) => name.startsWith(asked))
            ? 4
            : names.some((name) => name.includes(asked))
              ? 3
              : 1;
    return rank + (row.held ? 0.5 : 0);
  };
  return rows
    .map((row) => ({ row, rank: score(row) }))
    .filter((one) => one.rank >= 0)
    .sort((a, b) => b.rank - a.rank || a.row.id.length - b.row.id.length)
    .slice(0, most)
    .map((one) => one.row);
}

/** Decimals that tell neighbouring ticks in full. @param {number} step */
export function tickDigits(step) {
  for (let digits = 0; digits < 6; digits += 1) {
    const times = step * 10 ** digits;
    if (times >= 1 - 1e-6 && Math.abs(times - Math.round(times)) < 1e-6) return digits;
  }
  return 6;
}

/**
 * Days of an axis, `step` seconds apart at least: whole years that the step divides, first days of months, or days.
 * @param {number} from @param {number} to @param {number} step @returns {number[]} seconds since 1970
 */
export function tickDays(from, to, step) {
  const months = Math.round(step / (30.4375 * DAY));
  if (months < 1) return steps(from, to, Math.max(1, Math.round(step / DAY)) * DAY);
  const every = months >= 12 ? Math.round(months / 12) * 12 : months;
  const begin = new Date(from * 1000);
  const month = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / every) * every;
  const found = [];
  for (let n = month; ; n += every) {
    const at = Date.UTC(Math.floor(n / 12), n % 12, 1) / 1000;
    if (at > to) return found;
    if (at >= from) found.push(at);
  }
}

/** @param {number} from @param {number} to @param {number} step */
function steps(from, to, step) {
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, n) => first + n * step);
}

/** A day on an axis: as much of it as ticks so far apart need. @param {number} seconds @param {number} step */
export function tickDay(seconds, step) {
  const text = iso(seconds / DAY);
  return step >= 360 * DAY ? text.slice(0, 4) : step >= 27 * DAY ? text.slice(0, 7) : text.slice(5);
}
