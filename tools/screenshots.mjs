#!/usr/bin/env node
// Takes pictures of pages, so that people can look at every one of them: desktop and phone, Chinese and English.
//   node tools/screenshots.mjs http://127.0.0.1:8080 OUT_FOLDER PAGES_FILE
// PAGES_FILE has one page a line, as "role path"; the role is a name of tests/journeys/people.json, or
// "anyone" for a visitor who has not signed in. Empty lines and lines that begin with # are left out.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const fromJourneys = createRequire(new URL('../tests/journeys/package.json', import.meta.url));
const { chromium } = fromJourneys('@playwright/test');
const { executable, flags } = fromJourneys('./chromium.json');
const people = fromJourneys('./people.json');

const LANGUAGES = { zh: 'zh-CN', en: 'en' };
const SCREENS = {
  desktop: { viewport: { width: 1366, height: 768 } },
  phone: { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

function readPages(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [role, path, ...rest] = line.split(/\s+/);
      if (!path?.startsWith('/') || rest.length > 0) throw new Error(`"${line}" is not "role path"`);
      if (role !== 'anyone' && !people[role]) throw new Error(`nobody is called "${role}"`);
      return { role, path };
    });
}

async function signIn(page, role) {
  await page.goto('/sign-in');
  await page.locator('input[name="login"]').fill(people[role].login);
  await page.locator('input[name="password"]').fill(people[role].password);
  await page.locator('input[name="password"]').press('Enter');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

const fileName = (path) => path.replace(/[^\w\u4e00-\u9fff-]+/g, '-').replace(/^-|-$/g, '') || 'home';

/** Takes the pages of one person on one screen in one language; returns how many did not answer well. */
async function take(browser, { base, out, language, screen, role, paths }) {
  const context = await browser.newContext({
    baseURL: base,
    locale: LANGUAGES[language],
    timezoneId: 'Asia/Shanghai',
    ...SCREENS[screen],
  });
  const page = await context.newPage();
  if (role !== 'anyone') await signIn(page, role);
  let bad = 0;
  for (const path of paths) {
    const answer = await page.goto(path, { waitUntil: 'load' }).catch((error) => console.error(error.message));
    if (!answer) {
      bad += 1;
      continue;
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    const file = join(out, `${fileName(path)}.${role}.${language}.${screen}.png`);
    await page.screenshot({ path: file, fullPage: true });
    if (!answer.ok()) bad += 1;
    console.log(`${answer.status()} ${file}${width > 0 ? ` (wider than the screen by ${width} px)` : ''}`);
  }
  await context.close();
  return bad;
}

const [base, out, file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node tools/screenshots.mjs BASE_URL OUT_FOLDER PAGES_FILE');
  process.exit(2);
}
const pages = readPages(file);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.YIMEN_CHROMIUM ?? executable, args: flags });
let bad = 0;
for (const language of Object.keys(LANGUAGES)) {
  for (const screen of Object.keys(SCREENS)) {
    for (const role of new Set(pages.map((page) => page.role))) {
      const paths = pages.filter((page) => page.role === role).map((page) => page.path);
      bad += await take(browser, { base, out, language, screen, role, paths });
    }
  }
}
await browser.close();
if (bad > 0) console.error(`${bad} pages did not answer well.`);
process.exit(bad > 0 ? 1 : 0);
