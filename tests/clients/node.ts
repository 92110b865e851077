// The TypeScript client in Node: commands and what happens are lines of JSON.

import { createInterface } from "node:readline";

import * as social from "../../clients/typescript/src/index.ts";
import { remote } from "./remote.ts";

const take = remote(social, (line) => process.stdout.write(`${JSON.stringify(line)}\n`));
for await (const line of createInterface({ input: process.stdin })) take(JSON.parse(line));
process.exit(0);
