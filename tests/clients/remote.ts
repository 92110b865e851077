// The TypeScript client, driven from outside: commands come in, and `say` tells what happens.

import type { Client } from "../../clients/typescript/src/index.ts";

/** `social` is the client's module: where it stands differs between Node and browsers. */
export function remote(social, say: (line: object) => void) {
  const clients = new Map<string, Client>();

  function open({ name, options }) {
    const onState = (state, reason) => say({ name, state, reason });
    const onSession = (session) => say({ name, session });
    const client = new social.Client({ ...options, onState, onSession });
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
    if (error instanceof social.RpcError) {
      const { errno, retryAfter } = error;
      const texts = [error.userText("zh-Hans-CN"), social.userText(errno, "en")];
      return { errno, retryAfter, texts };
    }
    const reason = error instanceof social.Stopped ? error.reason : error.message;
    return { failed: error.name, reason };
  }

  return (command) => {
    if (command.do === "open") open(command);
    else if (command.do === "call") void call(command);
    else if (command.do === "seq") say({ id: command.id, result: clients.get(command.name)!.seq });
    else clients.get(command.name)!.close();
  };
}
