#!/usr/bin/env node
// The rules of the house that no compiler keeps. Each fault comes with the reason and the cure.
//   node tools/house.mjs

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Which of our crates each crate may know. Arrows only go down. */
const MAY_KNOW = {
  'yimen-domain': [],
  'yimen-paper': [],
  'yimen-find': [],
  'yimen-edit': [],
  'yimen-rules': ['yimen-domain'],
  'yimen-store': ['yimen-domain'],
  'yimen-acts': ['yimen-domain', 'yimen-store', 'yimen-paper', 'yimen-find', 'yimen-edit', 'yimen-rules'],
  'yimen-work': ['yimen-domain', 'yimen-store', 'yimen-acts'],
  'yimen-twins': ['yimen-acts'],
  'yimen-web': ['yimen-domain', 'yimen-store', 'yimen-acts', 'yimen-edit'],
  'yimen-testkit': ['yimen-domain', 'yimen-store', 'yimen-acts', 'yimen-paper', 'yimen-work', 'yimen-web', 'yimen-twins'],
  yimen: ['yimen-domain', 'yimen-store', 'yimen-acts', 'yimen-paper', 'yimen-work', 'yimen-web', 'yimen-twins'],
};

/** What the pure rules may be built with. */
const PURE = ['jiff', 'uuid', 'thiserror'];

const SOURCE = /\.(rs|ts|mjs|js|css|html|sh|sql|toml|md)$|(^|\/)(Makefile|run)$/;

const MACHINE_PATH = /(?<![\w.:/-])\/(?:(?:root|home|tmp|Users)\/[\w.$-]+|work\/(?:main|shared)\b)/;
const REGISTRY = /registry\.(?:npmjs|npmmirror)\.\w+|(?:static|index)\.crates\.io|(?:files\.pythonhosted|deb\.debian)\.org/;
const PROMISE = /\b(?:TO-?DO|FIX-?ME)\b/;

/** The lines of `text` that match, as `file:line: what was found`. */
export function linesWith(pattern, file, text) {
  return text.split('\n').flatMap((line, index) => {
    const found = pattern.exec(line);
    return found ? [`${file}:${index + 1}: ${found[0]}`] : [];
  });
}

/** The texts of a locale by dotted key. */
export function flatten(tree, prefix = '') {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? flatten(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  );
}

const blanks = (text) => (String(text).match(/\{[^{}]*\}/g) ?? []).sort().join(' ');

/** What two locales do not have in common: keys, blanks to fill, texts that are empty. */
export function localeFaults(zh, en) {
  const [chinese, english] = [new Map(flatten(zh)), new Map(flatten(en))];
  const faults = [];
  for (const key of new Set([...chinese.keys(), ...english.keys()])) {
    if (!chinese.has(key)) faults.push(`${key}: not in Chinese`);
    else if (!english.has(key)) faults.push(`${key}: not in English`);
    else if (blanks(chinese.get(key)) !== blanks(english.get(key))) faults.push(`${key}: the blanks to fill differ`);
  }
  for (const [key, text] of [...chinese, ...english]) {
    if (typeof text !== 'string' || text.trim() === '') faults.push(`${key}: no text`);
  }
  return faults;
}

/** Arrows that go up or sideways, and impure tools of the domain. */
export function arrowFaults(crates) {
  return crates.flatMap(({ name, dependencies }) => {
    const may = MAY_KNOW[name];
    if (!may) return [`${name}: say in tools/house.mjs which crates it may know`];
    return dependencies
      .filter(({ kind }) => kind === null)
      .filter((one) =>
        one.name.startsWith('yimen') ? !may.includes(one.name) : name === 'yimen-domain' && !PURE.includes(one.name),
      )
      .map((one) => `${name} -> ${one.name}`);
  });
}

/** Links of a page to files that are not there. */
export function deadLinks(file, text, exists) {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target.split('#')[0])
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !exists(join(dirname(file), decodeURI(target))))
    .map((target) => `${file}: ${target}`);
}

/** The states of a requirement in docs/asvs.md, in the order of the columns of its first table. */
const STATES = ['met', 'met, untested', 'partly', 'not met', 'not applicable'];

