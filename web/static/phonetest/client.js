// One user's end: login, session, connection and log.

import { field, h } from "./dom.js";
import { parsed } from "./json.js";
import { Log } from "./log.js";
import { Sequence } from "./sequence.js";
import { Connection } from "./socket.js";
import { Upload } from "./upload.js";
import { _, language } from "./words.js";

const STARTS = {
  "session.start2": "",
  "session.start": _("the old start"),
  address: _("in the address"),
  none: _("none"),
};

export class Client extends EventTarget {
  #connection = null;
  #count = 0;
  // Starts differently in every page and client, so that no call is taken for a resend.
  #prefix = Math.random().toString(36).slice(2, 6).padEnd(4, "0");

  constructor(name, { edit, uploads, remembered = {} }) {
    super();
    this.name = name;
    this.log = new Log({ edit, again: (text) => this.send(text) });
    this.sequence = new Sequence(() => this.#sync());
    this.#build(remembered, uploads);
    this.#show("offline", _("offline"));
  }

  get open() {
    return this.#connection?.open ?? false;
  }

  /** The next cdata: long enough for the service to know a resend by it. */
  tag() {
    this.#count += 1;
    return `${this.#prefix}-${this.name}-${String(this.#count).padStart(3, "0")}`;
  }

  /** Send a frame, broken or not. */
  send(text) {
    if (!this.open) {
      this.log.info(_("Not connected."), true);
      return;
    }
    const frame = parsed(text);
    const isCall = frame !== null && typeof frame === "object" && !Array.isArray(frame);
    this.#connection.send(text, isCall ? frame : undefined);
  }

  // ------------------------------------------------------------------------------ elements

  #build(remembered, uploads) {
    const input = (attributes) =>
      h("input", { autocomplete: "off", spellcheck: "false", ...attributes });
    this.phone = input({ type: "tel", placeholder: "13800000001", value: remembered.phone });
    this.code = input({ inputmode: "numeric", placeholder: _("6 digits") });
    this.session = input({ placeholder: _("24 characters"), value: remembered.session });
    this.address = input({ type: "url", value: remembered.address ?? ownAddress() });
    this.zlib = h(
      "select",
      {},
      h("option", { value: "" }, _("plain")),
      h("option", { value: "1", lang: "en" }, "zlib"),
    );
    this.zlib.value = remembered.zlib ?? "";
    this.start = h(
      "select",
      {},
      ...Object.entries(STARTS).map(([value, name]) => h("option", { value, lang: name ? null : "en" }, name || value)),
    );
    this.start.value = remembered.start ?? "session.start2";
    this.status = h("span", { class: "status", role: "status" });
    this.toggle = h("button", { type: "button", onclick: () => this.#toggle() }, _("Connect"));
    this.setup = h(
      "details",
      { class: "setup", open: true },
      h("summary", {}, _("Login and connection")),
      this.#login(),
      this.#wiring(),
    );
    const { status, toggle, sequence, name } = this;
    const head = h("header", {}, h("h2", {}, this.name), status, sequence.element, toggle);
    this.element = h(
      "section",
      { class: `client client-${this.name.toLowerCase()}`, "aria-label": _("Client {name}", { name }) },
      head,
      this.setup,
      new Upload(this, uploads).element,
      this.log.element,
    );
  }

  #login() {
    const getCode = h(
      "button",
      { type: "button", class: "quiet", onclick: () => this.#getCode() },
      _("Get code"),
    );
    const logIn = h("button", { type: "submit" }, _("Log in"));
    const submit = (event) => {
      event.preventDefault();
      if (this.code.value) this.#logIn();
      else this.#getCode();
    };
    return h(
      "form",
      { class: "row", onsubmit: submit },
      field(_("Phone"), this.phone),
      getCode,
      field(_("Code"), this.code),
      logIn,
    );
  }

  #wiring() {
    return h(
      "div",
      { class: "row" },
      field(_("Session"), this.session, { class: "field wide" }),
      field(_("Address"), this.address, { class: "field wide" }),
      field(_("Frames"), this.zlib),
      field(_("Session start"), this.start),
    );
  }

  // --------------------------------------------------------------------------------- login

  async #getCode() {
    const answer = await this.#post("/getcode", { phone: this.phone.value });
    if (answer.errno !== 0) return;
    if (/^\d+$/.test(answer.code)) this.code.value = answer.code;
    const { code } = answer;
    this.log.info(this.code.value ? _("Code: {code}", { code }) : _("The code comes by SMS"));
    this.code.focus();
  }

