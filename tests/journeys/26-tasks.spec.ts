// A section head gives tasks; an examiner of the section finds them, takes one and finishes it from the list.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';
const LIST = '/workbench/tasks';

test.describe.configure({ timeout: 150_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const opened = (page: Page, key: string) => page.locator(`details:has(> summary[id="${key}"])`);

/** A case that was accepted at the window; its address. */
async function accepted(clerk: Page): Promise<string> {
  await clerk.goto(`/workbench/window?item=${FOOD}`);
  await clerk.locator('[name="applicant.kind"][value="person"]').check();
  await field(clerk, 'applicant.id_number').fill('11010519491231002X');
  await field(clerk, 'applicant.name').fill('王小明');
  await field(clerk, 'applicant.phone').fill('13800001234');
  await field(clerk, 'form.shop_name').fill('前锋任务面馆');
  await field(clerk, 'form.premises_address').fill('前锋区示例路10号');
  await field(clerk, 'form.floor_area').fill('80');
  await field(clerk, 'form.business_form').first().check();
  await field(clerk, 'form.cold_dishes').last().check();
  await field(clerk, 'form.business_items').fill('热食类食品制售');
  await field(clerk, 'form.staff_count').fill('3');
  await field(clerk, 'form.safety_manager').fill('王小明');
  for (const box of await clerk.locator('input[name="seen"]').all()) await box.check();
  await clerk.locator('button[name="then"][value="accept"]').click();
  await expect(clerk).toHaveURL(/\/workbench\/cases\/[^/]+$/);
  return new URL(clerk.url()).pathname;
}

/** The head gives a task on the page of the case. */
async function gives(head: Page, address: string, what: string, to: RegExp, days: string) {
  await head.goto(address);
  await head.locator('#proceedings > details > summary', { hasText: '新增程序事项' }).click();
  const give = opened(head, 'give_task');
  await give.locator('> summary').click();
  await field(head, 'give_task.words').fill(what);
  const choice = give.locator('label').filter({ hasText: to });
  if ((await choice.count()) > 0) await choice.first().click();
  else await field(head, 'give_task.to').selectOption({ label: (await give.locator('option').filter({ hasText: to }).first().textContent())!.trim() });
  await field(head, 'give_task.days').fill(days);
  await give.locator('button[type=submit]').click();
  await expect(head.getByRole('status')).toContainText('已登记');
}

test('a head gives tasks to the section, and an examiner takes and finishes one from the list', async ({ clerk, head, examiner2 }) => {
  const address = await accepted(clerk);
  const number = address.split('/').pop()!;
  await gives(head, address, '核对平面图', /^市场准入股$/, '2');
  await gives(head, address, '核对健康证明', /^何婷婷$/, '5');

  await examiner2.goto('/workbench');
  await examiner2.locator('main a', { hasText: '科室待接受' }).click();
  const row = (page: Page, what: string) => page.locator('.task-list > li', { hasText: what }).filter({ hasText: number });
  await expect(row(examiner2, '核对平面图')).toContainText('市场准入股');
  await expectNoViolations(examiner2);
  await row(examiner2, '核对平面图').getByRole('button', { name: '接受任务' }).click();
  await expect(examiner2.getByRole('status')).toContainText('已接受');
  const mine = await examiner2.locator('.task-list > li', { hasText: number }).locator('h2').allTextContents();
  expect(mine, 'first what is due first').toEqual(['核对平面图', '核对健康证明']);

  await examiner2.keyboard.press('j');
  await examiner2.keyboard.press('j');
  await expect(examiner2.locator('.task-list h2 a').nth(1), 'keys move through the list').toBeFocused();

  const finish = opened(examiner2, `finish_task-${number}-1`);
  await finish.locator('> summary').click();
  await field(examiner2, `finish_task-${number}-1.words`).fill('布局合理。');
  await finish.locator('button[type=submit]').click();
  await expect(examiner2.locator('.error-summary'), 'what came of it must be chosen').toBeVisible();
  await expect(field(examiner2, `finish_task-${number}-1.words`), 'what was typed stays').toHaveValue('布局合理。');
  await expectNoViolations(examiner2);
  await field(examiner2, `finish_task-${number}-1.yes`).first().check();
  await opened(examiner2, `finish_task-${number}-1`).locator('button[type=submit]').click();
  await expect(examiner2.getByRole('status')).toContainText('已登记');
  await expect(row(examiner2, '核对平面图')).toHaveCount(0);
  await examiner2.goto(`${LIST}?view=done`);
  await expect(row(examiner2, '核对平面图')).toContainText('已办结');

  await head.goto(`${LIST}?view=everybody`);
  await expect(row(head, '核对健康证明')).toContainText('何婷婷');
  const pass = opened(head, `reassign_task-${number}-2`);
  await pass.locator('> summary').click();
  await expectNoViolations(head);
  const to = field(head, `reassign_task-${number}-2.to`);
  if ((await to.first().evaluate((element) => element.tagName)) === 'SELECT') await to.selectOption({ label: '市场准入股' });
  else await to.first().check();
  await field(head, `reassign_task-${number}-2.reason`).fill('何婷婷本周外出。');
  await pass.locator('button[type=submit]').click();
  await expect(head.getByRole('status')).toContainText('已登记');
  await expect(row(head, '核对健康证明')).toContainText('待接受');
});
