// Somebody who lost their password comes to a window: a clerk checks who they are, the manager approves, and a code lets them in again.

import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const NEW = '渠江水面有白鹭飞过';

test('two people give an account back to its holder', async ({ page, clerk, manager, security }, testInfo) => {
  const login = `lost-${testInfo.project.name}`;
  await page.goto('/register');
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill('前锋区的桂花开了');
  await page.locator('[name="applicant.name"]').fill('钟小雁');
  await page.locator('[name="applicant.id_number"]').fill('511603199005200022');
  await page.locator('[name="applicant.phone"]').fill('13800000002');
  await page.locator('[name="password"]').press('Enter');
  await page.context().clearCookies();

  await clerk.goto('/workbench/recovery');
  await expectNoViolations(clerk);
  await clerk.locator('[name=words]').fill('511603199005200022');
  await clerk.getByRole('button', { name: '查找' }).click();
  const found = clerk.getByRole('region', { name: '找到的账号' }).getByRole('listitem').filter({ hasText: login });
  await expect(found, 'numbers are masked').toContainText('511603********0022');
  await expectNoViolations(clerk);
  await found.getByRole('link').click();
  await expectNoViolations(clerk);
  await clerk.getByRole('button', { name: '提交复核' }).click();
  await expect(clerk.getByRole('alert')).toContainText('请选择出示的证件');
  await expectNoViolations(clerk);
  await clerk.getByRole('radio', { name: '居民身份证', exact: true }).check();
  await clerk.getByRole('group', { name: '本人与证件照片、账号信息一致' }).getByLabel('是').check();
  await clerk.getByRole('button', { name: '提交复核' }).click();
  await expect(clerk.getByRole('heading', { level: 1 })).toContainText('待复核');
  await expect(clerk.getByRole('button', { name: '出具找回码' }), 'not by one person alone').toHaveCount(0);
  await expect(clerk.getByRole('button', { name: '同意' })).toHaveCount(0);
  await expectNoViolations(clerk);
  const address = clerk.url();

  await security.goto('/workbench/recovery');
  await expect(security.locator('main'), 'accounts of citizens are none of theirs').toContainText('没有需要您办理的申请');
  await expectNoViolations(security);
  await manager.goto(address);
  await expectNoViolations(manager);
  await manager.getByRole('button', { name: '同意', exact: true }).click();
  await expect(manager.getByRole('status')).toContainText('已同意');
  await expectNoViolations(manager);

  await clerk.goto(address);
  await clerk.getByRole('button', { name: '出具找回码' }).click();
  const code = await clerk.locator('code.secret').innerText();
  await expectNoViolations(clerk);
  await clerk.goto(address);
  await expect(clerk.locator('main'), 'shown once').not.toContainText(code);

  await page.goto('/sign-in');
  await page.getByRole('link', { name: '凭窗口找回码设置新密码' }).click();
  await page.locator('[name=code]').fill('0000-0000-0000-0000-0000');
  await page.locator('[name=password]').fill(NEW);
  await page.locator('[name=password]').press('Enter');
  await expect(page.getByRole('alert')).toContainText('找回码不正确');
  await expectNoViolations(page);
  await page.locator('[name=code]').fill(code.toUpperCase().replaceAll('-', ' '));
  await page.locator('[name=password]').fill(NEW);
  await page.locator('[name=password]').press('Enter');
  await expect(page.getByRole('status')).toContainText(login);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(NEW);
  await page.locator('input[name="password"]').press('Enter');
  await page.goto('/my/devices');
  await expect(page.locator('main'), 'what was done is told').toContainText('复核同意找回账号');
  await expectNoViolations(page);
});
