// The centre's manager puts the district's own days in force: tried first, then applied.

import { expect, expectNoViolations, test } from './journey';

const OWN_DAYS = {
  year: 2026,
  papers: ['前府办发〔2026〕1号（演示）'],
  days: [
    { name: '建区纪念日', date: '2026-03-12', isOffDay: true },
    { name: '建区纪念日', date: '2026-03-14', isOffDay: false },
  ],
};

test('the manager tries a region\'s own days and puts them in force', async ({ manager }) => {
  await manager.goto('/inspector/calendar');
  await expectNoViolations(manager);
  await manager.locator('input[name="file"]').setInputFiles({
    name: '2026.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(OWN_DAYS)),
  });
  await manager.locator('input[name="region"]').fill('511603');
  await manager.getByRole('button', { name: '试算' }).click();
  await expect(manager.getByText('尚未作任何改动')).toBeVisible();
  await expectNoViolations(manager);
  await manager.getByRole('button', { name: '采用这个安排' }).click();
  await expect(manager.getByRole('status').first()).toContainText('已采用');
  await expect(manager.locator('tbody tr').first()).toContainText('前府办发〔2026〕1号');
});
