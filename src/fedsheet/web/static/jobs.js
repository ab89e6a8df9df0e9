// Long work: started once, watched until it ends, cancelled by a button.

import { get, post, Refused } from "./api.js";
import { element } from "./dom.js";

const FIRST_PAUSE = 40,
  LONGEST_PAUSE = 400;

// `show` is given the page as far as it is made, every time there is more of it.
export async function run(view, query, place, words, signal, show) {
  const started = await post("/api/v1/jobs", { view, parameters: Object.fromEntries(query) }, signal);
  let seen = 0;
  const look = async (job, bar) => {
    if (job.blocks <= seen) return;
    const page = await get(`/api/v1/jobs/${job.id}/page`, "");
    if (signal.aborted) return;
    seen = show(page);
    place.append(bar); // where more will follow
  };
  if (started.state !== "done") await watched(started, place, words, signal, look);
  return signal.aborted ? null : get(`/api/v1/${view}`, query, signal);
}

// Brings all figures up to date; goes on beside whatever view is looked at. Answers what came in, of all asked for.
// `{ due: true }` asks for what is due alone.
export async function pull(place, words, asked = {}) {
  return watched(await post("/api/v1/pulls", asked), place, words, new AbortController().signal);
}

async function watched(started, place, words, signal, look = async (_job, _bar) => {}) {
  const stopped = () => post(`/api/v1/jobs/${started.id}/cancel`, {}).catch(() => {});
  const bar = element("progress", { max: "1", value: "0", "aria-label": words.working });
  const step = element("span", {}, words.working);
  const stop = element("button", { type: "button", class: "file", onclick: stopped }, words.cancel);
  const told = element("div", { class: "job" }, bar, step, stop);
  // What was shown stays readable, and its sliders usable, until the new page is there.
  place.prepend(told);
  try {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      if (signal.aborted) return stopped();
      const job = await get(`/api/v1/jobs/${started.id}`, "");
      bar.value = job.share;
      step.textContent = job.step || (job.share ? words.remaking : words.working); // pages remade have no step of their own
      if (job.state === "done") return job.step;
      if (job.state === "cancelled") throw new Error(words.cancelled);
      if (job.state === "failed") throw new Refused(job.said, job);
      await look(job, told);
      await new Promise((done) => setTimeout(done, pause));
    }
  } finally {
    told.remove();
  }
}
