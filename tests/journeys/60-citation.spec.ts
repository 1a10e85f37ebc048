// An item that cites one of a higher level: told of a change there, seen beside the own, never loosened, taken over at once.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

// Desktop and phone walk the same centre at the same time: each takes over another item.
const OLD_AGE = {
  code: '512B0003600037-511602000000-000-11511301008778298W-1-00',
  above: 'DEMO-CITY-OLD-AGE',
  days: { own: '10', before: '12', after: '8' },
};
const TEACHER = {
  code: '511A0138600000-511602000000-000-115113010833722043-1-00',
  above: 'DEMO-PROVINCE-TEACHER',
  days: { own: '20', before: '25', after: '18' },
};
const PASSPORT = '511A0116400001-511602000000-000-11511300008778693M-1-00';

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${page.url()} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

async function walk(drafter: Page, legal: Page, anybody: Page, item: typeof TEACHER): Promise<void> {
  const source = `/workbench/items/${item.code}/source`;
  await drafter.goto('/workbench/items/drafts');
  await fits(drafter);
  await drafter.locator(`a[href="${source}"]`).click();
  const main = drafter.locator('main');
  for (const days of Object.values(item.days)) await expect(main).toContainText(`${days} 个工作日`);
  await expect(main, 'a drafter does not decide for the body').toContainText('法制审核员');
  await expect(main.getByRole('button', { name: '采纳' })).toHaveCount(0);
  await fits(drafter);

  await drafter.goto(`/workbench/items/${item.code}`);
  await drafter.getByRole('button', { name: '修改这个事项' }).click();
  const draft = drafter.url();
  await drafter.goto(`${draft}/edit/limits`);
  await drafter.locator('[name="promised_days"]').fill('19');
  await drafter.locator('button[name="do"][value="save"]').click();
  await expect(drafter.getByRole('status').first()).toContainText('已保存');
  await drafter.goto(draft);
  const submit = drafter.locator('details:has(> summary#submit)');
  if ((await submit.getAttribute('open')) === null) await drafter.locator('summary#submit').click();
  await drafter.locator('[name="submit.reason"]').fill('延长时限（示例）');
  await drafter.locator('[name="submit.basis"]').fill('内部讨论（示例）');
  await submit.getByRole('button', { name: '送审' }).click();
  const refused = drafter.getByRole('alert');
  await expect(refused, 'the element is named').toContainText(`承诺时限 19 个工作日，上级 ${item.days.after} 个`);
  await expect(refused, 'what can be done is said').toContainText('放弃这份草稿');
  await fits(drafter);
  await drafter.locator('summary#abandon').click();
  await drafter.locator('[name="abandon.reason"]').fill('改为采纳上级的变化');
  await drafter.locator('details:has(> summary#abandon)').getByRole('button').click();
  await expect(drafter.getByRole('status').first()).toContainText('已放弃');

  await legal.goto(source);
  await fits(legal);
  await legal.getByRole('button', { name: '采纳' }).click();
  await expect(legal.getByRole('status').first()).toContainText('已发布');
  await fits(legal);
  await legal.goto('/workbench/items/drafts');
  await expect(legal.locator(`a[href="${source}"]`), 'nobody is told any more').toHaveCount(0);

  await anybody.goto(`/items/${item.code}`);
  await expect(anybody.locator('main')).toContainText(`${item.days.after} 个工作日`);
  await anybody.goto(`/items/${item.above}`);
  await expect(anybody.locator('main')).toContainText('不在这里受理');
  await fits(anybody);
}

test('a change above is told, shown beside the own item, not loosened, and taken over with one action', async ({
  drafterCivil,
  legalCivil,
  drafterEducation,
  legalEducation,
  page,
}, { project }) => {
  if (project.name === 'phone') await walk(drafterEducation, legalEducation, page, TEACHER);
  else await walk(drafterCivil, legalCivil, page, OLD_AGE);
});

test('where the own promise is shorter it is kept, and the page says so before anybody accepts', async ({ legalPolice }) => {
  await legalPolice.goto(`/workbench/items/${PASSPORT}/source`);
  await expect(legalPolice.locator('main')).toContainText('四川省公安厅');
  await expect(legalPolice.locator('main')).toContainText('承诺办结时限');
  await expect(legalPolice.locator('main')).toContainText('中心审核');
  await fits(legalPolice);
});
