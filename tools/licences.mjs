#!/usr/bin/env node
// Fails when a dependency comes under a licence that the product cannot take, and names it.
//   node tools/licences.mjs

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What may be part of the product: nothing here asks more than to keep a notice. */
export const PRODUCT = new Set([
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 WITH LLVM-exception',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC0-1.0',
  'CDLA-Permissive-2.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
]);

/** What may also be used by the tests, which nobody receives: axe-core comes under MPL-2.0. */
export const TESTS = new Set([...PRODUCT, 'MPL-2.0']);

/**
 * Whether an SPDX expression can be met from `allowed`: one side of an OR, both sides of an AND.
 * The slash of old manifests ("MIT/Apache-2.0") means OR.
 */
export function isMet(expression, allowed) {
  const words = expression.replaceAll('/', ' OR ').match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;

  function one() {
    if (words[at] === '(') {
      at += 1;
      const inner = either();
      if (words[at] !== ')') throw new Error(`a bracket is not closed in "${expression}"`);
      at += 1;
      return inner;
    }
    let licence = words[at];
    if (licence === undefined || /^(AND|OR|WITH|\))$/.test(licence)) {
      throw new Error(`a licence is missing in "${expression}"`);
    }
    at += 1;
    if (words[at] === 'WITH') {
      licence += ` WITH ${words[at + 1]}`;
      at += 2;
    }
    return allowed.has(licence);
  }

  function both() {
    let met = one();
    while (words[at] === 'AND') {
      at += 1;
      met = one() && met;
    }
    return met;
  }

  function either() {
    let met = both();
    while (words[at] === 'OR') {
      at += 1;
      met = both() || met;
    }
    return met;
  }

  const met = either();
  if (at !== words.length) throw new Error(`"${words[at]}" is out of place in "${expression}"`);
  return met;
}

/** The fault of one package, or nothing. */
export function fault({ name, version, licence }, allowed) {
  if (!licence) return `${name} ${version}: its licence is not stated`;
  try {
    if (isMet(licence, allowed)) return undefined;
  } catch (error) {
    return `${name} ${version}: its licence cannot be read: ${error.message}`;
  }
  return `${name} ${version}: ${licence} is not on the list of licences that may be used here`;
}

function crates() {
  const text = execFileSync('cargo', ['metadata', '--locked', '--format-version', '1'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text).packages.map(({ name, version, license }) => ({ name, version, licence: license }));
}

function npmPackages(lock) {
  return Object.entries(JSON.parse(readFileSync(lock, 'utf8')).packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license }]) => ({ name: path.split('node_modules/').pop(), version, licence: license }));
}

function main() {
  const groups = [
    [crates(), PRODUCT],
    [npmPackages('assets/package-lock.json'), PRODUCT],
    [npmPackages('tests/journeys/package-lock.json'), TESTS],
    [npmPackages('tests/calendar/package-lock.json'), TESTS],
  ];
  const faults = groups.flatMap(([packages, allowed]) => packages.map((one) => fault(one, allowed)).filter(Boolean));
  for (const line of faults) console.error(line);
  if (faults.length > 0) {
    console.error('Choose another package, or argue for its licence in tools/licences.mjs: what we hand on must stay free to use.');
    process.exit(1);
  }
  console.log(`${groups.reduce((sum, [packages]) => sum + packages.length, 0)} packages, every licence on the list.`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
