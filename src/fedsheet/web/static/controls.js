// Inputs of a view; every change is a new address.

import { post } from "./api.js";
import { element } from "./dom.js";

// The file's text is read by the server at once; what becomes part of the address is its id.
async function send(kind, file) {
  const held = await post("/api/v1/uploads", { kind, name: file.name, text: await file.text() });
  return held.id;
}

// A slider moved by keys changes many times in a row: only where it comes to rest counts.
const REST = 350;
let waiting;

function settled(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, REST);
}

const KINDS = {
  choice: (control, change) => element("select", { id: `c-${control.key}`, onchange: (e) => change(control.key, e.target.value) },
    ...control.options.map(([value, label]) => element("option", { value, selected: value === String(control.value) }, label))),
  slider: (control, change) => {
    const shown = element("output", { for: `c-${control.key}` }, `${control.value} ${control.unit}`);
    const input = element("input", {
      type: "range", id: `c-${control.key}`, min: control.low, max: control.high, step: control.step, value: control.value,
      oninput: (e) => { shown.textContent = `${e.target.value} ${control.unit}`; },
      onchange: (e) => settled(() => change(control.key, e.target.value)),
    });
    return element("span", { class: "slider" }, input, shown);
  },
  date: (control, change) => element("input", { type: "date", id: `c-${control.key}`, value: control.value, min: control.low, max: control.high, onchange: (e) => change(control.key, e.target.value) }),
  number: (control, change) => element("input", { type: "number", id: `c-${control.key}`, value: control.value, min: control.low, max: control.high, step: control.step, onchange: (e) => change(control.key, e.target.value) }),
  file: (control, change, refuse) => element("input", {
    type: "file", id: `c-${control.key}`, accept: ".toml,.csv,text/plain",
    onchange: (e) => {
      const [file] = e.target.files;
      if (file) send(control.accepts, file).then((id) => change(control.key, id), refuse);
    },
  }),
  switch: (control, change) => element("input", { type: "checkbox", id: `c-${control.key}`, checked: control.value === true, onchange: (e) => change(control.key, String(e.target.checked)) }),
};

export function controls(list, change, refuse, label) {
  const fields = list.map((control) => element("div", { class: "field" },
    element("label", { for: `c-${control.key}` }, control.label), KINDS[control.kind](control, change, refuse)));
  return element("form", { class: "controls", "aria-label": label, onsubmit: (e) => e.preventDefault() }, ...fields);
}
