/** A connection that lasts: it reconnects, sends again what has no answer, and misses nothing. */

import { Exchange } from "./exchange.ts";
import { RpcError, Stopped } from "./errors.ts";
import { Errno } from "./generated/errors.ts";
import { functions } from "./generated/functions.ts";
import type { Renewed, Started, Synced } from "./generated/objects.ts";
import type { Push } from "./generated/pushes.ts";
import { type Frame, Line, platformSocket } from "./line.ts";
import type { CallOptions, Options, Reason, Session, State } from "./options.ts";
import { newCdata, Pending, type Sender } from "./pending.ts";
import { Sleeper, finalReason, pause } from "./retry.ts";
import { Stream } from "./stream.ts";
import { Watches } from "./watches.ts";

const PATIENCE = 12_000;
/** A connection that lasted so long was a good one. */
const LASTING = 10_000;

export class Client implements Sender {
  /** All functions of the service: `client.api.message.send({ uid, content })`. */
  readonly api = functions((func, parm, options) => this.call(func, parm, options));
  /** What the last session start said, my profile among it. */
  started: Started | undefined;
  state: State = "waiting";

  #options: Options;
  #url: string;
  #patience: number;
  #exchange: Exchange;
  #pending: Pending;
  #stream: Stream;
  #watches = new Watches();
  #sleeper = new Sleeper();
  #line: Line | null = null;
  #startCdata = "";
  #overdue: ReturnType<typeof setTimeout> | undefined;
  #reason: Reason | undefined;
  #failures = 0;
  #wake = () => this.wake();

  /** Connects at once, and goes on until `close`, or until the service says that it is of no use. */
  constructor(options: Options) {
    this.#options = options;
    this.#patience = options.patience ?? PATIENCE;
    this.#pending = new Pending(this, this.#patience);
    this.#exchange = new Exchange(options.session, () => this.call("session.renew", {}));
    this.#stream = new Stream((seq, count) => this.#sync(seq, count), options.seq);
    this.#url = address(options);
    globalThis.addEventListener?.("online", this.#wake);
    // Not before the app has what this returns.
    queueMicrotask(() => void this.#run());
  }

  /** Everything up to this number was taken from `pushes`; keep it for the next `new Client`. */
  get seq(): number {
    return this.#stream.seq;
  }

  /** The session as it is now; it changes when it is exchanged. */
  get session(): Session {
    return this.#exchange.session;
  }

  get online(): boolean {
    return this.state === "online";
  }

  /**
   * What arrives, in the order in which all devices of the user see it. Ends when the client has
   * stopped. There is one stream: two loops would share it.
   */
  pushes(): AsyncIterableIterator<Push> {
    return this.#stream;
  }

  /** Any function by its name, also one that this client's version does not know. */
  async call<T>(func: string, parm: object, options: CallOptions = {}): Promise<T> {
    if (this.#reason) throw new Stopped(this.#reason);
    const result = await this.#pending.call<T>(func, parm, options.deadline);
    this.#watches.done(func, parm);
    if (func === "session.renew") this.#renewed(result as Renewed);
    return result;
  }

  /** Connect now if it waits: for when the app comes to the front or the network is back. */
  wake(): void {
    this.#failures = 0;
    this.#sleeper.wake();
  }

  close(): void {
    this.#stop("closed");
  }

  // ---------------------------------------------------------------------------- connections

  async #run(): Promise<void> {
    while (!this.#reason) {
      this.#enter("connecting");
      const code = await this.#connection();
      const reason = finalReason(code);
      if (reason) this.#stop(reason);
      if (this.#reason) return;
      this.#enter("waiting");
      await this.#sleeper.sleep(pause(code, this.#failures++));
    }
  }

  /** One connection from its beginning to its end; the code it was closed with. */
  async #connection(): Promise<number> {
    const begun = Date.now();
    const Socket = this.#options.webSocket ?? (await platformSocket());
    const code = await new Promise<number>((closed) => {
      if (this.#reason) return closed(1000);
      const frame = (frame: Frame) => this.#take(frame);
      this.#line = new Line(new Socket(this.#url), { opened: this.#start, frame, closed });
      this.#overdue = setTimeout(() => this.#line?.drop(), this.#patience);
    });
    clearTimeout(this.#overdue);
    this.#line = null;
    this.#exchange.stop();
    this.#pending.pause();
    if (this.online && Date.now() - begun > LASTING) this.#failures = 0;
    return code;
  }

  #start = (): void => {
    this.#startCdata = newCdata();
    const parm = { sessionid: this.session.sessionid };
    const call = { func: "session.start2", parm, cdata: this.#startCdata };
    this.#line?.send(JSON.stringify(call));
  };

  #take(frame: Frame): void {
    const { push, type, seq, data } = frame;
    if (push === true) this.#stream.take({ type, seq, data } as Push);
    else if (frame.cdata !== this.#startCdata) this.#pending.reply(frame);
    else if (frame.errno === 0) this.#begun(frame.result as unknown as Started);
    else if (frame.errno === Errno.NoSession) this.#stop("logged out");
    else this.#line?.drop();
  }

  #begun(started: Started): void {
    clearTimeout(this.#overdue);
    const again = this.started !== undefined;
    this.started = started;
    this.#enter("online");
    this.#stream.online(started.seq ?? 0);
    this.#pending.resend();
    this.#exchange.watch();
    if (again) void this.#watchAgain(started.seq ?? 0);
  }

  /** Pushes without numbers may have been missed: the app is told, once all watches stand again. */
  async #watchAgain(seq: number): Promise<void> {
    const call = (func: string, parm: object) => this.#pending.call(func, parm);
    const resync = (data: { gid?: number }) => this.#stream.take({ type: "resync", seq, data });
    await this.#watches.again(call, (gid) => resync({ gid }));
    resync({});
  }

  /** Waits until it is answered: the stream cannot go on without it. */
  async #sync(seq: number, count: number): Promise<Synced> {
    for (;;) {
      try {
        return await this.#pending.call<Synced>("event.sync", { seq, count });
      } catch (error) {
        if (this.#reason) throw error;
        await new Promise((later) => setTimeout(later, secondsToWait(error) * 1000));
      }
    }
  }

  #renewed(fresh: Renewed): void {
    this.#options.onSession?.(this.#exchange.renewed(fresh));
  }

  // -------------------------------------------------------------------- what Pending asks for

  send(text: string): void {
    this.#line?.send(text);
  }

  check(milliseconds: number): void {
    if (this.#line && Date.now() - this.#line.heard >= milliseconds) this.#line.drop();
  }

  // ------------------------------------------------------------------------------------ end

  #enter(state: State): void {
    this.state = state;
    this.#options.onState?.(state, this.#reason);
  }

  #stop(reason: Reason): void {
    if (this.#reason) return;
    this.#reason = reason;
    globalThis.removeEventListener?.("online", this.#wake);
    this.#pending.stop(reason);
    this.#stream.end();
    this.#line?.drop(1000);
    this.#sleeper.wake();
    this.#enter("stopped");
  }
}

function address({ url, session, compressed }: Options): string {
  const found = url ?? session.url;
  if (!found) throw new TypeError("neither the options nor the session has the socket's address");
  return `${found}?own_pushes=1${compressed === false ? "" : "&usezlib=1"}`;
}

function secondsToWait(error: unknown): number {
  return (error instanceof RpcError && error.retryAfter) || 5;
}
