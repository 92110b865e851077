// `node strip.mjs FOLDER...`: one line of JSON with every TypeScript file of the folders as
// JavaScript, as a browser takes it.

import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const found = {};
for (const folder of process.argv.slice(2))
  for (const name of readdirSync(folder, { recursive: true }).filter((one) => one.endsWith(".ts")))
    found[name] = stripTypeScriptTypes(readFileSync(join(folder, name), "utf8"));
console.log(JSON.stringify(found));
