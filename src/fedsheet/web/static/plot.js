// @ts-check
// Lines drawn by uPlot: two axes, windows behind, a crosshair that reads backwards only, a drag that looks closer.

import { bracketed, element } from "./dom.js";
import { DAY, dayOf, decimal, iso, joined, readAt, tickDay, tickDays, tickDigits } from "./lines.js";

const FONT = '"Noto Sans CJK SC", system-ui, sans-serif';
const NARROW = 560; // pixels of a plot
// Between two marks of the axis of days: days, months, years.
const INCREMENTS = [
  ...[1, 2, 5, 10].map((days) => days * DAY),
  ...[1, 2, 3, 6, 12, 24, 60, 120, 240, 600].map((months) => months * 30.4375 * DAY),
];
const LEAST_NAME = 6; // pixels left free beside a window's name
const RIM = 4; // pixels of ground around it, where a line passes
/** @type {Promise<any> | undefined} */
let library;

/** uPlot, loaded when the first lines are drawn. */
export function uplot() {
  library ??= new Promise((done, failed) => {
    document.head.append(
      element("link", { rel: "stylesheet", href: "/static/uplot.css" }),
      element("script", {
        src: "/static/uplot.js",
        onload: () => done(/** @type {any} */ (window).uPlot),
        onerror: failed,
      }),
    );
  });
  return library;
}

/**
 * @param {HTMLElement} place
 * @param {import("./lines.js").Line[]} lines those that can be drawn
 * @param {{colours: string[], tones: Record<string, string>, spans: any[], events: any[], marks: Set<string>, log: boolean,
 *   from: number, to: number, hidden: Set<string>, height: number, onRange: (from: number, to: number) => void,
 *   onRead: (at: number | null) => void}} how
 */
export async function draw(place, lines, how) {
  const UPlot = await uplot();
  const begun = performance.now();
  delete place.dataset.drawn;
  const data = joined(lines);
  const sides = [...new Set(lines.map((line) => (line.right ? "right" : "left")))];
  const positive = lines.every((_, n) => data[n + 1].every((value) => typeof value !== "number" || value > 0));
  const plot = new UPlot(
    {
      width: place.clientWidth,
      height: how.height,
      tzDate: (/** @type {number} */ at) => UPlot.tzDate(new Date(at * 1000), "Etc/UTC"),
      padding: [18, sides.includes("right") ? 0 : 12, 0, 0],
      legend: { show: false },
      cursor: { points: { size: 6 }, drag: { x: true, y: false, dist: 8 }, y: false },
      scales: {
        x: { time: true },
        ...Object.fromEntries(sides.map((side) => [side, how.log && positive ? { distr: 3 } : { auto: true }])),
      },
      axes: [
        {
          stroke: how.tones.ink,
          font: `11px ${FONT}`,
          grid: { show: false },
          ticks: { stroke: how.tones.axis, width: 1, size: 4 },
          size: 28,
          space: (u) => (u.width < NARROW ? 46 : 64),
          incrs: INCREMENTS,
          splits: (_u, _axis, from, to, step) => tickDays(from, to, step),
          values: (_u, splits, _axis, _space, step) => splits.map((at) => tickDay(at, step)),
        },
        ...sides.map((side, n) => ({
          scale: side,
          side: side === "right" ? 1 : 3,
          size: (u) => (u.width < NARROW ? 50 : 62),
          font: `11px ${FONT}`,
          stroke: toned(lines, how.colours, side, sides.length, how.tones.ink),
          grid: { show: n === 0, stroke: how.tones.grid, width: 1 },
          ticks: { stroke: how.tones.axis, width: 1, size: 4 },
          values: (_u, splits, _axis, _space, step) =>
            splits.map((at) =>
              at === null ? "" : decimal(at, how.log ? tickDigits(Math.abs(at) || 1) : tickDigits(step)),
            ),
        })),
      ],
      series: [
        {},
        ...lines.map((line, n) => ({
          label: line.label,
          scale: line.right ? "right" : "left",
          stroke: how.colours[n],
          width: 1.6,
          spanGaps: true,
          show: !how.hidden.has(line.text),
          points: { show: data[n + 1].filter((value) => typeof value === "number").length < 3 },
          paths: line.held ? UPlot.paths.stepped({ align: 1 }) : UPlot.paths.linear(),
        })),
      ],
      hooks: {
        drawClear: [(u) => behind(u, how)],
        draw: [
          (u) => {
            named(u, how);
            titles(u, lines, sides, how);
            place.dataset.stood ??= performance.now().toFixed(1);
            place.dataset.drawn ??= (performance.now() - begun).toFixed(1);
          },
        ],
        setCursor: [(u) => how.onRead(u.cursor.idx ?? null)],
        setSelect: [
          (u) => {
            if (u.select.width > 8)
              how.onRange(u.posToVal(u.select.left, "x") / DAY, u.posToVal(u.select.left + u.select.width, "x") / DAY);
          },
        ],
      },
    },
    data,
    place,
  );
  plot.root.querySelector("canvas").setAttribute("aria-hidden", "true");
  plot.setScale("x", { min: how.from * DAY, max: how.to * DAY });
  plot.root.querySelector(".u-over").addEventListener("dblclick", () => how.onRange(-Infinity, Infinity));
  return { plot, data };
}

