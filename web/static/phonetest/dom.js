// Elements without a framework.

/** Make an element: h("p", {class: "x", onclick: f}, "text", child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A labelled field. */
export function field(label, control, attributes = {}) {
  return h("label", { class: "field", ...attributes }, h("span", {}, label), control);
}

/** Nodes of a text with {places} for names in programs, which are the same in every language. */
export function named(text, values) {
  return text
    .split(/\{([a-z]+)\}/)
    .map((part, index) => (index % 2 ? h("span", { lang: "en" }, values[part]) : part));
}

/** Text with `code` and blank lines, as docstrings have it. */
export function prose(text) {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) =>
      h(
        "p",
        {},
        ...paragraph.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part)),
      ),
    );
}

/** Time of day with milliseconds. */
export function clock(date) {
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
