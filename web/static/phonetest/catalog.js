// The list of functions, with search.

import { h } from "./dom.js";
import { _ } from "./words.js";

export class Catalog extends EventTarget {
  #groups = [];
  #items = [];

  constructor(functions) {
    super();
    this.search = h("input", {
      type: "search",
      placeholder: _("Search {count} functions", { count: functions.length }),
      "aria-label": _("Search functions"),
      oninput: () => this.#filter(),
      onkeydown: (event) => this.#fromSearch(event),
    });
    this.none = h("p", { class: "empty", hidden: true }, _("No function has these words."));
    const list = h("div", { class: "list", onkeydown: (event) => this.#keys(event) });
    for (const [space, members] of grouped(functions)) list.append(this.#group(space, members));
    this.elements = [h("div", { class: "searchbox" }, this.search), this.none, list];
  }

  #group(space, members) {
    const items = members.map((one) => this.#item(one, space));
    const group = h("section", { class: "group", lang: "en" }, h("h2", {}, space), ...items);
    this.#groups.push({ group, items });
    return group;
  }

  #item(one, space) {
    const summary = one.doc.split("\n")[0].replaceAll("`", "");
    const item = h(
      "button",
      { type: "button", class: "item", title: summary, onclick: () => this.choose(one.name) },
      h("b", {}, one.name.slice(space.length + 1)),
      h("small", {}, summary),
    );
    item.dataset.name = one.name;
    item.dataset.text = `${one.name} ${one.doc}`.toLowerCase();
    this.#items.push(item);
    return item;
  }

  choose(name) {
    for (const item of this.#items) {
      if (item.dataset.name === name) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
    this.dispatchEvent(new CustomEvent("choose", { detail: name }));
  }

  #filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of this.#items)
      item.hidden = !words.every((word) => item.dataset.text.includes(word));
    for (const { group, items } of this.#groups) group.hidden = items.every((item) => item.hidden);
    this.none.hidden = this.#visible().length > 0;
  }

  #visible() {
    return this.#items.filter((item) => !item.hidden);
  }

  /** What is found by its name goes before what is found by its description. */
  #best() {
    const words = this.search.value.toLowerCase().trim();
    const visible = this.#visible();
    const named = visible.filter((item) => item.dataset.name.includes(words));
    return named.find((item) => item.dataset.name === words) ?? named[0] ?? visible[0];
  }

  #fromSearch(event) {
    const [first] = this.#visible();
    if (event.key === "Enter" && first) this.choose(this.#best().dataset.name);
    if (event.key === "ArrowDown" && first) first.focus();
    if (event.key === "Escape") {
      this.search.value = "";
      this.#filter();
    }
    if (["Enter", "ArrowDown"].includes(event.key)) event.preventDefault();
  }

  #keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const visible = this.#visible();
    const next = visible[visible.indexOf(document.activeElement) + step];
    (next ?? this.search).focus();
  }
}

function grouped(functions) {
  const groups = new Map();
  for (const one of functions) {
    const space = one.name.slice(0, one.name.lastIndexOf("."));
    if (!groups.has(space)) groups.set(space, []);
    groups.get(space).push(one);
  }
  return groups;
}
