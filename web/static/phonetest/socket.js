// The protocol's side of the page: one websocket, frames in and out, replies matched to calls.

import { _ } from "./words.js";

const CLOSED = {
  1000: _("closed"),
  1001: _("going away"),
  1005: _("closed"),
  1006: _("connection lost"),
  1008: _("too many frames"),
  1009: _("frame too large"),
  1012: _("the service restarts"),
  4001: _("session invalid"),
  4002: _("replaced by a newer connection of the same session"),
  4003: _("no session start in time"),
  4004: _("session revoked or expired"),
  4008: _("reads too slowly"),
};

async function through(data, stream) {
  return new Response(new Blob([data]).stream().pipeThrough(stream));
}

const inflated = async (data) => (await through(data, new DecompressionStream("deflate"))).text();
const deflated = async (text) =>
  (await through(text, new CompressionStream("deflate"))).arrayBuffer();

/** Frames are handled strictly in order, though zlib in browsers is asynchronous. */
class Line {
  #last = Promise.resolve();

  add(step) {
    this.#last = this.#last.then(step).catch((error) => console.error(error));
  }
}

/**
 * One connection. Events: "open", "sent" {text, call, size}, "reply" {frame, call, ms, size},
 * "push" {frame, size}, "odd" {text}, "closed" {code, text}.
 */
export class Connection extends EventTarget {
  #socket;
  #incoming = new Line();
  #outgoing = new Line();
  #open = [];

  constructor(address, { zlib }) {
    super();
    this.zlib = zlib;
    const url = new URL(address);
    if (zlib) url.searchParams.set("usezlib", "1");
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#tell("open", {});
    this.#socket.onmessage = ({ data }) => this.#incoming.add(() => this.#take(data));
    this.#socket.onclose = ({ code }) => this.#incoming.add(() => this.#closed(code));
  }

  get open() {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close() {
    this.#socket.close(1000);
  }

  /** Send a frame as it is; what it calls, if it is a call, waits for its reply. */
  send(text, call) {
    this.#outgoing.add(async () => {
      const data = this.zlib ? await deflated(text) : text;
      const sent = { text, call, at: performance.now(), size: sizeOf(data) };
      if (call) this.#open.push(sent);
      this.#socket.send(data);
      this.#tell("sent", sent);
    });
  }

  /** Expect a reply to a call that the address makes. */
  expect(call) {
    this.#open.push({ call, at: performance.now() });
  }

  async #take(data) {
    const size = sizeOf(data);
    const now = performance.now();
    const text = typeof data === "string" ? data : await inflated(data);
    const frame = JSON.parse(text);
    if (frame.push) {
      this.#tell("push", { frame, size });
    } else {
      const sent = this.#answered(frame);
      this.#tell("reply", { frame, size, call: sent?.call, ms: sent && now - sent.at });
    }
  }

  /** The oldest call with the reply's cdata. */
  #answered(frame) {
    const tag = JSON.stringify(frame.cdata);
    const index = this.#open.findIndex((one) => JSON.stringify(one.call.cdata) === tag);
    return index < 0 ? undefined : this.#open.splice(index, 1)[0];
  }

  #closed(code) {
    this.#tell("closed", { code, text: CLOSED[code] ?? "", unanswered: this.#open.length });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function sizeOf(data) {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.byteLength;
}
