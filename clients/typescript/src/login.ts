/** Logging in, over HTTP. `base` is the service's address, such as "https://example.com". */

import type { Frame } from "./line.ts";
import type { Session } from "./options.ts";
import { refusal } from "./pending.ts";

interface LoggedIn {
  sessionid: string;
  timeout: number;
  ws: string;
  wss: string;
}

interface Challenge {
  text: string;
  bits: number;
}

/**
 * Send a code to a phone; shows the work that the service may ask for. Gives "sent", or the code
 * itself where the service runs with DEBUG.
 */
export async function requestCode(base: string, phone: string): Promise<string> {
  let reply = await ask(base, "getcode", { phone });
  if (reply.challenge) {
    const proof = await prove(reply.challenge as Challenge);
    reply = await ask(base, "getcode", { phone, proof });
  }
  return String(taken(reply).code);
}

/** Log in with the code that the phone got; a new number gets an account. */
export const loginWithCode = async (base: string, phone: string, code: string): Promise<Session> =>
  session(base, await ask(base, "PhoneLogin", { phone, code }));

/** Log in with a password set by `user.set_password`; `name`: the phone or the nick. */
export const loginWithPassword = async (
  base: string,
  name: string,
  psw: string,
): Promise<Session> => session(base, await ask(base, "login", { name, psw }));

function session(base: string, reply: Frame): Session {
  const { sessionid, timeout, ws, wss } = taken(reply) as unknown as LoggedIn;
  return { sessionid, timeout, url: base.startsWith("https:") ? wss : ws };
}

/** As a form, so that no secret stands in an address. */
async function ask(base: string, path: string, form: Record<string, string>): Promise<Frame> {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${base.replace(/\/+$/, "")}/${path}`, { method: "POST", body });
  return (await answer.json()) as Frame;
}

function taken(reply: Frame): Frame {
  if (reply.errno !== 0) throw refusal(reply);
  return reply;
}

/** Node 18 has it there only. As a variable, so that bundlers for browsers leave it out. */
const NODE = "node:crypto";

/** `text:number` whose SHA-256 begins with so many zero bits. */
export async function prove({ text, bits }: Challenge): Promise<string> {
  const { subtle } = globalThis.crypto ?? (await import(/* @vite-ignore */ NODE)).webcrypto;
  for (let number = 0; ; number++) {
    const proof = `${text}:${number}`;
    const hash = await subtle.digest("SHA-256", new TextEncoder().encode(proof));
    if (zeroBits(new Uint8Array(hash)) >= bits) return proof;
  }
}

function zeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first]!) - 24;
}
