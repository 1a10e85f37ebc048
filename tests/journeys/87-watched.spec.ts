// What is counted, rated and published fits every screen, for those who watch and for everybody.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

async function shows(page: Page, address: string, words: string): Promise<void> {
  const answer = await page.goto(address);
  expect(answer?.status(), address).toBe(200);
  await expect(page.locator('main')).toContainText(words);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${address} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

test('figures of performance show their formulas and open to their cases', async ({ manager }) => {
  await shows(manager, '/workbench/performance', '办结率');
  const behind = manager.locator('main table a[href*="/workbench/performance/cases"]').first();
  await expect(behind, 'a figure leads to its cases').toBeVisible();
  const href = (await behind.getAttribute('href')) ?? '';
  await shows(manager, href, '办件');
});

test('ratings and months are public', async ({ page, clerk }) => {
  await shows(page, '/ratings', '满意');
  await shows(page, '/figures/months', '办结');
  await shows(clerk, '/workbench/ratings', '评价');
});
