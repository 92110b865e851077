// A form made from the JSON schema of a function's parameters.

import { h } from "./dom.js";
import { parsed } from "./json.js";
import { _ } from "./words.js";

const LONG_TEXT = 500;

export class Form extends EventTarget {
  #fields = [];

  constructor(schema) {
    super();
    const required = schema.required ?? [];
    for (const [name, rule] of Object.entries(schema.properties ?? {})) {
      this.#fields.push(new Field(name, rule, required.includes(name), () => this.#changed()));
    }
    this.element = h("div", { class: "form" }, ...this.#fields.map((one) => one.element));
    if (schema.additionalProperties === true)
      this.element.append(
        h("p", { class: "hint" }, _("Takes any keys: write them into the frame below.")),
      );
    else if (!this.#fields.length) this.element.append(h("p", { class: "hint" }, _("No parameters.")));
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** The parameters: what was left empty is left out. */
  get value() {
    return Object.fromEntries(
      this.#fields.filter((one) => one.given).map((one) => [one.name, one.value]),
    );
  }

  /** Show parameters that were written by hand. */
  set value(parm) {
    for (const one of this.#fields) one.show(parm[one.name]);
  }

  focus() {
    this.#fields[0]?.control.focus();
  }
}

class Field {
  constructor(name, rule, required, changed) {
    this.name = name;
    this.rule = mainRule(rule);
    this.control = this.#control(rule.default);
    this.control.addEventListener("input", changed);
    const chosen = this.control instanceof HTMLSelectElement;
    const marks = chosen ? null : h("small", {}, hint(this.rule));
    const long =
      this.control instanceof HTMLTextAreaElement ||
      this.rule.type === "array" ||
      this.rule.pattern;
    this.element = h(
      "label",
      { class: long ? "field wide" : "field" },
      h("span", {}, h("b", { lang: "en" }, name), required ? h("i", { title: _("required") }, "*") : null, marks),
      this.control,
    );
  }

  #control(standard) {
    const { rule } = this;
    const placeholder = standard === undefined || standard === null ? "" : JSON.stringify(standard);
    const common = {
      spellcheck: "false",
      autocomplete: "off",
      placeholder,
      "data-parameter": this.name,
    };
    const choices =
      rule.enum ??
      (rule.type === "integer" && rule.minimum === 0 && rule.maximum === 1 ? [0, 1] : null);
    if (choices) {
      return h(
        "select",
        common,
        h("option", { value: "" }, placeholder ? _("default {value}", { value: placeholder }) : "–"),
        ...choices.map((one) => h("option", { value: JSON.stringify(one) }, String(one))),
      );
    }
    if (
      rule.type === "object" ||
      (rule.type === "string" && (rule.maxLength ?? 0) > LONG_TEXT && !rule.pattern)
    )
      return h("textarea", { ...common, rows: "2" });
    const numeric = ["integer", "number"].includes(rule.type);
    return h("input", { ...common, inputmode: numeric ? "decimal" : rule.pattern ? "url" : null });
  }

  get given() {
    return this.control.value !== "";
  }

  get value() {
    const text = this.control.value;
    if (this.control instanceof HTMLSelectElement) return JSON.parse(text);
    switch (this.rule.type) {
      case "integer":
      case "number":
        return numeral(text);
      case "array":
        return items(text, this.rule);
      case "string":
        return text;
      default:
        return parsed(text) ?? text;
    }
  }

  show(value) {
    if (document.activeElement === this.control) return;
    if (value === undefined || value === null) this.control.value = "";
    else if (this.control instanceof HTMLSelectElement) this.control.value = JSON.stringify(value);
    else if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
      this.control.value = value.join(", ");
    else this.control.value = typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** The rule without "or null"; of several the one for lists, which takes single values, too. */
function mainRule(rule) {
  const arms = (rule.anyOf ?? [rule]).filter((one) => one.type !== "null");
  return arms.find((one) => one.type === "array") ?? arms[0] ?? {};
}

function numeral(text) {
  return /^-?\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}

/** JSON, or items between commas; one item alone stays alone. */
function items(text, rule) {
  const value = parsed(text);
  if (Array.isArray(value)) return value;
  const convert = ["integer", "number"].includes(mainRule(rule.items ?? {}).type)
    ? numeral
    : String;
  return text
    .split(",")
    .map((one) => convert(one.trim()))
    .filter((one) => one !== "");
}

const TYPES = {
  array: _("list, between commas or as JSON"),
  integer: _("int"),
  number: _("number"),
  object: _("object"),
  string: _("text"),
};

function hint(rule) {
  const parts = [rule.pattern?.includes("[Tt]") ? "URL" : TYPES[rule.type]];
  const small = (bound) => bound !== undefined && Math.abs(bound) < 2 ** 31 - 1;
  if (small(rule.minimum) && small(rule.maximum)) parts.push(_("{least} to {most}", { least: rule.minimum, most: rule.maximum }));
  const most = rule.maxLength || rule.maxItems;
  if (most) parts.push(_("at most {most}", { most }));
  return parts.filter(Boolean).join(", ");
}
