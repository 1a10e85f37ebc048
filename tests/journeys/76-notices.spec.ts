// How people are told: an address is given and proven, each notice is shown with what became of it, and the manager changes what it says.

import type { Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

/** The code in the latest mail to an address. */
async function codeFor(page: Page, address: string): Promise<string> {
  let code = '';
  await expect(async () => {
    const answer = await page.request.get('/demonstration/mail/mails.json');
    const mails: { to: string; text: string }[] = await answer.json();
    code = mails.find((mail) => mail.to === address)?.text.match(/验证码：(\d{6})/)?.[1] ?? '';
    expect(code, 'a mail came').not.toBe('');
  }).toPass();
  return code;
}

test('a citizen gives an address and sees what they were told', async ({ citizen3 }, testInfo) => {
  const address = `${testInfo.project.name}@example.cn`;
  await citizen3.goto('/my');
  await citizen3.getByRole('link', { name: '告知方式' }).first().click();
  await expect(citizen3.getByRole('heading', { level: 1 })).toHaveText('告知方式');
  await expectNoViolations(citizen3);
  await citizen3.locator('[name=address]').fill('nobody');
  await citizen3.locator('[name=address]').press('Enter');
  await expect(citizen3.getByRole('alert')).toContainText('电子邮箱地址');
  await expectNoViolations(citizen3);
  await citizen3.locator('[name=address]').fill(address);
  await citizen3.locator('[name=address]').press('Enter');
  const code = await codeFor(citizen3, address);
  await citizen3.locator('[name=code]').fill(code);
  await expectNoViolations(citizen3);
  await citizen3.locator('[name=code]').press('Enter');
  await expect(citizen3.locator('main')).toContainText(`${address[0]}***@example.cn`);
  await citizen3.getByRole('radio', { name: '中文和 English' }).check();
  await citizen3.getByRole('button', { name: '保存' }).click();
  await expect(citizen3.getByRole('status')).toContainText('已保存');
  await expect(citizen3.getByRole('radio', { name: '中文和 English' })).toBeChecked();
  await expectNoViolations(citizen3);
  const mails = await citizen3.context().newPage();
  await mails.goto('/demonstration/mail');
  await expect(mails.locator('main')).toContainText(code);
  await expectNoViolations(mails);
  await mails.close();
});

test('the applicant and the desk see who was told what', async ({ citizen, clerk }) => {
  await citizen.goto('/my');
  await citizen.locator('table a').first().click();
  await citizen.getByRole('link', { name: '告知记录' }).click();
  await expect(citizen.locator('main')).toContainText('网上收件箱');
  await expectNoViolations(citizen);
  const [download] = await Promise.all([
    citizen.waitForEvent('download'),
    citizen.getByRole('link', { name: '下载告知证明' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^told-.*\.json$/);
  await clerk.goto('/workbench/cases');
  await clerk.locator('a.case-number').first().click();
  await clerk.getByRole('link', { name: '告知记录' }).click();
  await expect(clerk.getByRole('heading', { level: 1 })).toHaveText('告知记录');
  await expectNoViolations(clerk);
});

test('the manager tries a text before saying it', async ({ manager }) => {
  await manager.goto('/workbench/notices');
  await expectNoViolations(manager);
  await manager.getByRole('link', { name: '特别程序结束' }).click();
  await manager.locator('[name=inbox_zh]').fill('您的办件\n{名字');
  await manager.getByRole('button', { name: '预览' }).click();
  await expect(manager.getByRole('alert')).toContainText('第 2 行');
  await expectNoViolations(manager);
  await manager.locator('[name=inbox_zh]').fill('“{事项}”的特别程序结束了，{到期日} 前办结。');
  await manager.getByRole('button', { name: '预览' }).click();
  await expect(manager.locator('main')).toContainText('“食品经营许可（首次申请）”的特别程序结束了');
  await manager.getByRole('button', { name: '保存' }).click();
  await expect(manager.getByRole('status')).toContainText('已保存');
  await expect(manager.locator('main')).toContainText('修改记录');
  await expectNoViolations(manager);
  await manager.getByRole('button', { name: '恢复标准文本' }).click();
  await expect(manager.getByRole('status')).toContainText('已恢复标准文本');
  await expect(manager.locator('[name=inbox_zh]')).toHaveValue(/特别程序已结束/);
});
