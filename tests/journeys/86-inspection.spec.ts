// An inspector announces a sample, keeps a note on a case, notes a round and closes it; nobody else sees note and round.

import { type Page } from '@playwright/test';
import { acceptedFoodBusiness, expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${page.url()} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

test('a sample is announced and published before its seed is known', async ({ inspector, page: anybody }) => {
  await inspector.goto('/inspector/samples');
  await fits(inspector);
  await inspector.getByLabel('抽取件数').fill('0');
  await inspector.getByRole('button', { name: '公布抽查范围' }).click();
  await expect(inspector.getByRole('alert')).toContainText('1 至 500');
  await fits(inspector);
  await inspector.getByRole('radio', { name: '期间有办理动作的办件' }).check();
  await inspector.getByLabel('抽取件数').fill('3');
  await inspector.getByRole('button', { name: '公布抽查范围' }).click();
  await expect(inspector.getByRole('status').first()).toContainText('已公布');
  const title = (await inspector.locator('h1').textContent()) ?? '';
  await expect(inspector.locator('main')).toContainText('起首个台账日根');
  await expect(inspector.getByRole('button', { name: '抽取办件' })).toHaveCount(0);
  const digest = await inspector.locator('dd').filter({ hasText: /^[0-9a-f]{64}$/ }).textContent();
  await fits(inspector);

  await anybody.goto('/samples');
  const published = anybody.locator('section').filter({ has: anybody.getByRole('heading', { name: title, exact: true }) });
  await expect(published, 'everybody sees it before anything is drawn').toContainText(digest?.trim() ?? 'no digest');
  await fits(anybody);
});

test('a note and a round are seen by inspectors alone', async ({ clerk, inspector, manager }) => {
  const number = (await acceptedFoodBusiness(clerk, '抽查小面馆')).split('/').pop() ?? '';
  const seen = `窗口索要目录外材料 ${number}`;
  await inspector.goto(`/inspector/cases/${number}`);
  const notes = inspector.locator('section').filter({ has: inspector.getByRole('heading', { name: '监察备注' }) });
  await notes.getByRole('button', { name: '保存备注' }).click();
  await expect(inspector.locator('section').filter({ hasText: '请选择检查结果' }).first()).toBeVisible();
  await fits(inspector);
  await notes.getByRole('radio', { name: '发现问题', exact: true }).check();
  await notes.getByLabel('情况说明').fill(seen);
  await notes.getByRole('button', { name: '保存备注' }).click();
  await expect(inspector.getByRole('status').first()).toContainText('已保存');
  await expect(notes).toContainText(seen);
  await manager.goto(`/inspector/cases/${number}`);
  await expect(manager.locator('main')).toContainText(number);
  await expect(manager.locator('main')).not.toContainText('监察备注');
  await clerk.goto(`/workbench/cases/${number}`);
  await expect(clerk.locator('main')).not.toContainText(seen);

  await inspector.goto('/inspector/rounds');
  await fits(inspector);
  const place = `一楼 3 号窗口 ${number}`;
  await inspector.getByLabel('地点').fill(place);
  await inspector.getByLabel('所见情况').fill('空岗 15 分钟');
  const today = await inspector.getByLabel('日期', { exact: true }).inputValue();
  await inspector.getByRole('textbox', { name: '整改期限' }).fill(today);
  await inspector.getByRole('button', { name: '保存记录' }).click();
  await expect(inspector.getByRole('status').first()).toContainText('已保存');
  const open = inspector.locator('li').filter({ hasText: place });
  await open.getByLabel('整改情况').fill('已安排 B 岗顶岗');
  await fits(inspector);
  await open.getByRole('button', { name: '整改完成' }).click();
  await expect(inspector.locator('li').filter({ hasText: place })).toHaveCount(0);
  await expect(inspector.locator('tr').filter({ hasText: place })).toContainText('已安排 B 岗顶岗');
  const refused = await manager.goto('/inspector/rounds');
  expect(refused?.status()).toBe(403);
});

test('the wall screen shows figures and nobody', async ({ inspector }) => {
  await inspector.goto('/inspector');
  await inspector.getByRole('link', { name: '监察大屏' }).click();
  await expect(inspector.locator('#wall')).toContainText('今日受理');
  await expect(inspector.locator('#wall a')).toHaveCount(0);
  await fits(inspector);
});
