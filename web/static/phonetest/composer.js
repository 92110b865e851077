// The call that is being written: description, form, raw frame, send.

import { h, named, prose } from "./dom.js";
import { Form } from "./form.js";
import { parsed, pretty } from "./json.js";
import { _ } from "./words.js";

export class Composer extends EventTarget {
  #one = null;
  #form = null;
  #latest = null;

  constructor(functions) {
    super();
    this.functions = new Map(functions.map((one) => [one.name, one]));
    this.about = h(
      "div",
      { class: "about-function" },
      h("p", { class: "empty" }, _("Choose a function.")),
    );
    this.frame = h("textarea", {
      class: "frame",
      rows: "7",
      spellcheck: "false",
      "aria-label": _("Frame"),
      oninput: () => this.#written(),
    });
    this.renew = h("input", { type: "checkbox", checked: true });
    this.hint = h("span", { class: "hint", role: "status" });
    this.buttons = h("div", { class: "send" });
    this.last = h("div", { class: "last", "aria-live": "polite" });
    this.elements = [
      this.about,
      h(
        "div",
        { class: "frame-head" },
        h("h2", {}, _("Frame")),
        this.hint,
        h("label", { class: "check" }, this.renew, _("new cdata each time")),
      ),
      this.frame,
      this.buttons,
      this.last,
    ];
  }

  /** Offer a button for each client. */
  serve(clients) {
    const label = ({ name }) => (clients.length > 1 ? _("Send as {name}", { name }) : _("Send"));
    this.buttons.replaceChildren(
      ...clients.map((client) =>
        h(
          "button",
          {
            type: "button",
            class: `client-${client.name.toLowerCase()}`,
            disabled: !client.open,
            onclick: () => this.send(client),
          },
          label(client),
        ),
      ),
    );
  }

  choose(name) {
    this.#describe(name);
    this.#form.value = {};
    this.#fromForm();
    this.last.replaceChildren();
  }

  /** Take over a frame, e.g. from the log. */
  edit(text) {
    const frame = parsed(text);
    if (this.functions.has(frame?.func)) {
      this.#describe(frame.func);
      this.#form.value = frame.parm ?? {};
    }
    this.frame.value = frame === undefined ? text : JSON.stringify(frame, null, 2);
    this.#judge(frame);
  }

  #describe(name) {
    const one = this.functions.get(name);
    if (one === this.#one) return;
    this.#one = one;
    this.#form = new Form(one.parm);
    this.#form.addEventListener("change", () => this.#fromForm());
    const facts = [
      named(_("rate {rate}"), { rate: one.rate }),
      one.login ? null : _("no session needed"),
      ...one.pushes.map((type) => named(_("push {type}"), { type })),
    ];
    const errors = Object.entries(one.errors).map(([errno, text]) =>
      h("li", { lang: "en" }, h("b", {}, errno), ` ${text}`),
    );
    this.about.replaceChildren(
      h("h2", { lang: "en" }, one.name),
      h("div", { class: "doc", lang: "en" }, ...prose(one.doc)),
      h(
        "ul",
        { class: "facts" },
        ...facts.filter(Boolean).map((fact) => h("li", {}, ...[fact].flat())),
        ...errors,
      ),
      this.#form.element,
    );
  }

  focus() {
    this.#form?.focus();
  }

  #fromForm() {
    const frame = { func: this.#one.name, parm: this.#form.value };
    this.frame.value = JSON.stringify(frame, null, 2);
    this.#judge(frame);
  }

  #written() {
    const frame = parsed(this.frame.value);
    this.#judge(frame);
    if (frame && frame.func === this.#one?.name && typeof frame.parm === "object")
      this.#form.value = frame.parm ?? {};
  }

  #judge(frame) {
    const isObject = frame !== null && typeof frame === "object" && !Array.isArray(frame);
    this.hint.textContent = isObject ? "" : _("no JSON object: is sent as it is");
  }

  /** Send by the client that was used last, or by the first that is connected. */
  sendAgain(clients) {
    const able = clients.filter((one) => one.open);
    const client = able.find((one) => one === this.#latest) ?? able[0];
    if (client) this.send(client);
    else this.hint.textContent = _("not sent: connect a client first");
  }

  send(client) {
    this.#latest = client;
    const frame = parsed(this.frame.value);
    const isObject = frame !== null && typeof frame === "object" && !Array.isArray(frame);
    if (isObject && this.renew.checked) frame.cdata = client.tag();
    client.send(isObject ? JSON.stringify(frame) : this.frame.value);
    this.last.replaceChildren(h("p", { class: "hint" }, _("Sent.")));
  }

  /** Show a reply below the button, for screens that do not show the log beside it. */
  replied({ frame, call, ms }) {
    if (call?.func !== this.#one?.name) return;
    const title = h(
      "p",
      { class: frame.errno ? "hint bad" : "hint good" },
      `errno ${frame.errno}, ${frame.error}, ${Math.round(ms)} ms`,
    );
    this.last.replaceChildren(title, pretty(frame.result));
    this.last.scrollIntoView({ block: "nearest" });
  }
}
