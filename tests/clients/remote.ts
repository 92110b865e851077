// The TypeScript client, driven from outside: commands as lines of JSON come in, what happens
// goes out.

import { createInterface } from "node:readline";

import { Client, RpcError, Stopped, userText } from "../../clients/typescript/src/index.ts";

const clients = new Map<string, Client>();
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

function open({ name, options }) {
  const onState = (state, reason) => say({ name, state, reason });
  const onSession = (session) => say({ name, session });
  const client = new Client({ ...options, onState, onSession });
  clients.set(name, client);
  void read(name, client);
}

async function read(name, client) {
  for await (const push of client.pushes()) say({ name, push, before: client.seq });
  say({ name, push: null });
}

async function call({ name, func, parm, options, id }) {
  const client = clients.get(name)!;
  try {
    const found: any = func.split(".").reduce((place, part) => place[part], client.api);
    say({ id, result: await found(parm, options) });
  } catch (error) {
    say({ id, ...failure(error) });
  }
}

function failure(error) {
  if (error instanceof RpcError) {
    const { errno, retryAfter } = error;
    return { errno, retryAfter, texts: [error.userText("zh-Hans-CN"), userText(errno, "en")] };
  }
  return { failed: error.name, reason: error instanceof Stopped ? error.reason : error.message };
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  if (command.do === "open") open(command);
  else if (command.do === "call") void call(command);
  else if (command.do === "seq") say({ id: command.id, result: clients.get(command.name)!.seq });
  else clients.get(command.name)!.close();
}
process.exit(0);
