// The API test page: functions on the left, the call in the middle, one or two clients on the right

import { Catalog } from "./phonetest/catalog.js";
import { Client } from "./phonetest/client.js";
import { Composer } from "./phonetest/composer.js";
import { h } from "./phonetest/dom.js";
import { parsed } from "./phonetest/json.js";
import { _, language, others } from "./phonetest/words.js";

const MEMORY = "phonetest";
const TEXTS = {
  title: _("API test page"),
  h1: _("API test page"),
  ".views [data-view=clients]": _("Clients"),
  ".views [data-view=catalog]": _("Functions"),
  ".views [data-view=composer]": _("Call"),
  "#search-key": _("search"),
  "#choose-key": _("choose"),
  "#send-key": _("send"),
};
const LABELS = {
  ".views": _("Parts of the page"),
  "#catalog": _("Functions"),
  "#composer": _("Call"),
  "#clients": _("Clients"),
};

/** Write the texts of PhoneTest.html, and the links to the page in other languages. */
function speak() {
  document.documentElement.lang = language;
  for (const [place, text] of Object.entries(TEXTS)) document.querySelector(place).textContent = text;
  for (const [place, text] of Object.entries(LABELS))
    document.querySelector(place).setAttribute("aria-label", text);
  document.querySelector(".languages").append(...(others ? links(others) : unread()));
}

const links = (languages) =>
  languages.map(({ code, name, address }) =>
    h("a", { href: address, lang: code, hreflang: code }, name),
  );

/** Where the texts of the page could not be read, it is in English, whoever reads it. */
const unread = () => [
  h(
    "span",
    { role: "alert", class: "bad" },
    "The texts did not load; this is English. ",
    h("span", { lang: "zh" }, "页面文字未能载入，以下为英文。"),
  ),
];

class Page {
  clients = [];

  constructor(functions, uploads) {
    this.uploads = uploads;
    this.catalog = new Catalog(functions);
    this.composer = new Composer(functions);
    document.querySelector("#catalog").append(...this.catalog.elements);
    document.querySelector("#composer").append(...this.composer.elements);
    this.remembered = parsed(sessionStorage.getItem(MEMORY) ?? "{}") ?? {};
  }

  start() {
    this.open("A");
    if (this.remembered.B) this.open("B");
    this.catalog.addEventListener("choose", ({ detail }) => this.choose(detail));
    document.querySelector("#second").addEventListener("click", () => this.second());
    for (const button of document.querySelectorAll(".views button")) {
      button.addEventListener("click", () => view(button.dataset.view));
    }
    document.addEventListener("keydown", (event) => this.keys(event));
    window.addEventListener("pagehide", () => this.remember());
    view("clients");
  }

  choose(name) {
    this.composer.choose(name);
    view("composer");
    this.composer.focus();
  }

  open(name) {
    const client = new Client(name, {
      edit: (text) => {
        this.composer.edit(text);
        view("composer");
      },
      uploads: this.uploads,
      remembered: this.remembered[name],
    });
    client.addEventListener("change", () => this.composer.serve(this.clients));
    client.addEventListener("push", () => unseen(1));
    client.addEventListener("reply", ({ detail }) => this.composer.replied(detail));
    this.clients.push(client);
    document.querySelector("#clients").append(client.element);
    this.arrange();
    return client;
  }

  /** Open or close the second client. */
  second() {
    if (this.clients.length === 1) {
      this.open("B").phone.focus();
      view("clients");
    } else {
      const client = this.clients.pop();
      client.disconnect();
      client.element.remove();
    }
    this.arrange();
  }

  /** Fit the page to one or two clients. */
  arrange() {
    const two = this.clients.length > 1;
    document.body.dataset.clients = String(this.clients.length);
    document.querySelector("#second").textContent = two
      ? _("Close second client")
      : _("Open second client");
    this.composer.serve(this.clients);
  }

  keys(event) {
    const writing = event.target.closest("input, textarea, select");
    if (event.key === "/" && !writing) {
      event.preventDefault();
      view("catalog");
      this.catalog.search.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.composer.sendAgain(this.clients);
    }
  }

  remember() {
    const memory = Object.fromEntries(this.clients.map((one) => [one.name, one.memory()]));
    sessionStorage.setItem(MEMORY, JSON.stringify(memory));
  }
}

/** Which part a narrow screen shows. */
function view(name) {
  if (document.body.dataset.view !== name) window.scrollTo(0, 0);
  document.body.dataset.view = name;
  if (name === "clients") unseen(-Infinity);
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
}

/** Count the pushes that a narrow screen did not show yet. */
function unseen(more) {
  const { dataset } = document.querySelector(".views [data-view=clients]");
  const hidden = document.body.dataset.view !== "clients";
  dataset.unseen = hidden ? Math.max(0, Number(dataset.unseen ?? 0) + more) : 0;
}

async function main() {
  speak();
  const response = await fetch("functions.json");
  if (!response.ok) throw new Error(`functions.json: status ${response.status}`);
  const { functions, uploads } = await response.json();
  new Page(functions, uploads).start();
}

main().catch((error) =>
  document.querySelector("main").replaceChildren(h("p", { class: "empty" }, error.message)),
);
