// What is kept of a person: a copy of it, leaving, and the periods that the auditor sees.

import { expect, expectNoViolations, signIn, test } from './journey';

test.describe.configure({ timeout: 120_000 });

test('a citizen takes a copy of everything that is kept', async ({ citizen }) => {
  await citizen.goto('/my');
  await citizen.getByRole('link', { name: '我的信息', exact: true }).click();
  await expect(citizen.getByRole('heading', { level: 1 })).toHaveText('我的信息');
  await expectNoViolations(citizen);
  await citizen.locator('[name=present]').fill('a guess');
  await citizen.getByRole('button', { name: '下载副本' }).click();
  await expect(citizen.getByRole('alert')).toContainText('现在的密码不正确');
  await expectNoViolations(citizen);
  await citizen.locator('[name=present]').fill('demonstration');
  const [download] = await Promise.all([
    citizen.waitForEvent('download'),
    citizen.getByRole('button', { name: '下载副本' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('my-data.zip');
  await citizen.goto('/my/close');
  await expect(citizen.locator('main')).toContainText('依法保留');
  await expectNoViolations(citizen);
});

test('whoever leaves does not come in again', async ({ page }, testInfo) => {
  const login = `leaver-${testInfo.project.name}`;
  await page.goto('/register');
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill('前锋区的桂花开了');
  await page.locator('[name="applicant.name"]').fill('钟小雁');
  await page.locator('[name="applicant.id_number"]').fill('511603199005200022');
  await page.locator('[name="applicant.phone"]').fill('13800000002');
  await page.locator('[name="password"]').press('Enter');
  await page.goto('/my/close');
  await expectNoViolations(page);
  await page.locator('[name=present]').fill('前锋区的桂花开了');
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page.getByRole('status')).toContainText('账号已经注销');
  await page.goto('/sign-in');
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('前锋区的桂花开了');
  await page.locator('input[name="password"]').press('Enter');
  await expect(page.getByRole('alert')).toContainText('用户名或密码不正确');
});

test('the auditor sees how long what is kept and why', async ({ page }) => {
  await signIn(page, 'auditor');
  await page.goto('/workbench/retention');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('保存期限和到期删除');
  await expect(page.locator('main')).toContainText('网络安全法');
  await expectNoViolations(page);
});
