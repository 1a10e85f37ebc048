// An item is changed: drafted, reviewed by the body's legal section, checked and published for tomorrow; another is suspended.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const SOLE_TRADER = '511A0074300005-511602000000-000-115113016823646795-1-00';
const FREIGHT = '511A0014300001-511602000000-000-2222222222222-1-00';

test.describe.configure({ timeout: 120_000 });

const act = (page: Page, name: string) => page.locator(`details:has(> summary[id="${name}"])`);

async function unfold(page: Page, name: string): Promise<void> {
  if ((await act(page, name).getAttribute('open')) === null) await page.locator(`summary[id="${name}"]`).click();
}

test('a change goes through three hands and holds from tomorrow', async ({ drafter, legal, manager, page }) => {
  await drafter.goto('/workbench');
  await expect(drafter).toHaveURL(/\/workbench\/items\/drafts$/);
  await expectNoViolations(drafter);
  await drafter.goto(`/workbench/items/${SOLE_TRADER}`);
  await drafter.getByRole('button', { name: '修改这个事项' }).click();
  await expect(drafter).toHaveURL(/\/workbench\/items\/drafts\/[0-9a-f-]{36}$/);
  const address = new URL(drafter.url()).pathname;
  await expectNoViolations(drafter);

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

  await page.goto(`/items/${SOLE_TRADER}`);
  await expect(page.locator('main')).toContainText(/起按第 \d+ 版办理/);
  await expectNoViolations(page);
  await page.getByRole('link', { name: '查看届时的办事指南' }).click();
  await expect(page).toHaveURL(/\?on=\d{4}-\d{2}-\d{2}$/);
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
