// Papers go out with a slip that bars name, and somebody with a scanner confirms that they came and are back.

import { acceptedFoodBusiness, expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

test('a clerk hands papers over, they are confirmed by the digits of the slip, and come back', async ({ clerk }) => {
  // A case of its own: nobody else works on it meanwhile.
  const number = await acceptedFoodBusiness(clerk, '材料交接面馆');
  await clerk.goto(number);
  await clerk.getByRole('link', { name: '移交纸质材料' }).click();
  await expectNoViolations(clerk);
  await clerk.locator('[name="from"]').fill('综合窗口');
  await clerk.locator('[name="to"]').fill('审批科');
  await clerk.locator('[name="copies.file"]').fill('1');
  await clerk.getByRole('button', { name: '生成交接单' }).click();
  await expect(clerk.locator('.error-summary'), 'pages are asked for beside copies').toContainText('1 至 9999');
  await expect(clerk.locator('[name="to"]')).toHaveValue('审批科');
  // Where materials came on paper, one copy each is proposed.
  for (const copies of await clerk.locator('[name^="copies."]').all()) {
    const code = (await copies.getAttribute('name'))?.slice('copies.'.length);
    if ((await copies.inputValue()) !== '') await clerk.locator(`[name="pages.${code}"]`).fill('30');
  }
  await clerk.getByRole('button', { name: '生成交接单' }).click();
  await expect(clerk).toHaveURL(/\/workbench\/slips\/\d{14}$/);
  await expectNoViolations(clerk);
  const code = new URL(clerk.url()).pathname.slice(-14);
  const paper = await clerk.request.get(`/workbench/slips/${code}/slip.pdf`);
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');

  await clerk.goto(number);
  await expect(clerk.locator('main')).toContainText('纸质材料现在在哪里');
  await clerk.goto('/workbench/slips');
  await expect(clerk.locator('main')).toContainText(code);
  await expectNoViolations(clerk);
  // A scanner types the digits and presses Enter.
  await clerk.locator('[name="code"]').fill(code);
  await clerk.locator('[name="code"]').press('Enter');
  await expect(clerk).toHaveURL(new RegExp(`/workbench/slips/${code}$`));
  await clerk.locator('[name="missing.file"]').fill('2');
  await clerk.getByRole('button', { name: '核对完毕，确认接收' }).click();
  await expect(clerk.locator('.error-summary')).toContainText('不能多于');
  await expectNoViolations(clerk);
  await clerk.locator('[name="missing.file"]').fill('');
  await clerk.getByRole('button', { name: '核对完毕，确认接收' }).click();
  await expect(clerk.getByRole('status')).toContainText('已确认接收');
  await clerk.getByRole('button', { name: '送回' }).click();
  await expect(clerk.getByRole('status')).toContainText('已登记送回');
  await clerk.getByRole('button', { name: '核对完毕，确认收回' }).click();
  await expect(clerk.getByRole('status')).toContainText('已确认收回');
  await clerk.goto(number);
  await expect(clerk.locator('main')).not.toContainText('纸质材料现在在哪里');
  await expect(clerk.locator('main')).toContainText('纸质材料已收回');
});
