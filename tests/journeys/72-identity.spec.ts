// Somebody comes in by an identity platform, makes an account, and comes back; a clerk comes in by the directory of staff.

import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

/** The platform sends people back to the centre's own address. */
const CENTRE = (process.env.YIMEN_URL ?? '').replace('127.0.0.1', 'localhost');

test('a person comes in by the identity platform', async ({ page }, testInfo) => {
  const who = testInfo.project.name === 'desktop' ? '何小玉' : '前锋区示范科技有限公司';
  await page.goto(`${CENTRE}/items`);
  await page.goto(`${CENTRE}/sign-in?back=/my/notices`);
  await expectNoViolations(page);
  await page.getByRole('link', { name: '用统一身份认证平台（演示）登录' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('演示身份平台');
  await expectNoViolations(page);
  await page.getByRole('link', { name: who }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('完成注册');
  await expect(page.locator('main'), 'what the platform confirmed').toContainText('身份平台已确认您的身份');
  await expectNoViolations(page);
  await page.locator('[name="applicant.phone"]').fill('1');
  await page.getByRole('button', { name: '注册' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectNoViolations(page);
  await page.locator('[name="applicant.phone"]').fill('13900000001');
  await page.getByRole('button', { name: '注册' }).click();
  await expect(page, 'where they wanted to go').toHaveURL(/\/my\/notices/);
  await page.goto(`${CENTRE}/my/identity`);
  await expect(page.locator('main')).toContainText('已绑定');
  await expectNoViolations(page);
  await page.getByText('解除绑定').first().click();
  await page.locator('main').getByRole('button', { name: '解除绑定' }).click();
  await expect(page.locator('main'), 'nobody locks themselves out').toContainText('您将无法登录这个账号');
  await page.getByRole('button', { name: '退出' }).click();
  await page.goto(`${CENTRE}/sign-in`);
  await page.getByRole('link', { name: '用统一身份认证平台（演示）登录' }).click();
  await page.getByRole('link', { name: who }).click();
  await expect(page, 'the second time the account is there').toHaveURL(/\/my$/);
});

test('a clerk comes in by the directory of staff', async ({ page }) => {
  await page.goto(`${CENTRE}/sign-in`);
  await page.getByRole('link', { name: '用工作人员统一认证（演示）登录' }).click();
  await page.getByRole('link', { name: /clerk2/ }).click();
  await expect(page).toHaveURL(/\/workbench/);
  const card = page.locator('section.card').filter({ hasText: '工作人员统一认证（演示）' });
  const asks = async (words: string, password: string): Promise<void> => {
    if ((await card.locator('details').getAttribute('open')) === null) await card.getByText(words).first().click();
    await card.locator('input[type="password"]').fill(password);
    await card.getByRole('button', { name: words }).click();
  };
  await page.goto(`${CENTRE}/my/identity`);
  await asks('解除绑定', 'not the password');
  await expect(page.getByRole('alert'), 'whoever found the screen open changes nothing').toBeVisible();
  await expectNoViolations(page);
  await asks('解除绑定', 'demonstration');
  await expect(page.locator('main')).not.toContainText('已绑定');
  await asks('绑定', 'not the password');
  await expect(page.getByRole('alert'), 'nor makes a way in of their own').toBeVisible();
  await asks('绑定', 'demonstration');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('前往身份平台');
  await expectNoViolations(page);
  await page.locator('main').getByRole('link', { name: /^前往/ }).click();
  await page.getByRole('link', { name: /clerk2/ }).click();
  await expect(page.locator('main')).toContainText('已绑定');
});
