import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrowFaults, asvsFaults, deadLinks, linesWith, localeFaults, testNames } from './house.mjs';

const crate = (name, ...dependencies) => ({
  name,
  dependencies: dependencies.map((one) => ({ name: one, kind: null })),
});

test('a line that is found is named with its file and number', () => {
  assert.deepEqual(linesWith(/b+/, 'a.md', 'x\nabby\n'), ['a.md:2: bb']);
});

test('locales that say the same are left alone', () => {
  assert.deepEqual(localeFaults({ a: { b: '剩余 {n} 天' } }, { a: { b: '{n} days left' } }), []);
});

test('a key of one language only is named', () => {
  assert.deepEqual(localeFaults({ a: { b: '是' } }, { a: {} }), ['a.b: not in English']);
  assert.deepEqual(localeFaults({}, { c: 'yes' }), ['c: not in Chinese']);
});

test('a blank that only one language fills is named', () => {
  assert.deepEqual(localeFaults({ a: '{n} 天' }, { a: '{days} days' }), ['a: the blanks to fill differ']);
});

test('an empty text is named', () => {
  assert.deepEqual(localeFaults({ a: ' ' }, { a: 'yes' }), ['a: no text']);
});

test('an arrow down is let through, an arrow up is named', () => {
  assert.deepEqual(arrowFaults([crate('yimen-store', 'yimen-domain', 'serde')]), []);
  assert.deepEqual(arrowFaults([crate('yimen-store', 'yimen-acts')]), ['yimen-store -> yimen-acts']);
});

test('the domain takes no impure tools', () => {
  assert.deepEqual(arrowFaults([crate('yimen-domain', 'jiff', 'serde')]), ['yimen-domain -> serde']);
});

test('a crate that nobody has placed is named', () => {
  assert.match(arrowFaults([crate('yimen-new')])[0], /^yimen-new: /);
});

test('a link to a file that is not there is named', () => {
  const there = (file) => file === 'docs/there.md';
  assert.deepEqual(deadLinks('docs/a.md', '[x](there.md#part) [y](gone.md) [z](https://example.org/)', there), [
    'docs/a.md: gone.md',
  ]);
});

const LEVELS = 'number,level\nV1.1.1,1\nV1.1.2,2\n';
const asvs = (first, second, counts) =>
  ['| V1 Encoding | ' + counts + ' |', '| **All** | ' + counts + ' |', first, second].join('\n');
const MET = '| V1.1.1 | 1 | words | met | how | `a_guest_waits` |';
const OPEN = '| V1.1.2 | 2 | words | not met | why | none |';

test('a page on ASVS that tells what is so is left alone', () => {
  assert.deepEqual(asvsFaults(asvs(MET, OPEN, '1 | 0 | 0 | 1 | 0 | 2'), LEVELS, new Set(['a_guest_waits'])), []);
});

test('a test that is not there and a claim without a test are named', () => {
  const page = asvs(MET, OPEN.replace('not met', 'met'), '2 | 0 | 0 | 0 | 0 | 2');
  assert.deepEqual(asvsFaults(page, LEVELS, new Set()), [
    'V1.1.1: no test is called a_guest_waits',
    'V1.1.2: met without a test is “met, untested”',
  ]);
});

test('a requirement that is missing or stands there twice is named', () => {
  const page = asvs(MET, MET, '2 | 0 | 0 | 0 | 0 | 2');
  assert.deepEqual(asvsFaults(page, LEVELS, new Set(['a_guest_waits'])), [
    'V1.1.1: stands there 2 times',
    'V1.1.2: stands there 0 times',
  ]);
});

test('a wrong level, an unknown state and an unknown number are named', () => {
  const page = asvs(MET.replace('| 1 |', '| 2 |'), OPEN.replace('V1.1.2', 'V1.1.9').replace('not met', 'fine'), '1 | 0 | 0 | 0 | 0 | 2');
  assert.deepEqual(asvsFaults(page, LEVELS, new Set(['a_guest_waits'])), [
    'V1.1.1: its level is 1',
    'V1.1.9: not of level 1 or 2',
    'V1.1.9: no such state: fine',
    'V1.1.2: stands there 0 times',
  ]);
});

test('a count that is not that of the tables is named', () => {
  const page = asvs(MET, OPEN, '2 | 0 | 0 | 0 | 0 | 2');
  assert.deepEqual(asvsFaults(page, LEVELS, new Set(['a_guest_waits'])), [
    'V1: counted 2 0 0 0 0 2, there are 1 0 0 1 0 2',
    '**All**: counted 2 0 0 0 0 2, there are 1 0 0 1 0 2',
  ]);
});

test('tests are known by their functions and titles', () => {
  assert.deepEqual(testNames("async fn a_guest_waits(town) {}\ntest('a guest waits', async () => {});"), [
    'a_guest_waits',
    'a guest waits',
  ]);
});