/** An axis is coloured like its line where there are two. */
function toned(lines, colours, side, count, ink) {
  return count > 1 ? colours[lines.findIndex((line) => (line.right ? "right" : "left") === side)] : ink;
}

/** What an axis counts, above it. */
function titles(u, lines, sides, how) {
  const { ctx } = u,
    scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px ${FONT}`;
  ctx.textBaseline = "bottom";
  for (const side of sides) {
    const line = lines.find((one) => (one.right ? "right" : "left") === side);
    ctx.fillStyle = toned(lines, how.colours, side, sides.length, how.tones.soft);
    ctx.textAlign = side === "right" ? "right" : "left";
    ctx.fillText(line?.axis ?? "", side === "right" ? u.ctx.canvas.width - 4 : 4, u.bbox.top - 4 * scale);
  }
  ctx.restore();
}

/** Windows that are marked, with their pixels in the plot. */
function windows(u, how) {
  const { bbox } = u;
  const at = (day) => u.valToPos(dayOf(day) * DAY, "x", true);
  const styles = { easing: "programmes", runoff: "programmes", recession: "recession" };
  return how.spans
    .filter((span) => how.marks.has(styles[span.kind]))
    .map((span) => ({
      ...span,
      left: Math.max(bbox.left, at(span.start)),
      right: Math.min(bbox.left + bbox.width, at(span.end)),
    }))
    .filter(({ left, right }) => right > left);
}

/** Windows, and decisions as thin rules, behind the lines. */
function behind(u, how) {
  const { ctx, bbox } = u,
    scale = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.6;
  for (const { kind, left, right } of windows(u, how)) {
    ctx.fillStyle = how.tones[kind];
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.globalAlpha = 1;
  if (how.marks.has("decisions")) decisions(u, how, scale);
  ctx.restore();
}

/** Names of windows that have room, over the lines and clear of them: each on a rim of the ground. */
function named(u, how) {
  const { ctx, bbox } = u,
    scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.lineWidth = RIM * scale;
  ctx.strokeStyle = how.tones.background;
  ctx.fillStyle = how.tones.soft;
  for (const { left, right, ...span } of windows(u, how)) {
    ctx.textBaseline = span.kind === "recession" ? "bottom" : "top";
    const y = span.kind === "recession" ? bbox.top + bbox.height - 4 * scale : bbox.top + 4 * scale;
    if (ctx.measureText(span.label).width + LEAST_NAME * scale > right - left) continue;
    ctx.strokeText(span.label, (left + right) / 2, y);
    ctx.fillText(span.label, (left + right) / 2, y);
  }
  ctx.restore();
}

function decisions(u, how, scale) {
  const { ctx, bbox } = u;
  const at = (day) => u.valToPos(dayOf(day) * DAY, "x", true);
  const inside = how.events
    .map((event) => ({ ...event, x: at(event.day) }))
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
  const named = inside.length <= bbox.width / scale / 70;
  ctx.strokeStyle = how.tones.soft;
  ctx.fillStyle = how.tones.ink;
  ctx.lineWidth = scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  ctx.font = `${11 * scale}px ${FONT}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const { x, label } of inside) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + (named ? 0 : bbox.height * 0.9));
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (named) ctx.fillText(label, x + 3 * scale, bbox.top + bbox.height - 18 * scale);
  }
}

/**
 * What is read at a place: the day, and each line's value there or its last before, with that day where it is another.
 * @param {any[][]} data @param {import("./lines.js").Line[]} lines @param {number | null} at
 */
export function readings(data, lines, at) {
  const place = at ?? data[0].length - 1;
  return {
    day: data[0].length ? iso(data[0][place] / DAY) : "",
    values: lines.map((line, n) => {
      const read = readAt(data[n + 1], place);
      if (read < 0) return "—";
      const unit = line.digits === undefined ? "" : (line.axis ?? "");
      const text = `${decimal(data[n + 1][read], line.digits ?? 2, line.signed)} ${unit}`.trimEnd();
      return read === place || line.held ? text : `${text}${bracketed(iso(data[0][read] / DAY))}`;
    }),
  };
}
