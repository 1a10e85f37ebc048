// What somebody handed in before is offered again, used with their consent, and taken out when they change their mind.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, foodBusinessDraft, test, uploadPlan } from './journey';

test.describe.configure({ timeout: 180_000 });

async function send(page: Page, address: string): Promise<string> {
  await page.goto(`${address}/check`);
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page).toHaveURL(/\/my\/cases\/.+\?sent=1/);
  return (await page.locator('.panel-done .case-number').innerText()).trim();
}

test('a plan that was handed in before is used again with consent, and a clerk sees from where', async ({ citizen3, clerk }) => {
  const before = await foodBusinessDraft(citizen3);
  await uploadPlan(citizen3);
  const first = await send(citizen3, before);

  const address = await foodBusinessDraft(citizen3);
  const plan = citizen3.locator('#m-m3');
  await expect(plan).toContainText('您以前提交过这份材料');
  await expectNoViolations(citizen3);
  await plan.getByRole('button', { name: '使用这份材料' }).click();
  await expect(citizen3.locator('.error-summary'), 'not without consent').toContainText('请先勾选同意');
  await plan.locator('[name="consent"]').check();
  await plan.getByRole('button', { name: '使用这份材料' }).click();
  await expect(plan).toContainText('复用自办件');
  await expectNoViolations(citizen3);
  const second = await send(citizen3, address);
  await expect(citizen3.locator('main')).toContainText('本人在网上同意');

  await citizen3.goto(`/my/cases/${first}/reuse`);
  await expect(citizen3.locator('main'), 'the earlier case says where it is used').toContainText(second);
  await expectNoViolations(citizen3);
  await citizen3.goto(`/my/cases/${second}/reuse`);
  await citizen3.getByRole('button', { name: '撤回同意' }).click();
  await expect(citizen3.getByRole('status')).toContainText('已撤回同意');
  await expect(citizen3.locator('main')).toContainText('没有使用以前的材料');

  await clerk.goto(`/workbench/cases/${second}`);
  await clerk.getByRole('link', { name: '材料复用' }).click();
  await expect(clerk.locator('form [name="use"]').first()).toBeVisible();
  await expectNoViolations(clerk);
  const box = clerk.locator(`form [name="use"][value^="m3|"]`);
  await box.check();
  await clerk.getByRole('button', { name: '登记同意并使用' }).click();
  await expect(clerk.locator('.error-summary')).toContainText('请填写谁同意了');
  await expect(box, 'what was picked stays').toBeChecked();
  await clerk.locator('[name="consent"]').fill('王小明');
  await clerk.locator('[name="means"][value="present"]').check();
  await clerk.getByRole('button', { name: '登记同意并使用' }).click();
  await expect(clerk.getByRole('status')).toContainText('不用再提交');
  await expect(clerk.locator('main')).toContainText('本人在窗口当面同意');
  await expectNoViolations(clerk);
});
