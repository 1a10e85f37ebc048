// A letter of authority is entered, printed, signed and taken back; the register keeps every step.

import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

test('a letter for single items goes from the draft to the end of its power', async ({ legal, chief }, testInfo) => {
  const number = `前审批授〔2026〕${testInfo.project.name === 'phone' ? 98 : 97}号`;
  await legal.goto('/workbench/letters');
  await expectNoViolations(legal);
  await legal.getByRole('link', { name: '登记授权委托书' }).click();
  await expect(legal.getByRole('heading', { level: 1 }), 'only one body comes into question').toHaveText('登记授权委托书');

  await legal.getByRole('button', { name: '登记', exact: true }).click();
  await expect(legal.getByRole('alert'), 'number and holder are missing').toContainText('文号');
  await expect(legal.getByRole('alert')).toContainText('请选择受委托人');
  await expectNoViolations(legal);

  await legal.locator('[name=number]').fill(number);
  await legal.locator('input[name=holder]').first().check();
  await legal.locator('select[name=scope]').selectOption('items');
  const unfolded = await legal.locator('details:has(select[name^="over."])').getAttribute('open');
  if (unfolded === null) await legal.getByText('逐项指定权限').first().click();
  await legal.locator('select[name^="over."]').nth(0).selectOption('decide');
  await legal.locator('select[name^="over."]').nth(1).selectOption('review');
  await legal.locator('[name=seal_keeper]').fill('窗口负责人');
  await expectNoViolations(legal);
  await legal.getByRole('button', { name: '登记', exact: true }).click();
  await expect(legal.getByRole('status')).toContainText('已登记');
  const address = new URL(legal.url()).pathname;
  await expect(legal.locator('main')).toContainText('待签发');
  await expectNoViolations(legal);

  const paper = await legal.request.get(`${address}/letter.pdf`);
  expect(paper.headers()['content-type']).toBe('application/pdf');
  expect((await paper.body()).subarray(0, 5).toString()).toBe('%PDF-');

  await legal.locator('[name=head]').fill('周明');
  await legal.locator('[name=office]').fill('局长');
  await legal.getByRole('button', { name: '登记签发' }).click();
  await expect(legal.getByRole('status')).toContainText('签发已登记');

  await chief.goto(address);
  await expect(chief.locator('main'), 'its holder reads it').toContainText('周明（局长）');
  await expect(chief.getByRole('button', { name: '收回授权' }), 'and cannot change it').toHaveCount(0);
  await expectNoViolations(chief);

  await legal.getByRole('button', { name: '收回授权' }).click();
  await expect(legal.getByRole('alert'), 'the reason is missing').toContainText('理由');
  await legal.locator('[name=reason]').fill('岗位调整（示例）');
  await legal.getByRole('button', { name: '收回授权' }).click();
  await expect(legal.getByRole('status')).toContainText('授权已收回');
  await expect(legal.locator('main')).toContainText('已收回');
  await expect(legal.locator('ol.entries li'), 'each step stays in the register').toHaveCount(3);
  await expectNoViolations(legal);
});
