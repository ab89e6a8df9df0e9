// @ts-check
// What can be taken away from a figure: files of what is on the screen, its picture, its address, how to cite it, its
// own lines of Python; and the figure alone on the whole screen.

import { get } from "./api.js";
import { element } from "./dom.js";

const FORMS = ["png", "svg", "csv", "xlsx"];

/**
 * @param {any} block @param {any} context
 * @param {() => Record<string, string>} [onScreen] days and names on the screen, as the files are asked for
 */
export function files(block, context, onScreen = () => ({})) {
  const { words } = context;
  const number = words.figure.replace("{n}", block.label ?? block.number ?? "");
  const address = (form) => context.exportAddress(block.id, form, onScreen());
  const links = FORMS.map((form) =>
    element(
      "a",
      { href: address(form), download: true, class: "file", "aria-label": `${form.toUpperCase()}, ${number}` },
      form.toUpperCase(),
    ),
  );
  const follow = () => {
    for (const [n, link] of links.entries()) link.setAttribute("href", address(FORMS[n]));
  };
  const button = (key, act) =>
    element(
      "button",
      {
        type: "button",
        class: "file",
        "aria-label": `${words[key]}, ${number}`,
        onclick: (event) => act(event.currentTarget),
      },
      words[key],
    );
  const tell = async () =>
    await get(`/api/v1/${context.view}/cite/${encodeURIComponent(block.id)}`, context.query(onScreen()));
  const group = element(
    "div",
    { class: "files", role: "group", "aria-label": `${words.take_away}, ${number}` },
    ...links,
    button("copy_picture", (self) =>
      picture(address("png")).then(
        () => context.copied(self),
        (error) => context.failed(self, error),
      ),
    ),
    button("copy_figure_link", (self) => context.copy(context.link(block.id), self)),
    button("cite", () => tell().then((told) => cited(told, context))),
    button("copy_python", (self) => tell().then((told) => context.copy(told.python, self))),
    button("whole_screen", (self) => whole(self.closest("figure"))),
  );
  for (const link of links) for (const when of ["pointerenter", "focus"]) link.addEventListener(when, follow);
  return { element: group, follow };
}

/** The figure as a picture on the clipboard. @param {string} address */
async function picture(address) {
  const image = fetch(address).then((answer) =>
    answer.ok ? answer.blob() : Promise.reject(new Error(`HTTP ${answer.status}`)),
  );
  await navigator.clipboard.write([new ClipboardItem({ "image/png": image })]);
}

function whole(figure) {
  if (document.fullscreenElement) return document.exitFullscreen();
  return figure.requestFullscreen?.();
}

function cited(told, context) {
  const { words } = context;
  const part = (title, text) => [
    element("h3", {}, title),
    element("pre", {}, text),
    element(
      "button",
      { type: "button", class: "file", onclick: (event) => context.copy(text, event.currentTarget) },
      words.copy_text,
    ),
  ];
  const dialog = element(
    "dialog",
    { "aria-label": words.cite, onclose: () => dialog.remove() },
    element("h2", {}, words.cite),
    ...part("中文", told.zh),
    ...part("English", told.en),
    ...part("BibTeX", told.bibtex),
    element("form", { method: "dialog" }, element("button", {}, words.close)),
  );
  document.body.append(dialog);
  dialog.showModal();
}