const cells = (line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The names of tests in a text: Rust functions, titles of journeys and of tests of scripts. */
export function testNames(text) {
  const functions = [...text.matchAll(/\bfn (\w+)\(/g)].map(([, name]) => name);
  const titles = [...text.matchAll(/\btest\((['"`])(.+?)\1,/g)].map(([, , title]) => title);
  return [...functions, ...titles];
}

function requirementFaults({ number, level, state, test }, levels, tests) {
  const named = [...test.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const faults = named.filter((name) => !tests.has(name)).map((name) => `no test is called ${name}`);
  if (!levels.has(number)) faults.push('not of level 1 or 2');
  else if (levels.get(number) !== level) faults.push(`its level is ${levels.get(number)}`);
  if (!STATES.includes(state)) faults.push(`no such state: ${state}`);
  if (state === 'met' && named.length === 0) faults.push('met without a test is “met, untested”');
  if (state === 'met, untested' && named.length > 0) faults.push('untested, and yet it names a test');
  return faults.map((fault) => `${number}: ${fault}`);
}

/** What is wrong with the page on ASVS: requirements, tests that it names, counts. `list` has a line for each number and level. */
export function asvsFaults(page, list, tests) {
  const levels = new Map(
    list
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')),
  );
  const lines = page.split('\n').filter((line) => line.startsWith('|')).map(cells);
  const rows = lines
    .filter(([first]) => /^V\d+\.\d+\.\d+$/.test(first))
    .map(([number, level, , state, , test = '']) => ({ number, level, state, test }));
  const faults = rows.flatMap((row) => requirementFaults(row, levels, tests));
  for (const number of levels.keys()) {
    const times = rows.filter((row) => row.number === number).length;
    if (times !== 1) faults.push(`${number}: stands there ${times} times`);
  }
  const told = new Map(
    lines.filter(([first]) => /^V\d+ |^\*\*All/.test(first)).map(([first, ...counts]) => [first.split(' ')[0], counts.join(' ')]),
  );
  for (const chapter of new Set([...rows.map(({ number }) => number.split('.')[0]), '**All**'])) {
    const of = rows.filter(({ number }) => chapter === '**All**' || number.startsWith(`${chapter}.`));
    const counts = [...STATES.map((state) => of.filter((row) => row.state === state).length), of.length].join(' ');
    if (told.get(chapter) !== counts) faults.push(`${chapter}: counted ${told.get(chapter)}, there are ${counts}`);
  }
  return faults;
}

function everyFile() {
  return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file) && statSync(file).isFile());
}

function textOf(file) {
  const bytes = readFileSync(file);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}

function workspace() {
  const text = execFileSync('cargo', ['metadata', '--locked', '--no-deps', '--format-version', '1'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(text).packages;
}

function shellFaults(file) {
  const faults = statSync(file).mode & 0o100 ? [] : [`${file}: cannot be run`];
  try {
    execFileSync('bash', ['-n', file], { stdio: 'pipe' });
  } catch (error) {
    faults.push(String(error.stderr).trim());
  }
  return faults;
}

function rules(files) {
  const lines = (pattern, which) => () =>
    files.filter((file) => which.test(file)).flatMap((file) => linesWith(pattern, file, textOf(file)));
  return [
    {
      claim: 'nothing names a path of one machine',
      cure: 'The project is cloned anywhere: take the path from a setting, or make a temporary folder.',
      faults: lines(MACHINE_PATH, /./),
    },
    {
      claim: 'nothing names a package registry',
      cure: 'People build behind mirrors: leave the choice to their own configuration.',
      faults: lines(REGISTRY, /./),
    },
    {
      claim: 'npm lock files hold no addresses',
      cure: 'Put omit-lockfile-registry-resolved=true into .npmrc beside it and lock again.',
      faults: lines(/"resolved": "http/, /package-lock\.json$/),
    },
    {
      claim: 'one SQLite is linked',
      cure: 'Two crates bring libsqlite3-sys: bring them to one version (cargo tree -i libsqlite3-sys).',
      faults: () => {
        const found = textOf('Cargo.lock').match(/^name = "libsqlite3-sys"\nversion = .*$/gm) ?? [];
        return found.length === 1 ? [] : [`Cargo.lock: ${found.length} versions of libsqlite3-sys`];
      },
    },
    {
      claim: 'both languages say the same things',
      cure: 'Everybody reads the whole product: write the text in locales/zh.json and in locales/en.json.',
      faults: () => localeFaults(JSON.parse(textOf('locales/zh.json')), JSON.parse(textOf('locales/en.json'))),
    },
    {
      claim: 'arrows between crates only go down',
      cure: 'See the map in ARCHITECTURE.md: move the code to the layer that may know both.',
      faults: () => arrowFaults(workspace()),
    },
    {
      claim: 'nothing is named common, utils or helpers',
      cure: 'Such a place takes everything and says nothing: name it after what it does.',
      faults: () => files.filter((file) => /(^|\/)(common|utils?|helpers?|misc)(\/|\.\w+$)/.test(file)),
    },
    {
      claim: 'no promises are left in the sources',
      cure: 'What is not done belongs into an issue: do it, or take the remark out.',
      faults: lines(PROMISE, SOURCE),
    },
    {
      claim: 'links between pages lead somewhere',
      cure: 'Correct the link, or write the page.',
      faults: () =>
        files.filter((file) => file.endsWith('.md')).flatMap((file) => deadLinks(file, textOf(file), existsSync)),
    },
    {
      claim: 'the page on ASVS names every requirement once, tests that exist, and the right counts',
      cure: 'Correct docs/asvs.md: the row, the name of the test, or the table at its beginning.',
      faults: () => {
        const tests = files.filter((file) => /\.rs$|\.spec\.ts$|\.setup\.ts$|\.test\.mjs$/.test(file));
        const names = new Set(tests.flatMap((file) => testNames(textOf(file))));
        return asvsFaults(textOf('docs/asvs.md'), textOf('tools/asvs-5.0.0.csv'), names);
      },
    },
    {
      claim: 'scripts can be run and read by the shell',
      cure: 'chmod +x, and bash -n.',
      faults: () => files.filter((file) => /\.sh$|^\.ci\/run$/.test(file)).flatMap(shellFaults),
    },
  ];
}

/** The faults of one rule; a rule that cannot be examined has not been kept. */
function examine({ faults }) {
  try {
    return faults();
  } catch (error) {
    return [`could not be examined: ${error.message}`];
  }
}

function main() {
  let failed = 0;
  const all = rules(everyFile());
  for (const rule of all) {
    const faults = examine(rule);
    console.log(`${faults.length === 0 ? 'ok    ' : 'FAILED'} ${rule.claim}`);
    if (faults.length === 0) continue;
    failed += 1;
    for (const fault of faults.slice(0, 20)) console.log(`         ${fault}`);
    if (faults.length > 20) console.log(`         and ${faults.length - 20} more`);
    console.log(`       ${rule.cure}`);
  }
  console.log(`${all.length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
