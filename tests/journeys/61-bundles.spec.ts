// One thing in life that takes several items: one guide, each thing once, and how it is written.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${page.url()} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

test('somebody who opens a restaurant gets one guide for the answers given', async ({ page }) => {
  await page.goto('/bundles');
  await fits(page);
  await page.getByRole('link', { name: '开办餐饮店一件事' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('开办餐饮店一件事');
  await fits(page);
  await page.getByRole('group', { name: '是否已有营业执照？' }).getByRole('radio', { name: '否' }).check();
  await page.getByRole('group', { name: /是否新建、扩建或改建店面/ }).getByRole('radio', { name: '否' }).check();
  await page.getByRole('button', { name: '按我的情形显示' }).click();
  await expect(page).toHaveURL(/situation\.licence=no/);
  const main = page.locator('main');
  await expect(main.getByRole('heading', { name: '第 1 步' })).toBeVisible();
  await expect(main.getByRole('heading', { name: '第 2 步' })).toBeVisible();
  await expect(main, 'what an earlier step issues is not handed in').toContainText('不用另外提交');
  await expect(main, 'what does not apply is told apart').toContainText('您不需要办的 1 个事项');
  await page.getByText('查看要填写的内容').click();
  await expect(main.getByText('只填一次').first()).toBeVisible();
  await fits(page);
  const apply = main.getByRole('link', { name: /去申请/ });
  for (const link of await apply.all()) {
    const answer = await page.request.get((await link.getAttribute('href')) ?? '');
    expect(answer.ok(), 'every way to apply leads somewhere').toBe(true);
  }
  await page.goto(`/items/${FOOD}`);
  await page.getByRole('link', { name: '开办餐饮店一件事' }).click();
  await expect(page).toHaveURL(/\/bundles\/open-restaurant$/);
});

test('the manager writes a bundle with buttons and boxes, is told what is wrong, and publishes it', async ({ manager, page }, { project }) => {
  const code = `retire-${project.name}`;
  const name = `退休一件事 ${project.name}`;
  const press = (words: string) => manager.getByRole('button', { name: words }).first().click();
  const field = (one: string) => manager.locator(`[name="${one}"]`);
  await manager.goto('/workbench/bundles');
  await fits(manager);
  await manager.getByRole('link', { name: '新编一件事' }).click();
  await field('code').fill(code);
  await field('name.zh').fill(name);
  await press('添加问题');
  await field('q.0.zh').fill('是否年满80周岁？');
  await field('q.0.answers').fill('是 | yes\n否 | no');
  await field('find').fill('高龄津贴');
  await press('查找');
  await manager.getByRole('button', { name: /加入.*80周岁以上老年人高龄津贴发放/ }).click();
  await field('find').fill('跨省异地长期居住');
  await press('查找');
  await manager.locator('.edit-hits button').first().click();
  await manager.getByRole('group', { name: /谁需要办这个事项/ }).first().getByRole('checkbox').first().check();
  await fits(manager);
  await field('reason').fill('示例');
  await field('basis').fill('示例〔2026〕3 号');
  await press('公布');
  await expect(manager.getByRole('alert'), 'a bundle without a leading body is refused').toContainText('牵头部门');
  await expect(field('name.zh'), 'what was typed stays').toHaveValue(name);
  await expectNoViolations(manager);
  await field('lead').selectOption({ label: '广安市前锋区人力资源和社会保障局' });
  await press('公布');
  await expect(manager.getByRole('status').first()).toContainText('已公布');
  await page.goto(`/bundles/${code}`);
  await page.getByRole('radio', { name: '否' }).first().check();
  await page.getByRole('button', { name: '按我的情形显示' }).click();
  await expect(page.locator('main')).toContainText('不需要，因为');
});
