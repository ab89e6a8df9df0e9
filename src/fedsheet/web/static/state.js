// @ts-check
// What the page shows is its address: view, language, as-of date and the view's own parameters.

const RESERVED = new Set(["view", "lang", "as_of"]);

const LANGUAGES = ["zh", "en"];
const spoken = (text) => LANGUAGES.find((one) => (text ?? "").startsWith(one));

/** The language asked for, remembered, or of the browser; another than these two is none. @param {URLSearchParams} query */
export function language(query) {
  const asked = spoken(query.get("lang"));
  if (asked) localStorage.setItem("lang", asked);
  return asked ?? spoken(localStorage.getItem("lang")) ?? [...navigator.languages].map(spoken).find(Boolean) ?? "en";
}

export function read() {
  const query = new URLSearchParams(location.search);
  const own = Object.fromEntries([...query].filter(([key]) => !RESERVED.has(key)));
  return {
    view: query.get("view") || "overview",
    lang: language(query),
    as_of: query.get("as_of") || "",
    own,
  };
}

export function address(state) {
  const query = new URLSearchParams({ view: state.view, lang: state.lang });
  if (state.as_of) query.set("as_of", state.as_of);
  for (const [key, value] of Object.entries(state.own)) if (value !== "" && value !== null) query.set(key, value);
  return `/?${query}`;
}

// What the newest figures were when the page was last begun, by series; told once more as long as this page stays.
const SEEN = "seen";
let before;

export function unseen(rows, day) {
  before ??= JSON.parse(localStorage.getItem(SEEN) ?? "null");
  const since = before;
  localStorage.setItem(
    SEEN,
    JSON.stringify({ day, newest: Object.fromEntries(rows.map((row) => [row.id, [row.day, row.shown]])) }),
  );
  return (
    since && {
      day: since.day,
      rows: rows
        .filter((row) => since.newest[row.id] && row.day > since.newest[row.id][0])
        .map((row) => ({ ...row, was: since.newest[row.id][1] })),
    }
  );
}

// The same parameters as the JSON API takes them.
export function parameters(state) {
  const query = new URLSearchParams(address(state).slice(2));
  query.delete("view");
  return query;
}
