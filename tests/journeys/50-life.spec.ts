// An item is changed: drafted, reviewed by the body's legal section, checked and published for tomorrow; another is suspended.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const FOOD = { code: '511A0005200004-511602000000-000-115113016823646795-1-00', promised: 5 };
const PASSPORT = { code: '511A0116400001-511602000000-000-11511300008778693M-1-00', promised: 7 };
const FREIGHT = '511A0014300001-511602000000-000-2222222222222-1-00';

test.describe.configure({ timeout: 180_000 });

const act = (page: Page, name: string) => page.locator(`details:has(> summary[id="${name}"])`);

async function unfold(page: Page, name: string): Promise<void> {
  if ((await act(page, name).getAttribute('open')) === null) await page.locator(`summary[id="${name}"]`).click();
}

async function saves(drafter: Page, section: string, change: () => Promise<void>): Promise<void> {
  await drafter.goto(section);
  await change();
  await drafter.locator('button[name="do"][value="save"]').click();
  await expect(drafter.getByRole('status').first()).toContainText('已保存');
}

/** The promise is shortened by a day in the editor; the step that examines, too, or the check-up would forbid it. */
async function shortens(drafter: Page, draft: string, days: number): Promise<void> {
  const promise = drafter.locator('[name="promised_days"]');
  await saves(drafter, `${draft}/edit/limits`, async () => {
    await expect(promise).toHaveValue(String(days));
    await promise.fill(String(days - 1));
    await expectNoViolations(drafter);
  });
  await saves(drafter, `${draft}/edit/procedure`, async () => {
    await drafter.locator('#procedure\\.1 summary').first().press('Enter');
    const step = drafter.locator('[name="procedure.1.days"]');
    await step.fill(String(Number(await step.inputValue()) - 1));
  });
}

async function changes(drafter: Page, legal: Page, manager: Page, page: Page, item: typeof FOOD): Promise<void> {
  await drafter.goto('/workbench');
  await expect(drafter).toHaveURL(/\/workbench\/items\/drafts$/);
  await expectNoViolations(drafter);
  await drafter.goto(`/workbench/items/${item.code}`);
  await drafter.getByRole('button', { name: '修改这个事项' }).click();
  await expect(drafter).toHaveURL(/\/workbench\/items\/drafts\/[0-9a-f-]{36}$/);
  const address = new URL(drafter.url()).pathname;
  await expectNoViolations(drafter);
  await shortens(drafter, address, item.promised);
  await drafter.goto(address);
  await expect(drafter.locator('main'), 'the difference is shown').toContainText(`${item.promised - 1} 个工作日`);

  await unfold(drafter, 'submit');
  await act(drafter, 'submit').getByRole('button', { name: '送审' }).click();
  await expect(drafter.getByRole('alert'), 'reason and basis are missing').toBeVisible();
  await expectNoViolations(drafter);
  await drafter.locator('[name="submit.reason"]').fill('按新的登记规程更新（示例）');
  await drafter.locator('[name="submit.basis"]').fill('区政府办〔2026〕示例 1 号');
  await act(drafter, 'submit').getByRole('button', { name: '送审' }).click();
  await expect(drafter.getByRole('status')).toContainText('已送法制审核');

  await legal.goto('/workbench/items/drafts');
  await expect(legal.locator(`a[href="${address}"]`), 'it waits for the legal reviewer').toBeVisible();
  await legal.goto(address);
  await expectNoViolations(legal);
  await act(legal, 'review').getByRole('button', { name: '通过' }).click();
  await expect(legal.getByRole('status')).toContainText('法制审核已通过');

  await manager.goto(address);
  await expectNoViolations(manager);
  for (const box of await manager.locator('input[name="check.acknowledged"]').all()) await box.check();
  await act(manager, 'check').getByRole('button', { name: '通过' }).click();
  await expect(manager.getByRole('status')).toContainText('中心审核已通过');
  await act(manager, 'publish').getByRole('button', { name: '发布' }).click();
  await expect(manager.getByRole('status')).toContainText('已发布');
  await expectNoViolations(manager);

  const limit = (days: number) => `${days} 个工作日`;
  const answer = page.locator('section.answer');
  await page.goto(`/items/${item.code}`);
  await expect(page.locator('main')).toContainText(/起按第 \d+ 版办理/);
  await expect(answer, 'today the old promise holds').toContainText(limit(item.promised));
  await expect(answer).not.toContainText(limit(item.promised - 1));
  await expectNoViolations(page);
  await page.getByRole('link', { name: '查看届时的办事指南' }).click();
  await expect(page).toHaveURL(/\?on=\d{4}-\d{2}-\d{2}$/);
  await expect(answer, 'on that day the new one').toContainText(limit(item.promised - 1));
  await expect(answer).not.toContainText(limit(item.promised));
  await expectNoViolations(page);
}

