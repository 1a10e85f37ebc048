// The check of an item's form in the browser, with the schema that the server checks with: the same faults at the
// same places in the same words. The schema comes from /api/v1/items/CODE/form.
import { Validator } from "@cfworker/json-schema";

// What is said first where several things are wrong with one answer.
const RANK = [
  ["additionalProperties"],
  ["not"],
  ["required"],
  ["type", "enum", "format"],
  ["maxLength"],
  ["pattern"],
  ["minimum"],
  ["maximum"],
  ["minItems"],
  ["maxItems"],
  ["uniqueItems"],
];
const rank = (keyword) => RANK.findIndex((keywords) => keywords.includes(keyword));

const isEmpty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);

// A text as the schema describes it: numbers as numbers, money as fen, yes and no as truth values.
// What is not written as its kind wants it stays text, so that the schema says so.
function typed(schema, text) {
  switch (schema?.["x-kind"]) {
    case "integer":
      return /^[0-9]{1,15}$/.test(text) ? Number(text) : text;
    case "decimal":
      return new RegExp(`^[0-9]{1,12}([.][0-9]{1,${schema["x-places"]}})?$`).test(text) ? Number(text) : text;
    case "money": {
      const parts = /^([0-9]{1,12})(?:[.]([0-9]{1,2}))?$/.exec(text);
      return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : text;
    }
    case "yes_no":
      return text === "yes" ? true : text === "no" ? false : text;
    default:
      return text;
  }
}

function one(schema, answer) {
  if (typeof answer === "string") return typed(schema, answer.trim());
  if (!Array.isArray(answer)) return answer;
  return answer.map((entry) => {
    if (entry && typeof entry === "object") return entry.hash ? entry.hash : instance(schema?.items, entry);
    return entry;
  });
}

/** What was filled in, as texts by code, as the schema describes it; empty answers are left out. */
export function instance(schema, answers) {
  const filled = Object.entries(answers).map(([code, answer]) => [code, one(schema?.properties?.[code], answer)]);
  return Object.fromEntries(filled.filter(([, value]) => !isEmpty(value)));
}

// The path of a fault and the schema at it, from a JSON pointer: #/partners/0/name is form.partners[0].name.
function walk(schema, pointer) {
  let [path, here, inList] = ["form", schema, false];
  for (const part of pointer.split("/").slice(1)) {
    if (inList) {
      if (here["x-kind"] !== "group") break;
      [path, here, inList] = [`${path}[${part}]`, here.items, false];
    } else {
      const code = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
      here = here?.properties?.[code];
      path = `${path}.${code}`;
      inList = here?.type === "array";
    }
  }
  return [path, here];
}

const named = (error) => /"(.*)"/.exec(error)?.[1] ?? "";

function placed(schema, { keyword, instanceLocation, error }) {
  if (keyword === "required") {
    const [path, here] = walk(schema, instanceLocation);
    const code = named(error);
    return { path: `${path}.${code}`, keyword, words: here?.properties?.[code]?.["x-words"]?.required };
  }
  if (keyword === "false") {
    const [path] = walk(schema, instanceLocation);
    return { path, keyword: "additionalProperties", words: schema["x-unknown"] };
  }
  const [path, here] = walk(schema, instanceLocation);
  return rank(keyword) < 0 || !here?.["x-words"] ? null : { path, keyword, words: here["x-words"][keyword] };
}

const within = (above, path) => path !== above && path.startsWith(above) && "[.".includes(path[above.length]);

const validators = new WeakMap();

/** Everything that is wrong with an instance: a map of path and words, the first fault of each path. */
export function faults(schema, value, language) {
  if (!validators.has(schema)) validators.set(schema, new Validator(schema, "2020-12", false));
  const found = new Map();
  for (const error of validators.get(schema).validate(value).errors) {
    const fault = placed(schema, error);
    if (!fault || !fault.words) continue;
    const known = found.get(fault.path);
    if (!known || rank(fault.keyword) < rank(known.keyword)) found.set(fault.path, fault);
  }
  const paths = [...found.keys()];
  const kept = [...found].filter(([path]) => !paths.some((above) => within(above, path)));
  return new Map(kept.map(([path, { words }]) => [path, words[language]]));
}
