// The running log of one client: newest on top.

import { clock, h } from "./dom.js";
import { brief, pretty } from "./json.js";
import { _ } from "./words.js";

const KINDS = {
  sent: _("Sent"),
  reply: _("Replies"),
  push: _("Pushes"),
  info: _("Connection"),
};
const MARKS = { sent: "↑", reply: "↓", push: "✦", info: "·" };
const LONGEST = 500;

export class Log {
  #list = h("ol", { class: "entries" });
  #empty = h("p", { class: "empty" }, _("Nothing yet. Connect, then call a function."));
  #shown = new Set(Object.keys(KINDS));
  #words = "";

  /** `edit(text)` puts a sent frame back into the composer, `again(text)` sends it once more. */
  constructor({ edit, again }) {
    this.edit = edit;
    this.again = again;
    this.element = h("div", { class: "log" }, this.#tools(), this.#empty, this.#list);
  }

  #tools() {
    const chips = Object.entries(KINDS).map(([kind, name]) => this.#chip(kind, name));
    const search = h("input", {
      type: "search",
      placeholder: _("Filter"),
      "aria-label": _("Filter the log"),
      oninput: () => {
        this.#words = search.value.toLowerCase();
        this.#refilter();
      },
    });
    const clear = h(
      "button",
      { type: "button", class: "quiet", onclick: () => this.clear() },
      _("Clear"),
    );
    return h("div", { class: "tools" }, ...chips, h("div", { class: "find" }, search, clear));
  }

  #chip(kind, name) {
    const chip = h(
      "button",
      { type: "button", class: `chip ${kind}`, "aria-pressed": "true" },
      name,
    );
    chip.addEventListener("click", () => {
      const on = !this.#shown.delete(kind);
      if (on) this.#shown.add(kind);
      chip.setAttribute("aria-pressed", String(on));
      this.#refilter();
    });
    return chip;
  }

  clear() {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
  }

  info(text, problem = false) {
    const line = h(
      "div",
      { class: "line" },
      ...this.#start("info"),
      h("span", { class: "title" }, text),
    );
    this.#add("info", text, line, problem);
  }

  sent({ text, call, size }) {
    const title = call?.func ?? _("frame");
    const shown = call ? pretty(call) : h("pre", { class: "json", tabindex: "0" }, text);
    const actions = [
      this.#action(_("Edit"), () => this.edit(text)),
      this.#action(_("Send again"), () => this.again(text)),
    ];
    const line = this.#line("sent", title, [bytes(size)], call?.parm ? brief(call.parm) : text);
    this.#add("sent", `${title} ${text}`, this.#foldable(line, shown, actions, false));
  }

  reply({ frame, call, ms, size }) {
    const title = call?.func ?? _("reply");
    const badge = h(
      "span",
      { class: frame.errno ? "badge bad" : "badge good" },
      `errno ${frame.errno}`,
    );
    const time =
      ms === undefined ? null : h("span", { class: "ms" }, `${ms.toFixed(ms < 10 ? 1 : 0)} ms`);
    const about = frame.errno ? frame.error : brief(frame.result);
    const line = this.#line("reply", title, [badge, time, bytes(size)], about);
    const actions = [this.#action(_("Copy"), () => copy(frame))];
    const text = `${title} ${JSON.stringify(frame)}`;
    this.#add("reply", text, this.#foldable(line, pretty(frame), actions, true), frame.errno !== 0);
  }

  push({ frame, size }) {
    const seq = frame.seq === undefined ? null : h("span", { class: "badge" }, `seq ${frame.seq}`);
    const line = this.#line("push", frame.type, [seq, bytes(size)], brief(frame.data));
    const actions = [this.#action(_("Copy"), () => copy(frame))];
    const text = `${frame.type} ${JSON.stringify(frame)}`;
    this.#add("push", text, this.#foldable(line, pretty(frame), actions, true));
  }

  #start(kind) {
    return [
      h("time", {}, clock(new Date())),
      h("span", { class: "mark", "aria-label": KINDS[kind] }, MARKS[kind]),
    ];
  }

  #line(kind, title, badges, about) {
    const name = h("span", { class: "title" }, title);
    return h(
      "summary",
      { class: "line" },
      ...this.#start(kind),
      name,
      ...badges,
      h("span", { class: "about" }, about),
    );
  }

  #foldable(line, body, actions, open) {
    return h(
      "details",
      { open },
      line,
      h("div", { class: "body" }, body, h("div", { class: "actions" }, ...actions)),
    );
  }

  #action(name, onclick) {
    return h("button", { type: "button", class: "quiet", onclick }, name);
  }

  #add(kind, text, content, problem = false) {
    const entry = h("li", { class: `entry ${kind}${problem ? " problem" : ""}` }, content);
    entry.dataset.kind = kind;
    entry.dataset.text = text.toLowerCase();
    entry.hidden = !this.#fits(entry);
    this.#empty.hidden = true;
    this.#list.prepend(entry);
    while (this.#list.childElementCount > LONGEST) this.#list.lastElementChild.remove();
  }

  #fits({ dataset }) {
    return this.#shown.has(dataset.kind) && dataset.text.includes(this.#words);
  }

  #refilter() {
    for (const entry of this.#list.children) entry.hidden = !this.#fits(entry);
  }
}

function bytes(size) {
  return size === undefined ? null : h("span", { class: "size" }, `${size} B`);
}

function copy(frame) {
  navigator.clipboard?.writeText(JSON.stringify(frame, null, 2));
}
