/** Puts what is addressed to the user into one order: nothing missing, nothing twice. */

import type { Push } from "./generated/pushes.ts";
import type { Synced } from "./generated/objects.ts";

/** So many pushes wait for the app; what has a number beyond them is fetched later. */
const ROOM = 1000;
const PAGE = 200;
/** Their `seq` is not a number of their own. */
const UNNUMBERED = new Set(["resync", "gap"]);

/** Calls event.sync; fails only when the client has stopped. */
export type Fetch = (seq: number, count: number) => Promise<Synced>;

export class Stream implements AsyncIterableIterator<Push> {
  /** Everything up to here was handed to the app, and the app has asked for more. */
  seq = 0;
  #started = false;
  /** Everything up to here waits or was handed out. */
  #last = 0;
  #newest = 0;
  #waiting: Push[] = [];
  #taken: Push | null = null;
  #wanted: ((result: IteratorResult<Push>) => void)[] = [];
  #fetch: Fetch;
  #fetching = false;
  #ended = false;
  #dropped = false;

  /** `seq`: where to begin, undefined = at what the first session start says. */
  constructor(fetch: Fetch, seq?: number) {
    this.#fetch = fetch;
    if (seq !== undefined) this.#begin(seq);
  }

  #begin(seq: number): void {
    this.#started = true;
    this.seq = this.#last = this.#newest = seq;
  }

  /** A session was started, and `seq` is the number of the last thing addressed to the user. */
  online(seq: number): void {
    if (!this.#started) this.#begin(seq);
    if (seq < this.#last) {
      // The service has less than before, as after the restore of a backup.
      this.#begin(seq);
      this.#put({ type: "gap", seq, data: {} });
    }
    this.#behind(seq);
  }

  /** A push came. */
  take(push: Push): void {
    if (push.type === "resync" || push.seq === undefined) {
      if (push.seq !== undefined) this.#behind(push.seq);
      this.#whenRoom(push);
    } else if (push.seq === this.#last + 1 && this.#waiting.length < ROOM) this.#number(push);
    else this.#behind(push.seq);
  }

  /** What has no number is not kept for an app that does not take it; it is told so afterwards. */
  #whenRoom(push: Push): void {
    if (this.#waiting.length < ROOM) this.#put(push);
    else this.#dropped = true;
  }

  #number(push: Push & { seq: number }): void {
    this.#last = push.seq;
    this.#newest = Math.max(this.#newest, push.seq);
    this.#put(push);
  }

  #behind(seq: number): void {
    this.#newest = Math.max(this.#newest, seq);
    if (!this.#fetching) void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#fetching = true;
    try {
      while (this.#newest > this.#last && this.#waiting.length < ROOM) {
        const asked = this.#last;
        this.#synced(asked, await this.#fetch(asked, PAGE));
      }
    } catch {
      // The client has stopped.
    }
    this.#fetching = false;
  }

  #synced(asked: number, found: Synced): void {
    if (found.gap) this.#put({ type: "gap", seq: found.seq, data: {} });
    for (const { type, seq, data } of found.items)
      if (seq > this.#last) this.#number({ type, seq, data } as unknown as Push & { seq: number });
    this.#last = Math.max(this.#last, found.seq);
    // Numbers that the service does not know of would be asked for without end.
    if (!found.more && found.seq <= asked) this.#newest = this.#last;
  }

  // ------------------------------------------------------------------------------- the app

  #put(push: Push): void {
    const wanted = this.#wanted.shift();
    if (!wanted) return void this.#waiting.push(push);
    this.#taken = push;
    wanted({ done: false, value: push });
  }

  /** The next push; asking for it says that the one before is done with. */
  next(): Promise<IteratorResult<Push>> {
    this.#done();
    const push = this.#waiting.shift();
    if (push) {
      this.#taken = push;
      if (this.#waiting.length < ROOM / 2) this.#refill();
      return Promise.resolve({ done: false, value: push });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#wanted.push(resolve));
  }

  #done(): void {
    if (!this.#waiting.length && this.#started) this.seq = Math.max(this.seq, this.#last);
    else if (this.#taken && !UNNUMBERED.has(this.#taken.type)) this.seq = this.#taken.seq ?? this.seq;
    this.#taken = null;
  }

  #refill(): void {
    if (this.#dropped) {
      this.#dropped = false;
      this.#put({ type: "resync", seq: this.#last, data: {} });
    }
    this.#behind(this.#last);
  }

  end(): void {
    this.#ended = true;
    for (const wanted of this.#wanted.splice(0)) wanted({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
