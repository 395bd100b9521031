// Checks an AsyncAPI document with the AsyncAPI parser: node tools/asyncapi.mjs FILE FOLDER, where
// FOLDER has node_modules with @asyncapi/parser.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [file, folder] = process.argv.slice(2);
const { Parser, fromFile } = createRequire(resolve(folder, "package.json"))("@asyncapi/parser");
const { document, diagnostics } = await fromFile(new Parser(), file).parse();
// Severity 0 is an error and 1 a warning.
const faults = diagnostics.filter(({ severity }) => severity <= 1);
for (const { path, message, code } of faults) {
  console.error(`${file}: /${path.join("/")}: ${message} (${code})`);
}
if (!document || faults.length > 0) process.exit(1);
console.log(`asyncapi: ${document.channels().length} channels, ${document.messages().length} messages`);
