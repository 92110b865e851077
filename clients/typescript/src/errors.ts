import { Errno, TEXTS } from "./generated/errors.ts";
import type { Reason } from "./options.ts";

/** What a user is told about an errno; `language` as the platform names it, such as "zh-CN". */
export function userText(errno: number, language: string): string {
  const texts = TEXTS[errno] ?? TEXTS[Errno.Internal]!;
  return language.toLowerCase().startsWith("zh") ? texts.zh : texts.en;
}

/** The service refused: `errno` says why, `message` is for developers. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly errno: number;
  readonly result: Record<string, unknown>;

  constructor(errno: number, text: string, result: Record<string, unknown>) {
    super(`errno ${errno}: ${text}`);
    this.errno = errno;
    this.result = result;
  }

  /** Seconds to wait, when the errno is 4. */
  get retryAfter(): number {
    return Number(this.result.retry_after ?? 0);
  }

  userText(language: string): string {
    return userText(this.errno, language);
  }
}

/** No answer within the call's deadline. Whether it was executed is not known. */
export class CallTimeout extends Error {
  override readonly name = "CallTimeout";
}

/** The client has stopped, for this reason; calls without an answer end with this. */
export class Stopped extends Error {
  override readonly name = "Stopped";
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(`the client has stopped: ${reason}`);
    this.reason = reason;
  }
}
