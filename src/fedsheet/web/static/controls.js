// Inputs of a view; every change is a new address.

import { base64, post } from "./api.js";
import { element, settled } from "./dom.js";

// The file is read by the server at once; what becomes part of the address is its id.
async function send(kind, file) {
  const held = await post("/api/v1/uploads", { kind, name: file.name, base64: await base64(file) });
  return held.id;
}

// A slider moved by keys changes many times in a row: only where it comes to rest counts.
const REST = 350;
let waiting;

function rested(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, REST);
}

const KINDS = {
  choice: (control, change) =>
    element(
      "select",
      { id: `c-${control.key}`, onchange: (e) => change(control.key, e.target.value) },
      ...control.options.map(([value, label]) =>
        element("option", { value, selected: value === String(control.value) }, label),
      ),
    ),
  slider: (control, change, _refuse, words) => {
    const told = (value) =>
      control.options.find(([place]) => Number(place) === Number(value))?.[1] ?? `${value} ${control.unit}`;
    const shown = element("output", { for: `c-${control.key}` }, told(control.value));
    // The same number typed: any value between the ends, also between the slider's steps.
    const typed = element("input", {
      type: "number",
      class: "typed",
      id: `c-${control.key}-typed`,
      min: control.low,
      max: control.high,
      step: "any",
      value: control.value,
      "aria-label": words.typed.replace("{name}", control.label),
      onchange: (e) => {
        const is = e.target.checkValidity() && e.target.value !== "";
        e.target.setAttribute("aria-invalid", String(!is));
        if (is) change(control.key, e.target.value);
        else e.target.reportValidity();
      },
    });
    const input = element("input", {
      type: "range",
      id: `c-${control.key}`,
      min: control.low,
      max: control.high,
      step: control.step,
      value: control.value,
      "aria-valuetext": told(control.value),
      oninput: (e) => {
        shown.textContent = told(e.target.value);
        typed.value = e.target.value;
        e.target.setAttribute("aria-valuetext", told(e.target.value));
      },
      onchange: (e) => rested(() => change(control.key, e.target.value)),
    });
    return element("span", { class: "slider" }, input, typed, shown);
  },
  date: (control, change) => {
    const input = element("input", {
      type: "date",
      id: `c-${control.key}`,
      value: control.value,
      min: control.low,
      max: control.high,
    });
    settled(input, (value) => change(control.key, value));
    return input;
  },
  number: (control, change) =>
    element("input", {
      type: "number",
      id: `c-${control.key}`,
      value: control.value,
      min: control.low,
      max: control.high,
      step: control.step,
      onchange: (e) => change(control.key, e.target.value),
    }),
  text: (control, change) =>
    element("input", {
      type: "text",
      id: `c-${control.key}`,
      value: control.value,
      placeholder: control.unit,
      maxlength: "400",
      autocomplete: "off",
      spellcheck: "false",
      onchange: (e) => change(control.key, e.target.value.trim()),
    }),
  // The browser's own button speaks the browser's language: it is laid, unseen, over one that speaks the page's.
  file: (control, change, refuse, words) =>
    element(
      "span",
      { class: "chosen" },
      element(
        "span",
        { class: "file" },
        control.unit || words.choose_file,
        element("input", {
          type: "file",
          id: `c-${control.key}`,
          accept: ".toml,.csv,.xlsx,.tsv,.txt,text/plain",
          onchange: (e) => {
            const [file] = e.target.files;
            if (file) send(control.accepts, file).then((id) => change(control.key, id), refuse);
            e.target.value = "";
          },
        }),
      ),
      control.value
        ? element(
            "button",
            { type: "button", id: `c-${control.key}-away`, onclick: () => change(control.key, "") },
            words.file_away,
          )
        : "",
    ),
  switch: (control, change) =>
    element("input", {
      type: "checkbox",
      id: `c-${control.key}`,
      checked: control.value === true,
      onchange: (e) => change(control.key, String(e.target.checked)),
    }),
};

// `own` are the parameters that were set by hand: each slider among them can go back to where the page puts it.
export function controls(list, own, change, refuse, words) {
  const back = (key, label) =>
    element(
      "button",
      {
        type: "button",
        class: "back",
        id: `c-${key}-back`,
        title: words.follow,
        "aria-label": `${label}: ${words.follow}`,
        onclick: () => change(key, ""),
      },
      "↺",
    );
  const fields = list.map((control) =>
    element(
      "div",
      { class: "field" },
      element("label", { for: `c-${control.key}` }, control.label),
      element(
        "span",
        { class: "set" },
        KINDS[control.kind](control, change, refuse, words),
        control.kind === "slider" && control.key in own ? back(control.key, control.label) : "",
      ),
    ),
  );
  const all = Object.keys(own).length
    ? element("button", { type: "button", id: "reset", onclick: () => change(null) }, words.reset)
    : "";
  return element(
    "form",
    { class: "controls", "aria-label": words.controls, onsubmit: (e) => e.preventDefault() },
    ...fields,
    all,
  );
}
