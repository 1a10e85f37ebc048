// A new colleague gets an account, chooses a password, sets up a second factor and comes in with it; the auditor sees all of it.

import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What a phone shows for a key, some steps of thirty seconds from now (RFC 6238). */
function shown(key: string, steps = 0): string {
  const bits = [...key.replace(/\s/g, '')].map((sign) => LETTERS.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', secret).update(step).digest();
  const from = hash.readUInt8(hash.length - 1) & 15;
  return String((hash.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('input[name="password"]').press('Enter');
}

test('an account from the first day to the second factor', async ({ security, auditor, page }, testInfo) => {
  const login = `colleague-${testInfo.project.name}`;
  await security.goto('/workbench/accounts');
  await expectNoViolations(security);
  await security.getByRole('link', { name: '新增账号' }).click();
  await security.getByRole('button', { name: '新增', exact: true }).click();
  await expect(security.getByRole('alert'), 'what is missing is named').toContainText('请至少指定一个岗位');
  await expectNoViolations(security);
  await security.locator('[name=login]').fill(login);
  await security.locator('[name=name]').fill('钟小燕');
  await security.getByLabel('系统管理员').check();
  await security.getByLabel('安全审计员').check();
  await security.getByRole('button', { name: '新增', exact: true }).click();
  await expect(security.getByRole('alert'), 'three administrators are three people').toContainText('三个人');
  await security.getByLabel('系统管理员').uncheck();
  await security.getByLabel('安全审计员').uncheck();
  await security.getByLabel('窗口人员').check();
  await security.getByRole('button', { name: '新增', exact: true }).click();
  await expect(security.getByRole('heading', { level: 1 })).toHaveText('新密码');
  const given = await security.locator('dd code').innerText();
  await expectNoViolations(security);

  await enter(page, login, given);
  await expect(page, 'the password of another is changed first').toHaveURL(/\/my\/password/);
  await page.goto('/workbench/window');
  await expect(page, 'before anything else').toHaveURL(/\/my\/password/);
  await page.locator('[name=present]').fill(given);
  await page.locator('[name=password]').fill('woaini1314');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('太常见');
  await expectNoViolations(page);
  await page.locator('[name=present]').fill(given);
  await page.locator('[name=password]').fill('前锋区的桂花开了');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('密码已保存');

  await page.goto('/my/devices');
  await expect(page.locator('main')).toContainText('Chrome');
  await expectNoViolations(page);
  await page.locator('main').getByRole('link', { name: '两步验证' }).click();
  await expectNoViolations(page);
  await page.getByRole('link', { name: '开启两步验证' }).click();
  await expectNoViolations(page);
  const key = await page.locator('code.secret').innerText();
  await page.locator('[name=code]').fill('000000');
  await page.locator('[name=present]').fill('前锋区的桂花开了');
  await page.getByRole('button', { name: '确认开启' }).click();
  await expect(page.getByRole('alert')).toContainText('验证码不正确');
  expect(await page.locator('code.secret').innerText(), 'the key in the phone stays good').toBe(key);
  await page.locator('[name=code]').fill(shown(key));
  await page.locator('[name=present]').fill('前锋区的桂花开了');
  await page.getByRole('button', { name: '确认开启' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('恢复码');
  await expectNoViolations(page);
  const codes = await page.locator('ol code').allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole('link', { name: '已保存好，继续' }).click();
  await page.getByRole('button', { name: '退出' }).click();

  await enter(page, login, '前锋区的桂花开了');
  await expect(page, 'the password alone is not enough').toHaveURL(/\/sign-in\/code/);
  await expectNoViolations(page);
  await page.locator('[name=code]').fill('123456');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('alert')).toContainText('验证码不正确');
  await page.locator('[name=code]').fill(shown(key, 1));
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/workbench/);
  await page.getByRole('button', { name: '退出' }).click();
  await enter(page, login, '前锋区的桂花开了');
  await page.locator('[name=code]').fill(codes[0] ?? '');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page, 'a recovery code takes the place of the phone').toHaveURL(/\/workbench/);
  await page.goto('/my/second-factor');
  await expect(page.locator('main')).toContainText('还有 9 个恢复码');

  await security.goto(`/workbench/accounts?q=${login}`);
  await security.getByRole('link', { name: '钟小燕' }).click();
  await expectNoViolations(security);
  await security.getByRole('button', { name: '停用账号' }).click();
  await expect(security.getByRole('status')).toContainText('账号已停用');
  await page.goto('/workbench/window');
  await expect(page, 'a closed account is out at once').toHaveURL(/\/sign-in/);

  await auditor.goto('/workbench/audit');
  await expect(auditor.locator('main')).toContainText('停用账号');
  await expect(auditor.locator('main')).toContainText('两步验证码错误');
  await expectNoViolations(auditor);
  const file = await auditor.request.get('/workbench/audit/events.csv');
  expect(await file.text()).toContain(login);
  const refused = await security.request.get('/workbench/audit', { maxRedirects: 0 });
  expect(refused.status(), 'who looks after accounts does not read the log').toBe(403);
});

test('a citizen sees who looked at their data and what for', async ({ citizen3, inspector }) => {
  await citizen3.goto('/my');
  const number = await citizen3.locator('.case-number').first().innerText();
  await inspector.goto(`/inspector/cases/${number}`);
  await expect(inspector.locator('main')).toContainText(number);
  await citizen3.locator('main').getByRole('link', { name: '谁看过我的信息' }).click();
  await expect(citizen3.locator('main')).toContainText('监察办理过程');
  await expectNoViolations(citizen3);
  const seen = citizen3.locator('tbody tr').filter({ hasText: '监察办理过程' }).first();
  await seen.getByRole('link').click();
  await expect(citizen3.locator('main'), 'the case that was looked at').toContainText(number);
});
