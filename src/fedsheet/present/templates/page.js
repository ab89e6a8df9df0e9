// Draws each figure when it comes near the screen, at the width of its column, in the reader's tones.
const held = JSON.parse(document.getElementById("specs").textContent);
const root = document.documentElement;
const places = [...document.querySelectorAll(".chart")];

// Navy and brick are too dark on a dark page.
function brighter(spec) {
  return JSON.stringify(spec).replaceAll("#1f4e8c", "#5b97dc").replaceAll("#b5312b", "#e0665f").replaceAll("#6b4a8e", "#a484c9");
}

// A column is one value for all rows, a few values with each row's place among them, or a value a row.
function cell(column, row) {
  return Array.isArray(column) ? column[row] : "all" in column ? column.all : column.of[column.at[row]];
}

function rows({ n, columns }) {
  const names = Object.keys(columns);
  return Array.from({ length: n }, (_, row) => Object.fromEntries(names.map((name) => [name, cell(columns[name], row)])));
}

function unpacked({ packed, ...spec }) {
  return { ...spec, datasets: Object.fromEntries(Object.entries(packed).map(([name, set]) => [name, rows(set)])) };
}

// A legend has as many columns as its share of the width it was made for has room for.
function fitting(text, share) {
  return JSON.parse(text, (key, value) => key === "columns" && typeof value === "number" ? Math.max(1, Math.floor(value * Math.min(1, share))) : value);
}

function draw(place) {
  const dark = root.classList.contains("dark");
  const figure = held.figures[place.dataset.figure];
  const width = Math.max(220, place.clientWidth);
  const spec = unpacked(fitting(dark ? brighter(figure) : JSON.stringify(figure), width / figure.width));
  if (width < 0.75 * figure.width) for (const group of spec.layer) group.layer = group.layer?.filter(({ name = "" }) => !name.startsWith("wide-only"));
  spec.config = dark ? held.dark : held.light;
  spec.width = width;
  spec.autosize = { type: "fit-x", contains: "padding" };
  return vegaEmbed(place, spec, { actions: false, renderer: "svg", ast: true, tooltip: { theme: dark ? "dark" : "light" } })
    .then(() => { place.style.minHeight = ""; place.dataset.drawn = "yes"; })
    .catch((error) => { place.textContent = String(error); place.dataset.drawn = "failed"; });
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
}, { rootMargin: "600px" });
places.forEach((place) => near.observe(place));

function setTone(dark) {
  root.classList.toggle("dark", dark);
  places.filter((place) => place.dataset.drawn).forEach(draw);
}
document.getElementById("tone").addEventListener("click", () => setTone(!root.classList.contains("dark")));
if (matchMedia("(prefers-color-scheme: dark)").matches) setTone(true);
if (matchMedia("(max-width: 1219px)").matches) document.querySelector("nav details").open = false;

let width = innerWidth, waiting;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(() => places.filter((place) => place.dataset.drawn).forEach(draw), 200);
});
addEventListener("beforeprint", () => places.filter((place) => !place.dataset.drawn).forEach(draw));
