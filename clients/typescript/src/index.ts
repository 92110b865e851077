export { Client } from "./client.ts";
export { CallTimeout, RpcError, Stopped, userText } from "./errors.ts";
export { loginWithCode, loginWithPassword, requestCode } from "./login.ts";
export type { CallOptions, Options, Reason, Session, State } from "./options.ts";
export { Errno, TEXTS } from "./generated/errors.ts";
export type * from "./generated/functions.ts";
export type * from "./generated/objects.ts";
export type { Push } from "./generated/pushes.ts";
