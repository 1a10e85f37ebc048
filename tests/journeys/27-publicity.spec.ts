// What is to be decided is shown to the public: somebody without an account reads it, sends a view, and reads the answer.

import { type Page } from '@playwright/test';
import { acceptedFoodBusiness, expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const opened = (page: Page, key: string) => page.locator(`details:has(> summary[id="${key}"])`);

test('anybody reads what is shown, sends a view, and reads the answer with the receipt code', async ({ page, clerk, examiner }, info) => {
  const address = await acceptedFoodBusiness(clerk, '前锋公示面馆');
  const subject = `临街面油烟排放口设置 ${info.project.name} ${Date.now()}`;
  await examiner.goto(address);
  await examiner.locator('#proceedings > details > summary', { hasText: '新增程序事项' }).click();
  const open = opened(examiner, 'open_publicity');
  await open.locator('> summary').click();
  const type = async (name: string, words: string) => open.locator(`[name="open_publicity.${name}"]`).fill(words);
  await type('subject', subject);
  await type('words', '拟准予在一楼设置排放口，联系人 13800138000。');
  await type('basis', '示例市餐饮业管理规定 第十二条');
  await type('contact', '政务中心二楼综合科，028-86010001');
  await open.locator('button[type="submit"]').click();
  await expect(examiner.locator('.error-summary'), 'no telephone of a person is shown').toContainText('手机号码');
  await type('words', '拟准予在一楼临街面设置油烟排放口。');
  await open.locator('button[type="submit"]').click();
  await expect(examiner.locator('#proceedings')).toContainText('公示中');
  await expectNoViolations(examiner);

  await page.goto('/publicity');
  await expectNoViolations(page);
  await page.getByRole('link', { name: subject }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
  await expect(page.locator('main')).toContainText('示例市餐饮业管理规定');
  await expect(page.locator('main')).not.toContainText('王小明');
  await expectNoViolations(page);
  await page.locator('[name="words"]').fill('排放口正对我家窗户，请改道。');
  await page.locator('[name="name"]').fill('欧阳雪梅');
  await page.getByRole('button', { name: '提交意见' }).click();
  await expect(page.locator('.error-summary')).toContainText('电子邮箱或者地址');
  await expect(page.locator('[name="words"]'), 'what was typed stays').toHaveValue(/正对我家/);
  await expectNoViolations(page);
  await page.locator('[name="contact"]').fill('13912345678');
  await page.getByRole('button', { name: '提交意见' }).click();
  const code = await page.locator('#receipt-code').innerText();
  expect(code).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/);
  await expectNoViolations(page);

  await examiner.goto(address);
  await expect(examiner.locator('#proceedings')).toContainText('排放口正对我家窗户');
  const answer = opened(examiner, 'answer_view-1');
  await answer.locator('> summary').click();
  await answer.locator('[name="answer_view-1.yes"][value="yes"]').check();
  await answer.locator('[name="answer_view-1.words"]').fill('已要求申请人改道排放。');
  await answer.locator('button[type="submit"]').click();
  await expect(examiner.locator('#proceedings')).toContainText('已要求申请人改道排放');

  await page.goto('/publicity/receipt');
  await page.locator('[name="code"]').fill(code.toLowerCase());
  await page.getByRole('button', { name: '查看答复' }).click();
  await expect(page.locator('main')).toContainText('已采纳');
  await expect(page.locator('main')).toContainText('已要求申请人改道排放');
  await expectNoViolations(page);
});