  async #logIn() {
    const answer = await this.#post("/PhoneLogin", {
      phone: this.phone.value,
      code: this.code.value,
    });
    if (answer.errno !== 0) return;
    this.session.value = answer.sessionid;
    this.address.value = location.protocol === "https:" ? answer.wss : answer.ws;
    this.code.value = "";
    const day = new Date(answer.timeout * 1000).toLocaleDateString(language);
    this.log.info(_("Logged in until {day}", { day }));
    this.connect();
  }

  async #post(path, parameters) {
    try {
      const response = await fetch(path, { method: "POST", body: new URLSearchParams(parameters) });
      const answer = await response.json();
      if (answer.errno !== 0)
        this.log.info(`${path}: errno ${answer.errno}, ${answer.msg ?? answer.error}`, true);
      return answer;
    } catch (error) {
      this.log.info(`${path}: ${error.message}`, true);
      return { errno: -1 };
    }
  }

  // ---------------------------------------------------------------------------- connection

  #toggle() {
    if (this.#connection) this.disconnect();
    else this.connect();
  }

  disconnect() {
    this.#connection?.close();
  }

  connect() {
    this.disconnect();
    const [start, sessionid] = [this.start.value, this.session.value.trim()];
    const url = parsedAddress(this.address.value);
    if (!url) {
      this.log.info(_("The address is none."), true);
      return;
    }
    const tag = this.tag();
    if (start === "address" && sessionid) {
      url.searchParams.set("sessionid", sessionid);
      url.searchParams.set("cdata", tag);
    }
    const connection = new Connection(url, { zlib: Boolean(this.zlib.value) });
    this.#connection = connection;
    this.#listen(connection);
    this.#show("connecting", _("connecting"));
    if (start === "address" && sessionid) connection.expect({ func: "session start", cdata: tag });
    connection.addEventListener("open", () => this.#opened(start, sessionid, tag));
    this.dispatchEvent(new Event("change"));
  }

  #opened(start, sessionid, cdata) {
    const frames = this.#connection.zlib;
    this.log.info(frames ? _("Connected, zlib frames") : _("Connected, plain frames"));
    this.#show("open", _("open, no session"));
    if (start in STARTS && start.includes(".") && sessionid) {
      this.send(JSON.stringify({ func: start, parm: { sessionid }, cdata }));
    }
    this.dispatchEvent(new Event("change"));
  }

  #listen(connection) {
    const on = (type, handle) => connection.addEventListener(type, ({ detail }) => handle(detail));
    on("sent", (detail) => this.log.sent(detail));
    on("push", (detail) => this.#pushed(detail));
    on("reply", (detail) => this.#replied(detail));
    on("closed", (detail) => this.#closed(connection, detail));
  }

  #pushed(detail) {
    this.log.push(detail);
    const hole = this.sequence.pushed(detail.frame);
    if (hole) this.log.info(missing(...hole));
    this.dispatchEvent(new Event("push"));
  }

  #sync() {
    const parm = { seq: this.sequence.last };
    this.send(JSON.stringify({ func: "event.sync", parm, cdata: this.tag() }));
  }

  #replied(detail) {
    this.log.reply(detail);
    const { call, frame } = detail;
    if (call?.func?.startsWith("session") && frame.errno === 0)
      this.#sessionChanged(call.func, frame.result);
    if (call?.func === "event.sync" && frame.errno === 0) this.sequence.synced(frame.result);
    this.dispatchEvent(new CustomEvent("reply", { detail }));
  }

  #sessionChanged(func, result) {
    const user = result.user ?? result;
    if (user.uid) {
      this.#show("started", user.nick ? `${user.nick} · uid ${user.uid}` : `uid ${user.uid}`);
      this.setup.open = false;
      this.sequence.started(user.uid, result.seq);
    } else if (func === "session.stop") {
      this.#show("open", _("open, no session"));
    } else if (result.sessionid) {
      this.session.value = result.sessionid;
    }
  }

  #closed(connection, { code, text, unanswered }) {
    this.log.info(ended(code, text, unanswered), code >= 1002);
    if (connection !== this.#connection) return;
    this.#connection = null;
    this.#show("offline", _("offline"));
    this.setup.open = true;
    this.dispatchEvent(new Event("change"));
  }

  #show(state, text) {
    this.status.textContent = text;
    this.status.dataset.state = state;
    this.toggle.textContent = this.#connection ? _("Disconnect") : _("Connect");
    this.toggle.className = this.#connection ? "quiet" : "";
  }

  /** What to find again after a reload of the page. */
  memory() {
    return {
      phone: this.phone.value,
      session: this.session.value,
      address: this.address.value,
      zlib: this.zlib.value,
      start: this.start.value,
    };
  }
}

function missing(first, last) {
  return _("Numbers {first} to {last} are missing: Sync fetches them.", { first, last });
}

function ended(code, text, count) {
  return count
    ? _("Closed: {code} {text}, {count} calls unanswered", { code, text, count })
    : _("Closed: {code} {text}", { code, text });
}

function ownAddress() {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}

function parsedAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && ["ws:", "wss:"].includes(url.protocol) ? url : null;
}
