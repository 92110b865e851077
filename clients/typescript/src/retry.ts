/** When, and whether, to connect again. */

import type { Reason } from "./options.ts";

/** Close codes after which connecting again is of no use. */
const FINAL: Record<number, Reason> = {
  1008: "fault",
  1009: "fault",
  4001: "logged out",
  4002: "replaced",
  4004: "logged out",
};
const RESTARTS = new Set([1001, 1012]);
const SPREAD = 5_000;
const LONGEST = 60_000;

/** The reason to stop for, or undefined: connect again. */
export const finalReason = (code: number): Reason | undefined => FINAL[code];

/**
 * Milliseconds to wait before the next try, a random number, so that the clients of a service that
 * comes back do not come all at once. `failures`: tries in a row that did not last.
 */
export function pause(code: number, failures: number): number {
  const longest = Math.min(LONGEST, 1000 * 2 ** Math.min(failures, 10));
  return Math.random() * (RESTARTS.has(code) ? Math.max(SPREAD, longest) : longest);
}

/** Waits that `wake` ends early. */
export class Sleeper {
  #wake: (() => void) | null = null;

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.#wake?.();
  }
}
