// What an item says of places and commitments, typed by its drafter, and the list of commitments to be checked.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);

test('a drafter says how many can be granted, and on what terms a commitment is taken', async ({ drafter }) => {
  await drafter.goto('/workbench/items/new?q=spjyxk');
  await drafter.locator('button[name="from"][value="copy"]').first().click();
  await expect(drafter).toHaveURL(/\/edit\/basics$/);
  await field(drafter, 'name.zh').fill(`限额 ${Date.now()}`);
  await drafter.locator('button[name="do"][value="save"]').click();
  await expect(drafter.getByRole('status').first()).toContainText('已保存');
  const draft = drafter.url().replace(/\/edit\/.*/, '');
  await drafter.goto(`${draft}/edit/conditions`);
  await expect(drafter.locator('main')).toContainText('按数量准予');
  await expect(drafter.locator('main')).toContainText('告知承诺');
  await field(drafter, 'quantity_limit.number').fill('3');
  await field(drafter, 'commitment.conditions.zh').fill('经营场所符合规定');
  await field(drafter, 'commitment.check_months').fill('3');
  await drafter.locator('button[name="do"][value="save"]').click();
  await expect(drafter.getByRole('status').first()).toContainText('已保存');
  await expect(field(drafter, 'quantity_limit.number')).toHaveValue('3');
  await expect(field(drafter, 'commitment.check_months')).toHaveValue('3');
  await expectNoViolations(drafter);
});

test('commitments to be checked have a list', async ({ examiner }) => {
  await examiner.goto('/workbench/commitments');
  await expect(examiner.locator('h1')).toHaveText('承诺核查');
  await expectNoViolations(examiner);
});
