// Writes what was exported as literals of the types that schema.org's vocabulary and SARIF have, for tsc to check.
// Usage: node typed.js CATALOGUE.jsonld CHECK.sarif DIR
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [jsonld, sarif, dir] = process.argv.slice(2);
const { "@context": context, "@graph": things } = JSON.parse(readFileSync(jsonld, "utf8"));
if (context !== "https://schema.org" || things.length === 0) {
	throw new Error(`${jsonld}: no graph of schema.org`);
}
const kinds = new Map();
for (const thing of things) {
	kinds.set(thing["@type"], (kinds.get(thing["@type"]) ?? 0) + 1);
}
const types = [...kinds.keys()].sort();
writeFileSync(join(dir, "jsonld.ts"), [
	`import type { ${types.join(", ")} } from "schema-dts";`,
	...things.map((thing, i) => `export const thing${i}: ${thing["@type"]} = ${JSON.stringify(thing)};`),
	"",
].join("\n"));
const log = readFileSync(sarif, "utf8");
if (JSON.parse(log).runs[0].results.length === 0) {
	throw new Error(`${sarif}: no result`);
}
writeFileSync(join(dir, "sarif.ts"), `import type { Log } from "sarif";\nexport const log: Log = ${log};\n`);
console.log(`schema.org: ${types.map((t) => `${kinds.get(t)} ${t}`).join(", ")}`);
