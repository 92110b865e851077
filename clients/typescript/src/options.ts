import type { Push } from "./generated/pushes.ts";

/** What a login gives. Keep it: it is good for months. */
export interface Session {
  sessionid: string;
  /** When it ends, in unix seconds; without it the session is not exchanged before its end. */
  timeout?: number;
  /** The address of the socket. */
  url?: string;
}

export interface CallOptions {
  /**
   * Milliseconds after which the call is given up as CallTimeout, at most 540,000; default 60,000.
   * Until then it survives broken connections and a busy service.
   */
  deadline?: number;
}

export type State = "connecting" | "online" | "waiting" | "stopped";

/**
 * Why a client stopped: `closed` by the app; `logged out`: log in again; `replaced`: the same
 * session was started elsewhere, or the user has too many connections; `fault`: the service
 * refuses how this client behaves.
 */
export type Reason = "closed" | "logged out" | "replaced" | "fault";

export interface Options {
  session: Session;
  /** The socket's address, in place of the session's. */
  url?: string;
  /**
   * The number up to which the app has everything, as `client.seq` said last time. Without it
   * the stream begins with what comes from now on; 0 = all that the service still has.
   */
  seq?: number;
  /** Frames from the service are compressed; default true. */
  compressed?: boolean;
  /** Milliseconds without a reply after which the connection counts as dead; default 12,000. */
  patience?: number;
  /** The session was exchanged: keep this one from now on. */
  onSession?: (session: Session) => void;
  onState?: (state: State, reason?: Reason) => void;
  /** In place of the platform's own, for tests and old platforms. */
  webSocket?: new (url: string) => WebSocket;
}

export type { Push };
