// The cases of tests/forms as the browser sees them: the same faults as on the server, but for what no schema says.
//   node --test tests/forms/browser.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "../../assets/node_modules/esbuild/lib/main.js";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const source = fileURLToPath(new URL("../../assets/src/form-check.js", import.meta.url));
const bundled = await build({ entryPoints: [source], bundle: true, format: "esm", write: false });
const text = bundled.outputFiles[0].text;
const { faults, instance } = await import(`data:text/javascript,${encodeURIComponent(text)}`);

const schema = read("schema.json");
// Rows in which nothing was filled in are dropped before the check, here as on the server.
for (const { name, answers, faults: expected, beyond } of read("cases.json")) {
  test(name, () => {
    const found = faults(schema, instance(schema, answers), "zh");
    assert.deepEqual([...found.keys()].sort(), expected.filter((path) => !beyond.includes(path)));
    for (const words of found.values()) assert.match(words, /\p{Script=Han}/u);
  });
}

test("the check needs no eval, which the pages forbid", () => {
  assert.doesNotMatch(text, /\beval\s*\(|new Function\s*\(/);
});
