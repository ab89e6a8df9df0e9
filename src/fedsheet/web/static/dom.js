// @ts-check
// Elements without markup: text is always text.

/**
 * A date counts once it has been chosen or typed whole: at Enter, when the field is left, or when it was picked.
 * @param {HTMLInputElement} input @param {(value: string) => void} act
 */
export function settled(input, act) {
  let given = input.value,
    typing = false;
  const done = () => {
    typing = false;
    if (
      input.validity.badInput ||
      input.validity.rangeUnderflow ||
      input.validity.rangeOverflow ||
      input.value === given
    )
      return;
    given = input.value;
    act(input.value);
  };
  input.min ||= "1914-01-01";
  input.max ||= "2199-12-31"; // a year of four digits: one typed on after it begins the month
  input.addEventListener("focus", () => {
    given = input.value;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      done();
    } else if (event.key !== "Tab") typing = true;
  });
  input.addEventListener("change", () => {
    if (!typing) done();
  });
  input.addEventListener("blur", done);
}

const MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December";
const UNITS = "%| ?(?:万亿|亿|[千百十]?万)?美元| 个(?:基点|百分点)| (?:trn|bn|mn|bp)\\b";
// Days, months, spans of years, numbers with their sign and their unit; the dash of a span of days stays with its first.
const UNBROKEN = new RegExp(
  `(${[
    "\\b\\d{4}-\\d{2}(?:-\\d{2})?\\b(?: –)?",
    "\\b\\d{4}[-–]\\d{2}(?:\\d{2})?\\b",
    "\\b\\d{4} 年(?: \\d{1,2} 月(?: \\d{1,2} 日)?)?",
    `\\b(?:\\d{1,2} )?(?:${MONTHS}) \\d{4}\\b`,
    `[−+]?\\$?\\d[\\d,.]*(?:${UNITS})`,
    "[−+]\\$?\\d[\\d,.]*",
  ].join("|")})`,
);
// What is copied as it stands, or lays out its parts in a row of their own.
const AS_IT_IS = new Set(["option", "button", "a", "label", "code", "pre", "textarea"]);

/** In brackets, as the page's language writes them. @param {string} text */
export const bracketed = (text) => (document.documentElement.lang.startsWith("zh") ? `（${text}）` : ` (${text})`);

/** @param {string} text */
const unbroken = (text) => {
  const made = document.createElement("span");
  made.className = "unbroken";
  made.append(text);
  return made;
};

/** A day stays on one line, and a number with its sign. @param {string} text @returns {(string | HTMLElement)[]} */
export const whole = (text) => text.split(UNBROKEN).map((part, n) => (n % 2 ? unbroken(part) : part));

/** A sentence: a command in backticks is set as one, no word of it broken. @param {string} text */
export const said = (text) =>
  text.split("`").flatMap((part, n) => (n % 2 ? element("code", {}, ...words(part)) : part));

/** @param {string} text */
const words = (text) => text.split(/( )/).map((part) => (part.includes("-") ? unbroken(part) : part));

/** An element; in a text that it is given, days and numbers stay whole.
 * @param {string} name @param {Record<string, any>} [attributes] @param {...any} children @returns {any} */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  const given = children.filter((child) => child !== null && child !== undefined && child !== "");
  made.append(...given.flatMap((child) => (typeof child === "string" && !AS_IT_IS.has(name) ? whole(child) : child)));
  return made;
}
