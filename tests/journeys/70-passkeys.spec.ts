// A citizen adds a passkey, signs in with it, and takes it away. Chromium's own authenticator stands for the phone.

import type { CDPSession, Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

/** Passkeys belong to a name, and 127.0.0.1 is none: the centre's own address is that of localhost. */
const CENTRE = (process.env.YIMEN_URL ?? '').replace('127.0.0.1', 'localhost');
const PASSWORD = 'demonstration';

async function device(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options });
  return { session, id: authenticatorId };
}

async function enter(page: Page, login: string): Promise<void> {
  await page.goto(`${CENTRE}/sign-in`);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('input[name="password"]').press('Enter');
  await expect(page).not.toHaveURL(/\/sign-in$/);
}

test('a passkey from adding it to taking it away', async ({ page }, testInfo) => {
  const login = testInfo.project.name === 'desktop' ? 'citizen5' : 'citizen6';
  const { session, id } = await device(page);
  await enter(page, login);
  await page.goto(`${CENTRE}/my/second-factor`);
  await expectNoViolations(page);
  await page.getByRole('link', { name: '使用通行密钥' }).click();
  await expectNoViolations(page);
  await page.locator('[name=name]').fill('我的手机');
  await page.locator('[name=present]').fill('wrong');
  await page.getByRole('button', { name: '在设备上确认' }).click();
  await expect(page.getByRole('alert').first()).toContainText('现在的密码不正确');
  await expect(page.locator('[name=name]'), 'what was typed is kept').toHaveValue('我的手机');
  await expectNoViolations(page);
  await page.locator('[name=present]').fill(PASSWORD);
  await page.getByRole('button', { name: '在设备上确认' }).click();
  await expect(page.getByRole('heading', { level: 1 }), 'codes for the day the phone is lost').toHaveText('恢复码');
  await expectNoViolations(page);

  await page.getByRole('link', { name: '已保存好，继续' }).click();
  await page.getByRole('button', { name: '退出' }).click();
  await enter(page, login);
  await expect(page, 'the password alone is not enough').toHaveURL(/\/sign-in\/code/);
  await expectNoViolations(page);
  await session.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled: true });
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await expect(page, 'the device has answered').toHaveURL(/\/my$/);

  await page.goto(`${CENTRE}/my/second-factor`);
  await expect(page.locator('main')).toContainText('上次使用');
  await expectNoViolations(page);
  await page.getByText('删除“我的手机”').click();
  await page.locator('main [name=present]').first().fill(PASSWORD);
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('通行密钥已删除');
  await page.getByRole('button', { name: '退出' }).click();
  await enter(page, login);
  await expect(page, 'the password is enough again').toHaveURL(/\/my$/);
});

test('a device that does not answer leaves the code', async ({ page }) => {
  const { session, id } = await device(page);
  await enter(page, 'citizen4');
  await page.goto(`${CENTRE}/my/second-factor/passkey`);
  await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: id });
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'u2f', transport: 'usb', automaticPresenceSimulation: false },
  });
  await page.evaluate(() => {
    navigator.credentials.create = () => Promise.reject(new DOMException('cancelled', 'NotAllowedError'));
  });
  await page.locator('[name=name]').fill('安全密钥');
  await page.locator('[name=present]').fill(PASSWORD);
  await page.getByRole('button', { name: '在设备上确认' }).click();
  await expect(page.locator('[data-passkey-said]')).toContainText('设备没有确认');
  await expectNoViolations(page);
});
