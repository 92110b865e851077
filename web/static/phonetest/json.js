// JSON for people.

import { h } from "./dom.js";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const TIME_KEY = /(^|_)(time|timeout|birthday|bindvalidthru)$/;

/** A <pre> with indented, coloured JSON; unix times show their date as a tooltip. */
export function pretty(value) {
  const pre = h("pre", { class: "json", tabindex: "0" });
  const text = JSON.stringify(value, null, 2);
  let end = 0;
  let key = "";
  for (const match of text.matchAll(TOKEN)) {
    pre.append(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2]) {
      key = JSON.parse(match[1]);
      pre.append(h("span", { class: "key" }, match[1]), match[2]);
    } else {
      pre.append(h("span", { class: kindOf(match), title: dateOf(key, match[0]) }, match[0]));
    }
  }
  pre.append(text.slice(end));
  return pre;
}

function kindOf(match) {
  if (match[1]) return "string";
  return match[3] ? "word" : "number";
}

function dateOf(key, text) {
  const seconds = Number(text);
  if (!TIME_KEY.test(key) || !Number.isInteger(seconds) || Math.abs(seconds) < 86400) return null;
  return new Date(seconds * 1000).toLocaleString();
}

/** One short line of JSON. */
export function brief(value, length = 120) {
  const text = JSON.stringify(value);
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** The value of a JSON text, undefined when it is none. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
