// The calendar: a year that anybody may see, a due day worked out, a change tried, and the proof of a limit.

import { expect, expectNoViolations, test } from './journey';

test('a year shows holidays, make-up days and the district\'s own days, in words too', async ({ page }) => {
  await page.goto('/calendar?year=2026');
  const march = page.locator('table.calendar-month', { hasText: '3月' }).first();
  const own = march.locator('td', { has: page.locator('time[datetime="2026-03-12"]') });
  await expect(own).toContainText('本地休');
  await expect(own).toContainText('建区纪念日放假（本地）');
  await expect(march.locator('td', { has: page.locator('time[datetime="2026-03-14"]') })).toContainText('本地班');
  await expect(page.locator('td', { has: page.locator('time[datetime="2026-02-14"]') })).toContainText('班');
  await expect(page.locator('td', { has: page.locator('time[datetime="2026-02-17"]') })).toContainText('休');
  await expect(page.locator('.calendar-notices')).toContainText('前府办发〔2026〕1号');
  await expectNoViolations(page);
});

test('a due day is answered with the reason of every day, and errors stand beside their field', async ({ page }) => {
  await page.goto('/calendar');
  await page.locator('input[name="start"]').fill('2026-03-11');
  await page.locator('input[name="days"]').fill('3');
  await page.getByRole('button', { name: '计算' }).click();
  const answer = page.locator('#answer');
  await expect(answer, 'the 12th is off here, the 13th, 14th and 16th count').toContainText('2026年3月16日');
  await expect(answer.locator('tr', { hasText: '12日' })).toContainText('建区纪念日放假（本地）');
  await expect(answer.locator('tr', { hasText: '14日' })).toContainText('第 2 个工作日');
  await expectNoViolations(page);
  await page.locator('input[name="days"]').fill('0');
  await page.getByRole('button', { name: '计算' }).click();
  await expect(page.locator('#answer')).toHaveCount(0);
  await expect(page.locator('form')).toContainText('至少为 1');
  await expectNoViolations(page);
});

test('an unpublished year says so, and its dates are provisional', async ({ page }) => {
  await page.goto('/calendar?year=2027&start=2026-12-31&days=1');
  await expect(page.getByText('2027 年的放假安排尚未公布')).toBeVisible();
  await expect(page.locator('#answer')).toContainText('暂定');
  await expectNoViolations(page);
});

test('a change is tried: the cases that would move are named, and all of them come as a file', async ({ manager }) => {
  await manager.goto('/inspector/calendar');
  // Days off where none are; tried only, so that nobody else's case moves.
  const days = ['2026-12-07', '2026-12-08', '2026-12-09'].map((date) => ({ name: '演示', date, isOffDay: true }));
  await manager.locator('input[name="file"]').setInputFiles({
    name: 'tried.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ year: 2026, papers: ['演示通知'], days })),
  });
  await manager.getByRole('button', { name: '试算' }).click();
  const moved = Number(await manager.locator('dl.facts div', { hasText: '到期日变动' }).locator('dd').textContent());
  expect(moved).toBeGreaterThan(0);
  await expectNoViolations(manager);
  const [file] = await Promise.all([
    manager.waitForEvent('download'),
    manager.getByRole('button', { name: '下载完整清单' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  expect(text.startsWith('\ufeff办件编号,'), 'spreadsheets see that it is UTF-8').toBe(true);
  const numbers = new Set(text.trim().split(/\r?\n/).slice(1).map((line) => line.split(',')[0]));
  expect(Math.abs(numbers.size - moved), 'as many cases as the page says, give or take those filed meanwhile').toBeLessThan(20);
});

test('why a limit ends when it does: in a sentence, by months, and on paper in both languages', async ({ inspector }) => {
  await inspector.goto('/inspector/cases?status=accepted');
  const number = (await inspector.locator('a[href^="/inspector/cases/"]').first().getAttribute('href'))?.split('/').pop();
  const address = `/cases/${number}/clocks/decision_promised`;
  await inspector.goto(address);
  await expect(inspector.locator('p.lead')).toContainText(/受理，承诺办结时限为 \d+ 个工作日.*届满/);
  await expect(inspector.locator('table.calendar-days').first()).toContainText('开始的当日');
  // Which case is due first depends on the day: what is no permit says so.
  await expect(inspector.locator('main')).toContainText(/《行政许可法》第八十二条|本事项不是行政许可/);
  await expectNoViolations(inspector);
  for (const language of ['zh', 'en']) {
    const paper = await inspector.request.get(`${address}/pdf?lang=${language}`);
    expect(paper.headers()['content-type']).toBe('application/pdf');
    expect((await paper.body()).subarray(0, 4).toString()).toBe('%PDF');
  }
});
