// The numbers of what is addressed to a user: what came, and what is missing.

import { h } from "./dom.js";
import { _ } from "./words.js";

export class Sequence {
  #uid = 0;
  #last = 0;
  #newest = 0;

  /** `sync` asks the service for what is missing. */
  constructor(sync) {
    this.text = h("span", { class: "seq", role: "note", "aria-label": _("Numbers") });
    const button = h("button", { type: "button", class: "quiet", onclick: () => sync() }, _("Sync"));
    this.element = h("span", { class: "sequence", hidden: true }, this.text, " ", button);
  }

  /** The last number that was taken: what `event.sync` goes on from. */
  get last() {
    return this.#last;
  }

  /** A session was started; another user begins with the present number. */
  started(uid, seq) {
    if (seq === undefined) return;
    if (uid !== this.#uid) [this.#uid, this.#last] = [uid, seq];
    this.#newest = seq;
    this.#show();
  }

  /** Take a push; the first and the last missing number, if there are any. */
  pushed({ type, seq }) {
    if (seq === undefined || !this.#uid) return null;
    if (type !== "resync" && seq === this.#last + 1) this.#last = seq;
    this.#newest = Math.max(this.#newest, seq);
    this.#show();
    return this.#newest > this.#last ? [this.#last + 1, this.#newest] : null;
  }

  synced({ seq }) {
    this.#last = seq;
    this.#newest = Math.max(this.#newest, seq);
    this.#show();
  }

  #show() {
    const missing = this.#newest - this.#last;
    this.element.hidden = false;
    const behind = _("seq {last}, {missing} behind", { last: this.#last, missing });
    this.text.textContent = missing > 0 ? behind : `seq ${this.#last}`;
  }
}
