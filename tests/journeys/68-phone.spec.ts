// With a telephone: an account is made, comes back, forgets its password, gets another number, and leaves.

import type { Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

const FIRST = '前锋区的桂花开了';
const SECOND = '渠江水面有白鹭飞过';

/** The latest code that was sent to a number. */
async function codeFor(page: Page, number: string): Promise<string> {
  let code = '';
  await expect(async () => {
    const answer = await page.request.get('/demonstration/sms/messages.json');
    const messages: { to: string; params: { code: string } }[] = await answer.json();
    code = messages.find((message) => message.to === `+86${number}`)?.params.code ?? '';
    expect(code, 'a message came').toMatch(/^\d{6}$/);
  }).toPass();
  return code;
}

async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
}

test('an account with a telephone from the first day to the last', async ({ page }, testInfo) => {
  const [own, other] = testInfo.project.name === 'phone' ? ['13911110001', '13911110002'] : ['13911110003', '13911110004'];

  await page.goto('/sign-in?back=/my/notices');
  await expectNoViolations(page);
  await page.getByRole('link', { name: '用短信验证码登录' }).click();
  await expectNoViolations(page);
  await page.locator('[name=phone]').fill('12345');
  await page.getByRole('button', { name: '发送验证码' }).click();
  await expect(page.getByRole('alert')).toContainText('11 位手机号码');
  await expectNoViolations(page);
  await page.locator('[name=phone]').fill(own);
  await page.getByRole('button', { name: '发送验证码' }).click();
  await expect(page.locator('main')).toContainText(`${own.slice(0, 3)}****${own.slice(-4)}`);
  await expectNoViolations(page);
  const code = await codeFor(page, own);
  const messages = await page.context().newPage();
  await messages.goto('/demonstration/sms');
  await expect(messages.locator('main')).toContainText(code);
  await expectNoViolations(messages);
  await messages.close();
  await page.locator('[name=code]').fill(code === '000000' ? '111111' : '000000');
  await page.locator('[name=code]').press('Enter');
  await expect(page.getByRole('alert')).toContainText('验证码不正确');
  await expectNoViolations(page);
  await page.locator('[name=code]').fill(code);
  await page.locator('[name=code]').press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('新建账号');
  await expectNoViolations(page);
  await page.locator('[name="applicant.name"]').fill('钟小燕');
  await page.locator('[name="applicant.id_number"]').fill('11010519491231002X');
  await page.locator('[name="applicant.id_number"]').press('Enter');
  await expect(page, 'where they wanted to go').toHaveURL(/\/my\/notices/);
  await expect(page.getByRole('status')).toContainText('注册成功');

  await page.goto('/my/password');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置密码');
  await expect(page.locator('[name=present]'), 'there is no password to ask for').toHaveCount(0);
  await expectNoViolations(page);
  await page.locator('[name=password]').fill(FIRST);
  await page.locator('[name=password]').press('Enter');
  await expect(page.getByRole('status')).toContainText('密码已保存');

  await page.goto('/my/phone');
  await expect(page.locator('main')).toContainText('已绑定手机号');
  await expectNoViolations(page);
  await page.locator('[name=phone]').fill(other);
  await page.locator('[name=present]').fill(FIRST);
  await page.getByRole('button', { name: '发送验证码' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('输入短信验证码');
  await expectNoViolations(page);
  await page.locator('[name=code]').fill(await codeFor(page, other));
  await page.getByRole('button', { name: '绑定', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('手机号已绑定');
  await expect(page.locator('main')).toContainText(`${other.slice(0, 3)}****${other.slice(-4)}`);

  await signOut(page);
  await page.goto('/sign-in/forgotten');
  await expectNoViolations(page);
  await page.locator('[name=phone]').fill(other);
  await page.getByRole('button', { name: '发送验证码' }).click();
  await expect(page.locator('main'), 'a minute lies between two codes').toContainText('刚刚已经');
  await expectNoViolations(page);
});

test('a forgotten password is chosen anew', async ({ page }, testInfo) => {
  const login = `forgets-${testInfo.project.name}`;
  const number = testInfo.project.name === 'phone' ? '13911110005' : '13911110006';
  await page.goto('/register');
  await page.locator('[name="login"]').fill(login);
  await page.locator('[name="password"]').fill(FIRST);
  await page.locator('[name="applicant.name"]').fill('钟小雁');
  await page.locator('[name="applicant.id_number"]').fill('511603199005200022');
  await page.locator('[name="applicant.phone"]').fill(number);
  await page.locator('[name="password"]').press('Enter');
  await page.goto('/my/phone');
  await expect(page.locator('main'), 'a number that was only told opens nothing').toContainText('还没有验证');
  await page.locator('[name=phone]').fill(number);
  await page.locator('[name=present]').fill(FIRST);
  await page.getByRole('button', { name: '发送验证码' }).click();
  await page.locator('[name=code]').fill(await codeFor(page, number));
  await page.getByRole('button', { name: '绑定', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('手机号已绑定');

  // The minute between two codes to a stranger is not asked of a device that the account knows.
  const known = (await page.context().cookies()).filter((cookie) => cookie.name.includes('device'));
  await signOut(page);
  await page.context().addCookies(known);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: '忘记密码' }).click();
  await page.locator('[name=phone]').fill(number);
  await page.getByRole('button', { name: '发送验证码' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置新密码');
  await expectNoViolations(page);
  await page.locator('[name=code]').fill(await codeFor(page, number));
  await page.locator('[name=password]').fill(SECOND);
  await page.getByRole('button', { name: '保存新密码' }).click();
  await expect(page.getByRole('status')).toContainText('请用新密码登录');
  await page.locator('input[name="login"]').fill(number);
  await page.locator('input[name="password"]').fill(SECOND);
  await page.locator('input[name="password"]').press('Enter');
  await expect(page, 'the number stands for the name').toHaveURL(/\/my/);
  await page.goto('/my/devices');
  await expect(page.locator('main')).toContainText('绑定手机号');
  await expectNoViolations(page);
  await page.goto('/my/close');
  await page.locator('[name=present]').fill(SECOND);
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page.getByRole('status')).toContainText('账号已经注销');
});
