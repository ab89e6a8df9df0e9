// Draws each figure when it comes near the screen, at the width of its column, in the reader's tones.
const held = JSON.parse(document.getElementById("specs").textContent);
const root = document.documentElement;
const places = [...document.querySelectorAll(".chart")];

function draw(place) {
  const spec = structuredClone(held.figures[place.dataset.figure]);
  spec.config = root.classList.contains("dark") ? held.dark : held.light;
  spec.width = Math.max(180, place.clientWidth - 92);
  return vegaEmbed(place, spec, { actions: false, renderer: "svg", ast: true, tooltip: { theme: root.classList.contains("dark") ? "dark" : "light" } })
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
