// The manager words a document: a draft with its fault, a preview, a day from which it holds, and the way back.

import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

test('a wording goes from a draft with a fault into force and back to the standard', async ({ manager, inspector, page }, testInfo) => {
  // Each screen changes a document of its own.
  const [form, kept] = testInfo.project.name === 'phone' ? ['extension.any', '{延长信息}'] : ['special_procedure.any', '{特别程序信息}'];
  await manager.goto('/workbench/wordings');
  await expectNoViolations(manager);
  await manager.goto(`/workbench/wordings/${form}`);
  await expectNoViolations(manager);
  const text = manager.locator('textarea[name=text]');
  const standard = await text.inputValue();

  await text.fill(standard.replaceAll(kept, ''));
  await manager.getByRole('button', { name: '保存草稿' }).click();
  await expect(manager.getByRole('status').first()).toContainText('草稿已保存');
  await expect(manager.locator('main'), 'what the law asks for is missing').toContainText('依法必须写明');
  await manager.locator('input[name=reason]').first().fill('更通俗');
  await manager.getByRole('button', { name: '启用', exact: true }).click();
  await expect(manager.getByRole('alert')).toContainText('行政许可法');
  await expect(manager.locator('input[name=reason]').first(), 'what was typed stays').toHaveValue('更通俗');
  await expectNoViolations(manager);

  await text.fill(`您好：\n${standard}`);
  await manager.getByRole('button', { name: '保存草稿' }).click();
  const draft = await manager.request.get(`/workbench/wordings/${form}/preview.pdf?version=draft`);
  expect(draft.headers()['content-type']).toBe('application/pdf');
  await manager.locator('input[name=reason]').first().fill('更通俗');
  await manager.getByRole('button', { name: '启用', exact: true }).click();
  await expect(manager.locator('main')).toContainText('第 1 版');

  await inspector.goto(`/workbench/wordings/${form}`);
  await expect(inspector.locator('main'), 'an inspector reads it').toContainText('您好：');
  await expect(inspector.locator('textarea'), 'and cannot change it').toHaveCount(0);
  await inspector.getByRole('link', { name: '第 1 版' }).click();
  await expect(inspector.locator('ins')).toHaveText('您好：');
  await expectNoViolations(inspector);

  await manager.getByText('恢复标准文本').click();
  await manager.locator('input[name=back_reason]').fill('试用结束');
  await manager.getByRole('button', { name: '恢复', exact: true }).click();
  await expect(manager.locator('main')).toContainText('第 2 版');
  await expect(text).toHaveValue(standard);

  await page.goto('/decisions');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('许可决定公开');
  await expectNoViolations(page);
});
