// Checks what was exported by the public tools of each form: JSON by its schema, the feed by a reader of feeds.
// Usage: node check.js DIR
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { parseAtomFeed } from "feedsmith";

const read = (name) => readFileSync(join(process.argv[2], name), "utf8");
const fail = (message) => {
	console.error(message);
	process.exitCode = 1;
};

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
formats(ajv);
const sound = ajv.compile(JSON.parse(read("catalogue.schema.json")));
const catalogue = JSON.parse(read("catalogue.json"));
if (!sound(catalogue)) {
	fail(`catalogue.json: ${ajv.errorsText(sound.errors, { separator: "\n" })}`);
}
// A schema that takes anything would pass: each of these mistakes has to be seen.
for (const [name, spoil] of Object.entries({
	"a number for a title": (c) => { c.resources[0].title = 1; },
	"no identifier": (c) => { delete c.resources[0].id; },
	"an unknown field": (c) => { c.resources[0].colour = "red"; },
	"an unknown kind": (c) => { c.resources[0].kind = "FILM"; },
})) {
	const spoilt = structuredClone(catalogue);
	spoil(spoilt);
	if (sound(spoilt)) {
		fail(`catalogue.schema.json: takes ${name}`);
	}
}

const feed = parseAtomFeed(read("resources.atom"));
const ids = new Set();
for (const e of feed.entries) {
	if (!e.id || !e.title || Number.isNaN(Date.parse(e.updated)) || !e.links?.some((l) => URL.canParse(l.href)) || ids.has(e.id)) {
		fail(`resources.atom: ${JSON.stringify(e)}`);
	}
	ids.add(e.id);
}
if (!feed.id || !feed.title || Number.isNaN(Date.parse(feed.updated)) || !feed.authors?.length || ids.size === 0) {
	fail(`resources.atom: the feed lacks what RFC 4287 asks for: ${JSON.stringify({ ...feed, entries: ids.size })}`);
}
console.log(`forms: ${catalogue.resources.length} resources by their schema, ${ids.size} entries of the feed`);