test('a shorter promise goes through three hands and holds from the day that was approved, not before', async ({
  drafter,
  legal,
  drafterPolice,
  legalPolice,
  manager,
  page,
}, { project }) => {
  // Of an item one draft is written at a time: desktop and phone change another one.
  if (project.name === 'phone') await changes(drafterPolice, legalPolice, manager, page, PASSPORT);
  else await changes(drafter, legal, manager, page, FOOD);
});

test('a suspended item says so and takes no applications until it is resumed', async ({ manager, page }) => {
  const address = `/workbench/items/${FREIGHT}/standing`;
  await manager.goto(address);
  await expectNoViolations(manager);
  await unfold(manager, 'suspend');
  await manager.locator('[name="suspend.reason"]').fill('系统升级（示例）');
  await manager.locator('[name="suspend.basis"]').fill('区交通运输局通告（示例）');
  await act(manager, 'suspend').getByRole('button', { name: '登记暂停' }).click();
  await expect(manager.getByRole('status')).toContainText('已登记暂停');
  await page.goto(`/items/${FREIGHT}`);
  await expect(page.locator('main')).toContainText('暂停办理');
  await expect(page.locator(`a[href="/apply/${FREIGHT}"]`)).toHaveCount(0);
  await expectNoViolations(page);
  await manager.goto(address);
  await manager.locator('[name="resume.reason"]').fill('升级完成（示例）');
  await manager.locator('[name="resume.basis"]').fill('区交通运输局通告（示例）');
  await act(manager, 'resume').getByRole('button', { name: '登记恢复' }).click();
  await expect(manager.getByRole('status')).toContainText('已登记恢复');
  await page.goto(`/items/${FREIGHT}`);
  await expect(page.locator(`a[href="/apply/${FREIGHT}"]`).first()).toBeVisible();
});

test('several items are changed at once, and everybody can read the log and what must be done first', async ({ manager, page }) => {
  await manager.goto('/workbench/items/drafts/rearrange');
  await expectNoViolations(manager);
  await manager.locator('[name="rearrange.kind"][value="take_over"]').check();
  await manager.locator('[name="rearrange.from_items"]').fill('CITY-DEMO-0001');
  await manager.locator('[name="rearrange.to_items"]').fill(FREIGHT);
  await manager.locator('[name="rearrange.reason"]').fill('市级下放，区级承接（示例）');
  await manager.locator('[name="rearrange.basis"]').fill('市政府令（示例）');
  await act(manager, 'rearrange').getByRole('button', { name: '登记' }).click();
  await expect(manager.getByRole('alert'), 'the approval is missing').toContainText('批准文件编号');
  await manager.locator('[name="rearrange.approval"]').fill('示例〔2026〕2 号');
  await act(manager, 'rearrange').getByRole('button', { name: '登记' }).click();
  await expect(manager).toHaveURL(/\/items\/changes\/\d+$/);
  await expect(manager.locator('main')).toContainText('CITY-DEMO-0001');
  await expectNoViolations(manager);

  await page.goto('/items/changes?kind=take_over');
  await expect(page.locator('main')).toContainText('市级下放，区级承接');
  await expectNoViolations(page);
  await page.goto('/items/changes?kind=split');
  await expect(page.locator('main')).toContainText('没有变动');
  await page.goto('/items/prerequisites');
  await expect(page.getByRole('img', { name: /前置条件关系图/ })).toBeVisible();
  await expect(page.getByRole('link', { name: '道路货物运输经营许可' }).first()).toBeVisible();
  await expectNoViolations(page);
});
