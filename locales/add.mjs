// Adds or changes texts in both languages and keeps the files sorted.
// Reads lines of KEY <tab> CHINESE <tab> ENGLISH from standard input:
//   node locales/add.mjs < texts.tsv
// A line with a key alone removes that key.
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync, existsSync } from "node:fs";

const here = new URL(".", import.meta.url);
const lock = new URL(".lock", here);
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

// Several people may add texts at once: one at a time writes.
for (let tries = 0; ; tries++) {
  try {
    mkdirSync(lock);
    break;
  } catch (error) {
    if (error.code !== "EEXIST" || tries > 200) throw error;
    wait(50);
  }
}
try {
  const files = ["zh", "en"].map((code) => new URL(`${code}.json`, here));
  const texts = files.map((file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}));
  for (const line of readFileSync(0, "utf8").split("\n")) {
    if (!line.trim()) continue;
    const [key, ...words] = line.split("\t").map((part) => part.trim());
    if (!/^[a-z0-9_.]+$/.test(key)) throw new Error(`not a key: ${key}`);
    if (words.length === 0) texts.forEach((all) => delete all[key]);
    else if (words.length === 2 && words[0] && words[1]) texts.forEach((all, n) => (all[key] = words[n]));
    else throw new Error(`${key}: a Chinese and an English text are needed`);
  }
  files.forEach((file, n) => {
    const sorted = Object.keys(texts[n]).sort().map((key) => `  ${JSON.stringify(key)}: ${JSON.stringify(texts[n][key])}`);
    const draft = new URL(`${file.href}.new`);
    writeFileSync(draft, `{\n${sorted.join(",\n")}\n}\n`);
    renameSync(draft, file);
  });
} finally {
  rmdirSync(lock);
}
