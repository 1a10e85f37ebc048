// The calendar of the product against `chinese-days`, a calendar that other people keep: every day of the published
// years, and many thousand due days that the real program computes. Differences are named one by one below.
//
// The program must be built (cargo build -p yimen) and the package fetched (tools/assets.sh tests/calendar).

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import days from 'chinese-days';

/** Where the two calendars differ, what ours says, and the notice that decides it. */
const DIFFERENCES = [{ day: '2005-12-31', working: true, notice: '国办发明电〔2005〕35号' }];

const FIRST = 2004;
const LAST = 2026;
const DUE_DAYS = 100_000;
const COUNTS = 200;
const DAY = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'yimen-calendar-'));
after(() => rmSync(folder, { recursive: true }));

const program = resolve(import.meta.dirname, '../..', process.env.CARGO_TARGET_DIR ?? 'target', 'debug/yimen');
// Neither a setting nor a database of whoever runs the test has a say.
const options = { cwd: folder, env: {}, encoding: 'utf8', maxBuffer: 1 << 26 };
const yimen = (...args) => execFileSync(program, ['calendar', ...args], options);

const text = (at) => new Date(at).toISOString().slice(0, 10);
const begin = Date.UTC(FIRST, 0, 1);
const end = Date.UTC(LAST, 11, 31);

/** Every published day with what the other calendar says of it. */
const theirs = [];
for (let at = begin; at <= end; at += DAY) theirs.push({ day: text(at), working: days.isWorkday(text(at)) });

/** The other calendar, with our answer where a notice decides against it. */
const decided = theirs.map(({ day, working }) => DIFFERENCES.find((one) => one.day === day)?.working ?? working);

/** Random numbers that are the same in every run (mulberry32), so that a failure can be repeated. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The n-th working day after a day, walked day by day; nothing when it lies beyond the published years. */
function walk(start, n) {
  let at = start;
  for (let left = n; left > 0; left -= decided[at] ? 1 : 0) {
    at += 1;
    if (at >= decided.length) return undefined;
  }
  return theirs[at].day;
}

test('every day of the published years is worked or off as in the other calendar, but for the named ones', () => {
  const ours = [];
  for (let year = FIRST; year <= LAST; year += 1) {
    const shown = JSON.parse(yimen('show', String(year), '--explain', '--json'));
    assert.ok(shown.published, `${year} is published`);
    ours.push(...shown.days.map(({ date, working }) => ({ day: date, working })));
  }
  assert.equal(ours.length, theirs.length);
  const differing = ours.filter(({ working }, n) => working !== theirs[n].working);
  assert.deepEqual(
    differing,
    DIFFERENCES.map(({ day, working }) => ({ day, working })),
  );
});

test('the notice of each difference stands behind its year', () => {
  for (const { day, notice } of DIFFERENCES) {
    const years = [Number(day.slice(0, 4)), Number(day.slice(0, 4)) + 1].filter((year) => year <= LAST);
    const notices = years.flatMap((year) => JSON.parse(yimen('show', String(year), '--json')).notices);
    assert.ok(
      notices.some((one) => one.includes(notice)),
      `${notice} is named for ${day}: ${notices.join(' ')}`,
    );
  }
});

test(`${DUE_DAYS} random due days are those of the other calendar`, () => {
  const next = random(20_261_122);
  const asked = [];
  while (asked.length < DUE_DAYS) {
    // Mostly limits as the law gives them, some longer than any.
    const n = 1 + next(next(4) === 0 ? 700 : 60);
    const start = next(theirs.length);
    const due = walk(start, n);
    if (due) asked.push({ start: theirs[start].day, n, due });
  }
  const file = join(folder, 'asked.csv');
  writeFileSync(file, `accept_date,working_days\n${asked.map(({ start, n }) => `${start},${n}\n`).join('')}`);
  const answered = yimen('due', '--batch', file).trimEnd().split('\n');
  assert.equal(answered.shift(), 'accept_date,working_days,due_date', 'no date is provisional');
  const wrong = asked.filter(({ start, n, due }, at) => answered[at] !== `${start},${n},${due}`);
  assert.deepEqual(wrong, []);
  assert.equal(answered.length, asked.length);
});

test('the other library, counting by its own means, finds the same due days', () => {
  const next = random(7);
  const asked = [];
  while (asked.length < 2_000) {
    const start = next(theirs.length);
    const n = 1 + next(60);
    const due = walk(start, n);
    const crosses = DIFFERENCES.some(({ day }) => theirs[start].day <= day && (due ?? day) >= day);
    if (due && !crosses) asked.push({ start: theirs[start].day, n });
  }
  const file = join(folder, 'own.csv');
  writeFileSync(file, `accept_date,working_days\n${asked.map(({ start, n }) => `${start},${n}\n`).join('')}`);
  const answered = yimen('due', '--batch', file).trimEnd().split('\n').slice(1);
  const wrong = asked.filter(({ start, n }, at) => {
    const due = days.findWorkday(n, start);
    return answered[at] !== `${start},${n},${due}`;
  });
  assert.deepEqual(wrong, []);
});

test(`${COUNTS} random spans hold as many working days as in the other calendar`, async () => {
  const next = random(3);
  const run = promisify(execFile);
  for (let done = 0; done < COUNTS; done += 1) {
    const [from, to] = [next(theirs.length), next(theirs.length)].sort((left, right) => left - right);
    const counted = decided.slice(from + 1, to + 1).filter(Boolean).length;
    const args = ['calendar', 'count', '--from', theirs[from].day, '--to', theirs[to].day];
    const { stdout } = await run(program, args, options);
    assert.equal(stdout, `${counted}\n`, args.join(' '));
  }
});
