// Mandates: one person lets another act for them, sees it, and takes it back.

import type { Page } from '@playwright/test';

import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

/** An agent of each screen's own: a new code replaces the one before. */
async function register(page: Page, login: string): Promise<void> {
  await page.goto('/register');
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill('前锋区的桂花开了');
  await page.locator('[name="applicant.name"]').fill('钟小雁');
  await page.locator('[name="applicant.id_number"]').fill('511603199005200022');
  await page.locator('[name="applicant.phone"]').fill('13800000002');
  await page.locator('[name="password"]').press('Enter');
  await expect(page).not.toHaveURL(/\/register/);
}

async function give(page: Page, login: string, code: string): Promise<void> {
  await page.goto('/my/mandates');
  await page.getByRole('link', { name: '委托别人办事' }).click();
  await expectNoViolations(page);
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="code"]').fill('2222-2222');
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.getByRole('alert')).toContainText('登录名和代理码不符');
  await expectNoViolations(page);
  await page.locator('[name="code"]').fill(code);
  await page.getByRole('button', { name: '下一步' }).click();
  await expect(page.locator('main')).toContainText('请核对是不是您要委托的人');
  await page.getByLabel('全部事项').check();
  await expectNoViolations(page);
  await page.getByRole('button', { name: '给出授权' }).click();
  await expect(page.getByRole('status')).toContainText('等待代理人接受');
  await expectNoViolations(page);
}

test('a citizen lets another act for them and takes it back', async ({ citizen2, page }, testInfo) => {
  const login = `agent-${testInfo.project.name}`;
  await register(page, login);
  await page.goto('/my/mandates');
  await expectNoViolations(page);
  await page.getByRole('button', { name: '生成代理码' }).click();
  const code = (await page.locator('strong code').innerText()).trim();
  await expectNoViolations(page);
  await give(citizen2, login, code);
  const mandate = new URL(citizen2.url()).pathname;

  await page.goto('/my/notices');
  await page.getByRole('link', { name: /有人委托您代为办事/ }).first().click();
  await expect(page.locator('main')).toContainText('是否接受');
  await expectNoViolations(page);
  await page.getByRole('button', { name: '接受', exact: true }).click();
  await page.goto('/my/acting');
  await expectNoViolations(page);
  await page.goto(mandate);
  await page.getByRole('button', { name: '代为办事' }).click();
  await expect(page.locator('main')).toContainText('您正在代');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('我的办件');
  await expectNoViolations(page);

  await citizen2.goto(mandate);
  await citizen2.getByRole('button', { name: '收回授权' }).click();
  await expect(citizen2.getByRole('status')).toContainText('立即生效');
  await expectNoViolations(citizen2);
  await page.goto('/my');
  await expect(page.locator('main')).toContainText('这份授权已经终止');
  await expectNoViolations(page);
  await page.goto('/my/acting');
  await page.getByRole('button', { name: '改为办自己的事' }).click();
  await expect(page.getByRole('status')).toContainText('办自己的事');
  await expect(page.locator('main')).not.toContainText('您正在代');
});
