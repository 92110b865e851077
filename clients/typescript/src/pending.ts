/** Calls that have no answer yet. Each is sent again, with the same cdata, until it has one. */

import { CallTimeout, RpcError, Stopped } from "./errors.ts";
import { Errno } from "./generated/errors.ts";
import { encode, type Frame } from "./line.ts";
import type { Reason } from "./options.ts";

const DEADLINE = 60_000;
/** The service knows a repeated call for ten minutes. */
const LONGEST = 540_000;

interface Entry {
  text: string;
  resolve(result: never): void;
  reject(error: Error): void;
  /** Ends the call. */
  deadline: Timer;
  /** Sends it again, or takes the connection for dead. */
  next?: Timer;
  busy: number;
}

type Timer = ReturnType<typeof setTimeout>;

export interface Sender {
  /** Whether calls can be sent now. */
  readonly online: boolean;
  send(text: string): void;
  /** A reply is overdue: gives up a connection from which nothing came for so long. */
  check(milliseconds: number): void;
}

export class Pending {
  #entries = new Map<string, Entry>();
  #sender: Sender;
  #patience: number;

  constructor(sender: Sender, patience: number) {
    this.#sender = sender;
    this.#patience = patience;
  }

  /** The result, or RpcError, CallTimeout, Stopped, or RangeError for a frame that is too long. */
  call<T>(func: string, parm: object, deadline: number = DEADLINE): Promise<T> {
    return new Promise((resolve, reject) => {
      const cdata = newCdata();
      const text = encode({ func, parm, cdata });
      const late = () => this.#finish(cdata)?.reject(new CallTimeout(`no answer to ${func}`));
      const timer = setTimeout(late, Math.min(deadline, LONGEST));
      this.#entries.set(cdata, { text, resolve, reject, deadline: timer, busy: 0 });
      if (this.#sender.online) this.#send(cdata);
    });
  }

  /** A connection stands: send all that has no answer, in the order of the calls. */
  resend(): void {
    for (const cdata of this.#entries.keys()) this.#send(cdata);
  }

  /** The connection is gone: nothing is overdue until there is another. */
  pause(): void {
    for (const entry of this.#entries.values()) clearTimeout(entry.next);
  }

  #send(cdata: string): void {
    const entry = this.#entries.get(cdata);
    if (!entry || !this.#sender.online) return;
    clearTimeout(entry.next);
    this.#sender.send(entry.text);
    this.#expect(entry);
  }

  /** While others are answered this one may only be waiting for its turn. */
  #expect(entry: Entry): void {
    entry.next = setTimeout(() => {
      this.#expect(entry);
      this.#sender.check(this.#patience);
    }, this.#patience);
  }

  reply(frame: Frame): void {
    const cdata = String(frame.cdata);
    const entry = this.#entries.get(cdata);
    if (!entry) return;
    clearTimeout(entry.next);
    if (frame.errno === Errno.Busy) {
      const pause = Math.random() * Math.min(8000, 500 * 2 ** entry.busy++);
      entry.next = setTimeout(() => this.#send(cdata), pause);
    } else if (frame.errno === 0) this.#finish(cdata)!.resolve(frame.result as never);
    else this.#finish(cdata)!.reject(refusal(frame));
  }

  stop(reason: Reason): void {
    for (const cdata of [...this.#entries.keys()]) this.#finish(cdata)?.reject(new Stopped(reason));
  }

  #finish(cdata: string): Entry | undefined {
    const entry = this.#entries.get(cdata);
    clearTimeout(entry?.deadline);
    clearTimeout(entry?.next);
    this.#entries.delete(cdata);
    return entry;
  }
}

/** The refusal that a reply, or an answer over HTTP, tells of. */
export function refusal(frame: Frame): RpcError {
  const result = (frame.result ?? frame) as Record<string, unknown>;
  return new RpcError(Number(frame.errno), String(frame.error), result);
}

let count = 0;

/** A cdata that this user has not used on any device. */
export function newCdata(): string {
  return [Date.now(), count++, Math.random() * 2 ** 52].map((n) => n.toString(36)).join("-");
}
