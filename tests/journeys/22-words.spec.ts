// What people here say: the manager teaches it, a citizen is understood.

import { expect, expectNoViolations, test } from './journey';

const ADDRESS = '/workbench/items/words';

test('a phrase that the manager teaches finds its item at once', async ({ manager, page }, { project }) => {
  const phrase = `出洋本本${project.name === 'phone' ? '小' : '大'}`;
  await manager.goto(ADDRESS);
  await manager.locator('#said').fill(phrase);
  await manager.locator('#meant').fill('月球护照');
  await manager.getByRole('button', { name: '保存说法' }).click();
  await expect(manager.locator('#meant-error'), 'says which words no item has').toContainText('月球护照');
  await expect(manager.locator('#said'), 'what was typed stays').toHaveValue(phrase);
  await expectNoViolations(manager);

  await manager.locator('#meant').fill('普通护照');
  await manager.getByRole('button', { name: '保存说法' }).click();
  const line = manager.getByRole('row', { name: phrase });
  await expect(line).toContainText('普通护照');
  await expectNoViolations(manager);
  await page.goto(`/items?q=${phrase}`);
  await expect(page.getByRole('main')).toContainText('普通护照');

  await line.getByRole('button', { name: `删除说法“${phrase}”` }).click();
  await expect(manager.getByRole('row', { name: phrase })).toHaveCount(0);
});

test('whoever does not lead the centre reads the phrases and cannot change them', async ({ examiner }) => {
  await examiner.goto(ADDRESS);
  await expect(examiner.getByRole('heading', { level: 1 })).toHaveText('本地说法');
  await expect(examiner.locator('#said')).toHaveCount(0);
  await expectNoViolations(examiner);
});
