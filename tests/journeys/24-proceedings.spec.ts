// Proceedings of a case: officers inspect, and the applicant asks for a hearing.

import { type Page } from '@playwright/test';
import { acceptedFoodBusiness, expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const opened = (page: Page, key: string) => page.locator(`details:has(> summary[id="${key}"])`);

test('two officers inspect, sign, and an interested party is heard before the decision', async ({ clerk, examiner, chief }) => {
  const address = await acceptedFoodBusiness(clerk, '前锋听证面馆');
  await examiner.goto(address);
  await examiner.locator('#proceedings > details > summary', { hasText: '新增程序事项' }).click();
  const order = opened(examiner, 'order_inspection');
  await order.locator('> summary').click();
  await expectNoViolations(examiner);
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await order.locator('[name="order_inspection.day"]').fill(today);
  await order.locator('[name="order_inspection.time"]').fill('14:30');
  await order.locator('[name="order_inspection.place"]').fill('前锋区示例路8号店内');
  const officers = order.locator('[name="order_inspection.officers"]');
  await officers.first().check();
  await order.locator('button[type="submit"]').click();
  await expect(examiner.locator('.error-summary'), 'one is not enough').toContainText('两名');
  await expect(examiner.locator('[name="order_inspection.place"]'), 'what was typed stays').toHaveValue('前锋区示例路8号店内');
  for (const box of await examiner.locator('[name="order_inspection.officers"]').all()) await box.check();
  await opened(examiner, 'order_inspection').locator('button[type="submit"]').click();
  await expect(examiner.locator('#proceedings')).toContainText('待核查');
  await expectNoViolations(examiner);

  const record = opened(examiner, 'record_inspection-1');
  await record.locator('> summary').click();
  await record.locator('[name="record_inspection-1.yes"][value="yes"]').check();
  await record.locator('[name="record_inspection-1.words"]').fill('布局与平面图一致，设施齐全。');
  await record.locator('button[type="submit"]').click();
  for (const page of [examiner, chief]) {
    await page.goto(address);
    const sign = opened(page, 'sign_inspection-1');
    await sign.locator('> summary').click();
    await sign.locator('button[type="submit"]').click();
    await expect(page.getByRole('status')).toContainText('已登记');
  }
  await expect(chief.locator('#proceedings')).toContainText('已办结的程序事项（1）');

  await examiner.goto(address);
  await examiner.locator('#proceedings > details > summary', { hasText: '新增程序事项' }).click();
  const tell = opened(examiner, 'tell_party');
  await tell.locator('> summary').click();
  await tell.locator('[name="tell_party.name"]').fill('赵大海');
  await tell.locator('[name="tell_party.interest"]').fill('楼上住户，油烟影响居住。');
  await tell.locator('button[type="submit"]').click();
  await expect(examiner.locator('#proceedings')).toContainText('赵**');
  await expect(examiner.locator('main')).not.toContainText('赵大海');
  const hear = opened(examiner, 'hear_party-2');
  await examiner.locator('#proceedings summary', { hasText: '赵**' }).click();
  await hear.locator('> summary').click();
  await hear.locator('[name="hear_party-2.words"]').fill('希望加装净化设施。');
  await hear.locator('button[type="submit"]').click();
  await expect(examiner.locator('#proceedings')).toContainText('已办结的程序事项（2）');
});
