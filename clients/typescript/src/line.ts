/** One websocket: objects out, objects in, in their order. */

export type Frame = Record<string, unknown>;

/** A frame over this is closed with 1009 by the service. */
const FRAME_LIMIT = 256 * 1024;
/** No close frame came. */
const BROKEN = 1006;

export interface Listener {
  opened(): void;
  frame(frame: Frame): void;
  /** Once, and nothing follows. */
  closed(code: number): void;
}

/** Raises RangeError when the service would not take it. */
export function encode(frame: Frame): string {
  const text = JSON.stringify(frame);
  // Three bytes a code unit at most: most frames need no look.
  if (text.length * 3 > FRAME_LIMIT && new TextEncoder().encode(text).length > FRAME_LIMIT)
    throw new RangeError("the call is over 256 KiB");
  return text;
}

export class Line {
  #socket: WebSocket;
  #listener: Listener | null;
  /** When the last frame came, in milliseconds. */
  heard = Date.now();
  /** Frames are inflated one after the other, so that they stay in order. */
  #incoming: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, listener: Listener) {
    this.#socket = socket;
    this.#listener = listener;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#listener?.opened();
    socket.onmessage = ({ data }) => {
      this.heard = Date.now();
      this.#next(() => this.#take(data));
    };
    socket.onclose = ({ code }) => this.#next(() => this.#end(code));
    socket.onerror = () => undefined;
  }

  send(text: string): void {
    if (this.#socket.readyState === 1) this.#socket.send(text);
  }

  /** Give it up now; `closed` is called before this returns, unless it was before. */
  drop(code: number = BROKEN): void {
    this.#socket.close(1000);
    this.#end(code);
  }

  #next(step: () => Promise<void> | void): void {
    this.#incoming = this.#incoming.then(step).catch(() => this.drop());
  }

  async #take(data: string | ArrayBuffer): Promise<void> {
    const text = typeof data === "string" ? data : await inflated(data);
    this.#listener?.frame(JSON.parse(text));
  }

  #end(code: number): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.closed(code);
  }
}

async function inflated(data: ArrayBuffer): Promise<string> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** The platform's WebSocket; in a Node that has none the one of the package `ws`. */
export async function platformSocket(): Promise<new (url: string) => WebSocket> {
  if (globalThis.WebSocket) return globalThis.WebSocket;
  const name = "ws"; // as a variable, so that bundlers for browsers leave it out
  return (await import(name)).WebSocket;
}
