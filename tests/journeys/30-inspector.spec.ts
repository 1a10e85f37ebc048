// The inspector's board: figures that lead to their cases, and a page that keeps itself up to date.

import { expect, expectNoViolations, test } from './journey';

test('every figure of the board leads to exactly the cases that it counts', async ({ inspector }) => {
  test.setTimeout(120_000);
  await inspector.goto('/inspector');
  for (const filter of ['yellow', 'red']) {
    const figure = inspector.locator(`.figures a[href$="status=${filter}"]`);
    const count = Number(await figure.textContent());
    const answer = await inspector.request.get(`/inspector/cases?status=${filter}`, { headers: { accept: 'text/html' } });
    const lines = (await answer.text()).split('class="case-number"').length - 1;
    expect(lines, `as many cases as the figure ${filter} says`).toBe(count);
  }
  // A share leads to the cases of both its numbers, page after page.
  for (const [filter, of] of [['decided', /÷ 决定 (\d+) 件/], ['rated', /(\d+) 次评价/]] as const) {
    const figure = inspector.locator('.figures > div').filter({ has: inspector.locator(`a[href$="status=${filter}"]`) });
    const count = Number(of.exec((await figure.textContent()) ?? '')?.[1]);
    let lines = 0;
    for (let at = `/inspector/cases?status=${filter}`; at !== ''; ) {
      const answer = await inspector.request.get(at, { headers: { accept: 'text/html' } });
      const page = await answer.text();
      lines += page.split('class="case-number"').length - 1;
      at = /href="([^"]+)"[^>]*rel="next"/.exec(page)?.[1]?.replaceAll('&#38;', '&').replaceAll('&amp;', '&') ?? '';
    }
    expect(count, `the figure ${filter} has a number`).toBeGreaterThan(0);
    expect(lines, `as many cases as the figure ${filter} says`).toBe(count);
  }
  await inspector.locator('.figures a[href$="status=red"]').click();
  await expectNoViolations(inspector);
});

test('filters by status and body stay together', async ({ inspector }) => {
  await inspector.goto('/inspector/cases?status=accepted');
  await inspector.locator('#body').selectOption('approval');
  await expect(inspector).toHaveURL(/status=accepted.*body=approval/);
  await inspector.locator('.desk-tabs a[href*="status=received"]').click();
  await expect(inspector).toHaveURL(/body=approval/);
  await expectNoViolations(inspector);
});

test('the board follows what happens without being asked', async ({ inspector, clerk }) => {
  await inspector.goto('/inspector');
  await expect(inspector.locator('#board')).toHaveAttribute('data-live-state', 'open');
  await clerk.goto('/workbench?status=received');
  await clerk.locator('.case-number').last().click();
  await clerk.locator('summary[id="withdraw"]').click();
  await clerk.locator('[name="withdraw.sure"]').check();
  await clerk.locator('details:has(> summary[id="withdraw"]) button[type=submit]').click();
  await expect(clerk.getByRole('status')).toContainText('撤回');
  const number = new URL(clerk.url()).pathname.split('/').pop() ?? '';
  await expect(inspector.locator(`.desk-stream a[href*="${number}"]`), 'on the board within seconds').toBeVisible();
});

test('the board can be read without scripts', async ({ browser, contextOptions, inspector }) => {
  const context = await browser.newContext({ ...contextOptions, javaScriptEnabled: false, storageState: await inspector.context().storageState() });
  const page = await context.newPage();
  await page.goto('/inspector');
  await expect(page.locator('.figures')).toBeVisible();
  await expect(page.getByRole('link', { name: '刷新' })).toBeVisible();
  await context.close();
});
