/** Exchanges the session before it ends. */

import type { Session } from "./options.ts";

const WEEK = 7 * 86_400;
/** setTimeout counts to 2^31 milliseconds. */
const LONGEST = 43_200;

export class Exchange {
  session: Session;
  #due: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renew: () => Promise<unknown>;

  /** `renew` calls session.renew; its result is told to `renewed`. */
  constructor(session: Session, renew: () => Promise<unknown>) {
    this.session = session;
    this.#renew = renew;
    this.#due = session.timeout ? session.timeout - WEEK : Infinity;
  }

  renewed(fresh: { sessionid: string; timeout: number }): Session {
    this.session = { ...this.session, ...fresh };
    // Half of its life at least, where sessions live for less than a fortnight.
    this.#due = Math.max(fresh.timeout - WEEK, (now() + fresh.timeout) / 2);
    return this.session;
  }

  /** The session is started: exchange it when it is time. */
  watch(): void {
    this.stop();
    const wait = Math.max(0, this.#due - now());
    if (wait > 0) {
      this.#timer = setTimeout(() => this.watch(), Math.min(wait, LONGEST) * 1000);
      return;
    }
    // A refusal or a broken line: the next start tries again, and so does the next hour.
    const again = () => void (this.#timer = setTimeout(() => this.watch(), 3_600_000));
    this.#renew().then(() => this.watch(), again);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

const now = (): number => Date.now() / 1000;
