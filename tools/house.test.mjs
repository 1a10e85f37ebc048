import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrowFaults, deadLinks, linesWith, localeFaults } from './house.mjs';

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
