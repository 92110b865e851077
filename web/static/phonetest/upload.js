// Uploading a file as one client: a token from the service, then a form to the store it names.

import { field, h } from "./dom.js";
import { _ } from "./words.js";

const FILETYPES = [_("1, picture"), _("2, voice"), _("3, video")];
const HINTS = {
  toid: "uid",
  gid: _("group"),
  postid: _("post of mine"),
  content: _("text"),
  text: _("text"),
};

export class Upload {
  #fields = new Map();

  /** `client` has a session and a log; `kinds` as functions.json lists them. */
  constructor(client, kinds) {
    this.client = client;
    this.kinds = kinds;
    this.kind = h(
      "select",
      { onchange: () => this.#choose() },
      ...kinds.map(({ name }) => h("option", { value: name, lang: "en" }, name)),
    );
    this.file = h("input", { type: "file", required: true });
    this.about = h("p", { class: "hint wide" });
    this.more = h("div", { class: "row more" });
    this.button = h("button", { type: "submit" }, _("Upload"));
    const submit = (event) => {
      event.preventDefault();
      this.#upload();
    };
    this.element = h(
      "details",
      { class: "setup upload" },
      h("summary", {}, _("Upload a file")),
      h(
        "form",
        { onsubmit: submit },
        h("div", { class: "row" }, field(_("Kind"), this.kind), field(_("File"), this.file)),
        this.more,
        h("div", { class: "send" }, this.about, this.button),
      ),
    );
    this.kind.value = "Post";
    this.#choose();
  }

  get #chosen() {
    return this.kinds.find(({ name }) => name === this.kind.value);
  }

  #choose() {
    const { about, target, fields } = this.#chosen;
    const names = new Set([...(target ? [target] : []), ...fields]);
    names.delete("length"); // nobody knows it better than the store
    this.#fields = new Map([...names].map((name) => [name, this.#input(name, target)]));
    this.about.textContent = _(about);
    this.more.replaceChildren(
      ...[...this.#fields].map(([name, input]) => field(h("b", { lang: "en" }, name), input)),
    );
  }

  #input(name, target) {
    if (name === "filetype") {
      const options = FILETYPES.map((text, index) => h("option", { value: index + 1 }, text));
      return h("select", {}, ...options);
    }
    // Without it the store would take the whole file before anybody says what is missing.
    const required = name === target;
    return h("input", { placeholder: HINTS[name], autocomplete: "off", required });
  }

  async #upload() {
    const { name, path, target } = this.#chosen;
    this.button.disabled = true;
    try {
      const query = { sessionid: this.client.session.value.trim() };
      if (target) query[target] = this.#fields.get(target).value.trim();
      const token = await ask(path, new URLSearchParams(query));
      if (token.errno !== 0) {
        this.client.log.reply({ frame: token, call: { func: path } });
        return;
      }
      const started = performance.now();
      const frame = await ask(token.upload_url, this.#form(token.token, target));
      const ms = performance.now() - started;
      this.client.log.reply({ frame, call: { func: `upload ${name}` }, ms });
    } catch (error) {
      this.client.log.info(_("Upload: {error}", { error: error.message }), true);
    } finally {
      this.button.disabled = false;
    }
  }

  #form(token, target) {
    const form = new FormData();
    form.append("token", token);
    for (const [name, input] of this.#fields)
      if (name !== target && input.value) form.append(`x:${name}`, input.value);
    form.append("file", this.file.files[0]);
    return form;
  }
}

/** What an address replies; a refusal of the store gets an errno to be shown by. */
async function ask(address, body) {
  const response = await fetch(address, { method: "POST", body });
  const answer = await response.json();
  return "errno" in answer ? answer : { errno: `status ${response.status}`, ...answer };
}
