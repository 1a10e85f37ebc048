import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fault, isMet, PRODUCT, TESTS } from './licences.mjs';

const claims = [
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only OR MIT AND ISC', true],
  ['(GPL-3.0-only OR MIT) AND ISC', true],
  ['(MIT OR Apache-2.0) AND LGPL-2.1-only', false],
  ['MIT/Apache-2.0', true],
  ['Apache-2.0 WITH LLVM-exception', true],
  ['GPL-2.0-only WITH Classpath-exception-2.0', false],
  ['MPL-2.0', false],
];

for (const [expression, met] of claims) {
  test(`${expression} ${met ? 'can' : 'cannot'} be part of the product`, () => {
    assert.equal(isMet(expression, PRODUCT), met);
  });
}

test('the tests may use what is under MPL-2.0', () => {
  assert.equal(isMet('MPL-2.0', TESTS), true);
});

test('an expression that cannot be read is a fault, and not a yes', () => {
  for (const expression of ['', 'MIT OR', '(MIT', 'MIT Apache-2.0', 'AND MIT']) {
    assert.match(fault({ name: 'odd', version: '1.0.0', licence: expression }, PRODUCT), /^odd 1\.0\.0: /, expression);
  }
});

test('a package without a licence is named', () => {
  assert.equal(
    fault({ name: 'silent', version: '2.0.0', licence: null }, PRODUCT),
    'silent 2.0.0: its licence is not stated',
  );
});
