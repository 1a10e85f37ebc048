// Somebody without an account complains, the desk accepts, and they follow it with number and code.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${page.url()} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

test('a stranger complains, the desk accepts, and the stranger follows it', async ({ page: stranger, clerk }) => {
  await stranger.goto('/matters');
  await fits(stranger);
  await stranger.locator('a[href="/matters/new"]').click();
  await stranger.locator('main form button[type="submit"]').click();
  await expect(stranger.getByRole('alert'), 'nothing was said').toBeVisible();
  await fits(stranger);
  await stranger.locator('[name="kind"][value="complaint"]').check();
  await stranger.locator('[name="words"]').fill('排队两小时没有人叫号');
  await stranger.locator('main form button[type="submit"]').click();
  const number = (await stranger.locator('#matter-number').textContent()) ?? '';
  const code = (await stranger.locator('#matter-code').textContent()) ?? '';
  expect(number && code, 'there is something to follow it with').toBeTruthy();
  await fits(stranger);

  await clerk.goto('/workbench/matters');
  await fits(clerk);
  await clerk.goto(`/workbench/matters/${number}`);
  await expect(clerk.locator('main')).toContainText('排队两小时没有人叫号');
  await expect(clerk.locator('main'), 'the code is theirs alone').not.toContainText(code);
  await fits(clerk);
  const accept = clerk.locator('details').filter({ has: clerk.locator('button[name="step"][value="accept"]') });
  if ((await accept.getAttribute('open')) === null) await accept.locator('summary').click();
  await accept.locator('[name="accept.urgent"][value="no"]').check();
  await accept.locator('button[name="step"][value="accept"]').click();
  await expect(clerk.locator('main')).toContainText('待派单');
  await clerk.goto('/workbench/matters/new');
  await fits(clerk);

  await stranger.goto('/matters');
  await stranger.locator('[name="number"]').fill(number);
  await stranger.locator('[name="code"]').fill(code);
  await stranger.locator('form[action="/matters/one"] button[type="submit"]').click();
  await expect(stranger.locator('main')).toContainText('待派单');
  await fits(stranger);
});
