// A desk with much to do: the list narrowed and kept, keys, several cases at once, materials beside the form, and words that a lost connection does not take.

import { type Page } from '@playwright/test';
import { acceptedFoodBusiness, expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const rows = (page: Page) => page.locator('[data-row]');
const focusedLine = (page: Page) => page.locator('[data-row]:focus-within .case-number');

test('a list is narrowed, the address keeps it, and a case leads back to it', async ({ examiner }) => {
  await examiner.goto('/workbench?status=all');
  await expect(rows(examiner).first()).toBeVisible();
  await expectNoViolations(examiner);
  await examiner.locator('#whose').selectOption('nobody');
  await expect(examiner).toHaveURL(/whose=nobody/);
  await examiner.locator('#order').selectOption('newest');
  await expect(examiner).toHaveURL(/whose=nobody.*order=newest/);
  const kept = examiner.url();
  await expect(examiner.locator('#whose option:checked')).toContainText('无人经办');
  await rows(examiner).first().locator('.case-number').click();
  await expect(examiner).toHaveURL(/\/workbench\/cases\/.+list=/);
  await examiner.locator('.desk-way a').first().click();
  const [left, back] = [new URL(kept), new URL(examiner.url())];
  expect(back.searchParams.get('whose')).toBe('nobody');
  expect(back.searchParams.get('order')).toBe(left.searchParams.get('order'));
  await examiner.locator('.desk-filter').getByRole('link', { name: '清除筛选' }).click();
  await expect(examiner).not.toHaveURL(/whose=/);
  await examiner.goto('/workbench?status=all&item=no-such-item');
  await expect(examiner.locator('.empty-state')).toContainText('没有符合条件的办件');
  await expectNoViolations(examiner);
});

test('the list works without scripts', async ({ browser, contextOptions, examiner }) => {
  const context = await browser.newContext({
    ...contextOptions,
    javaScriptEnabled: false,
    storageState: await examiner.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto('/workbench?status=all');
  await page.locator('#whose').selectOption('nobody');
  await page.locator('.desk-filter').getByRole('button', { name: '筛选' }).click();
  await expect(page).toHaveURL(/whose=nobody/);
  await page.getByRole('button', { name: '由我经办' }).click();
  await expect(page.locator('#batch-error'), 'nothing was ticked').toContainText('请先勾选');
  await context.close();
});

test('keys walk through the list, and can be switched off', async ({ examiner }) => {
  await examiner.goto('/workbench?status=all');
  await expect(rows(examiner).nth(1), 'there are cases to walk through').toBeVisible();
  const number = (at: number) => rows(examiner).nth(at).locator('.case-number').innerText();
  await examiner.keyboard.press('j');
  await expect(focusedLine(examiner)).toHaveText(await number(0));
  await examiner.keyboard.press('j');
  await expect(focusedLine(examiner)).toHaveText(await number(1));
  await examiner.keyboard.press('x');
  await expect(rows(examiner).nth(1).locator('input')).toBeChecked();
  await expect(examiner.locator('[data-ticked]')).toContainText('1');
  await examiner.keyboard.press('k');
  await expect(focusedLine(examiner)).toHaveText(await number(0));
  await examiner.keyboard.press('/');
  await expect(examiner.locator('#q')).toBeFocused();
  await examiner.keyboard.type('jx?');
  await expect(examiner.locator('#q'), 'typing is typing').toHaveValue('jx?');
  await examiner.locator('h1').click();
  await examiner.keyboard.press('?');
  const dialog = examiner.getByRole('dialog');
  await expect(dialog).toContainText('下一行');
  await expectNoViolations(examiner);
  await dialog.getByRole('checkbox').uncheck();
  await dialog.getByRole('button', { name: '关闭' }).click();
  await expect(dialog).toBeHidden();
  await examiner.locator('h1').click();
  await examiner.keyboard.press('j');
  await expect(focusedLine(examiner), 'switched off').toHaveCount(0);
  await examiner.reload();
  await examiner.keyboard.press('j');
  await expect(focusedLine(examiner), 'and it stays so').toHaveCount(0);
  await examiner.getByRole('button', { name: '键盘操作' }).click();
  await examiner.getByRole('dialog').getByRole('checkbox').check();
  await examiner.keyboard.press('Escape');
  await examiner.locator('h1').click();
  await examiner.keyboard.press('j');
  await examiner.keyboard.press('Enter');
  await expect(examiner, 'Enter opens').toHaveURL(/\/workbench\/cases\//);
});

test('several cases are taken and put back at once, and what was not done is told', async ({ examiner }) => {
  await examiner.goto('/workbench?status=all&whose=nobody');
  const boxes = examiner.locator('[data-row] input');
  const first = await boxes.nth(0).inputValue();
  await boxes.nth(0).check();
  await examiner.getByRole('button', { name: '由我经办' }).click();
  await expect(examiner.locator('h1')).toContainText('接手 1 件，未办 0 件');
  await expect(examiner.locator('.batch-done')).toContainText(first);
  await expectNoViolations(examiner);
  await examiner.getByRole('link', { name: '返回列表' }).click();
  await expect(examiner).toHaveURL(/whose=nobody/);
  await expect(examiner.locator(`[data-row] input[value="${first}"]`), 'it is somebody’s now').toHaveCount(0);
  const other = await boxes.nth(0).inputValue();
  await examiner.goto('/workbench?status=all');
  await examiner.locator(`[data-row] input[value="${first}"]`).check();
  await examiner.locator(`[data-row] input[value="${other}"]`).check();
  await examiner.locator('#reason').fill('出差');
  await examiner.getByRole('button', { name: '退回' }).click();
  await expect(examiner.locator('h1')).toContainText('退回 1 件，未办 1 件');
  await expect(examiner.locator('.batch-refused')).toContainText('这个办件还没有经办人');
  await expectNoViolations(examiner);
});

/** A PDF with so many empty pages. */
function pdf(pages: number): Buffer {
  const kids = Array.from({ length: pages }, (_, at) => `${at + 3} 0 R`);
  const parts = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${pages}>>`,
    ...kids.map(() => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'),
  ];
  let body = '%PDF-1.4\n';
  const places = parts.map((part, at) => {
    const place = body.length;
    body += `${at + 1} 0 obj${part}endobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(`${body}${table}trailer<</Size ${parts.length + 1}/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`);
}

/** Takes a plan of so many pages in at the window, after acceptance. */
async function handsIn(clerk: Page, address: string, pages: number): Promise<void> {
  await clerk.goto(address);
  const form = opened(clerk, 'hand_in_more');
  await clerk.locator('summary[id="hand_in_more"]').click();
  await form.locator('[id="file.m3"]').setInputFiles({ name: `布局图${pages}.pdf`, mimeType: 'application/pdf', buffer: pdf(pages) });
  await form.locator('button[type=submit]').click();
  await expect(clerk.getByRole('status')).toBeVisible();
}

test('materials are read beside the form', async ({ clerk, examiner }) => {
  const address = await acceptedFoodBusiness(clerk, '并排阅读面馆');
  await handsIn(clerk, address, 2);
  await examiner.goto(`${address}?list=all`);
  await examiner.getByRole('link', { name: '对照阅读材料' }).click();
  await expect(examiner.locator('.reading-file')).toContainText('第 1 份');
  await expect(examiner.locator('.reading-file :is(iframe, img)')).toBeVisible();
  await expect(examiner.locator('#applicant-title')).toBeVisible();
  await expectNoViolations(examiner);
  const size = examiner.viewportSize();
  const [file, form] = [await examiner.locator('.reading-file').boundingBox(), await examiner.locator('.reading-form').boundingBox()];
  if ((size?.width ?? 0) > 1000) expect(form!.x, 'beside each other').toBeGreaterThan(file!.x + file!.width - 1);
  else expect(form!.y, 'one above the other').toBeGreaterThan(file!.y + file!.height - 1);
  if ((await examiner.getByRole('link', { name: '下一份' }).count()) > 0) {
    await examiner.keyboard.press('j');
    await expect(examiner.locator('.reading-file')).toContainText('第 2 份');
    await examiner.keyboard.press('k');
    await expect(examiner.locator('.reading-file')).toContainText('第 1 份');
  }
  await examiner.keyboard.press('b');
  await expect(examiner).toHaveURL(/\/workbench\/cases\/[^/]+\?list=all|\/workbench\/cases\/[^/]+(\?list=.*)?$/);
});

test('pages are turned, and what was handed in before stands beside what came last', async ({ clerk, examiner }) => {
  const address = await acceptedFoodBusiness(clerk, '对照阅读面馆');
  await handsIn(clerk, address, 2);
  await handsIn(clerk, address, 3);
  await examiner.goto(address);
  await examiner.getByRole('link', { name: '对照阅读材料' }).click();
  await expect(examiner.locator('#file-leaf')).toHaveText('第 1 页，共 3 页');
  await examiner.keyboard.press('n');
  await expect(examiner.locator('#file-leaf')).toHaveText('第 2 页，共 3 页');
  await expect(examiner.locator('iframe')).toHaveAttribute('src', /#page=2/);
  await examiner.keyboard.press('p');
  await expect(examiner.locator('#file-leaf')).toHaveText('第 1 页，共 3 页');
  await expectNoViolations(examiner);
  await examiner.keyboard.press('c');
  await expect(examiner.locator('.reading-pair iframe'), 'the earlier one and the last').toHaveCount(2);
  await expect(examiner.locator('.reading-pair figcaption').first()).toContainText('先前');
  await expectNoViolations(examiner);
  await examiner.getByRole('link', { name: '不再对照' }).click();
  await expect(examiner.locator('.reading-pair')).toHaveCount(0);
});

const opened = (page: Page, command: string) => page.locator(`details:has(> summary[id="${command}"])`);
const words = (page: Page) => page.locator('[name="review.words"]');
const WORDS = '经核对平面图与现场照片，分区合理。';

test('what was written survives a lost connection and a closed browser, and nothing is left after signing out', async ({ examiner }) => {
  await examiner.goto('/workbench?status=accepted');
  const hrefs = await rows(examiner).locator('.case-number').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  let address = '';
  for (const href of hrefs) {
    await examiner.goto(href);
    if ((await words(examiner).count()) > 0) {
      address = href;
      break;
    }
  }
  expect(address, 'a case to give an opinion on').not.toBe('');
  const fold = opened(examiner, 'review');
  if (!(await words(examiner).isVisible())) await fold.locator('summary').click();
  await words(examiner).fill(WORDS);
  await examiner.locator('[name="review.approve"]').first().check();
  await examiner.context().setOffline(true);
  await fold.locator('button[type=submit]').click();
  await expect(examiner.locator('.draft-line'), 'it is told plainly').toContainText('网络已断开');
  await expect(examiner.locator('.draft-line'), 'where the hand is').toBeInViewport();
  await expect(words(examiner), 'and nothing is lost').toHaveValue(WORDS);
  await expectNoViolations(examiner);
  await examiner.context().setOffline(false);
  await expect(examiner.locator('.draft-line')).toContainText('网络已恢复');

  // The browser is closed, and the tab's own memory with it.
  await examiner.evaluate(() => sessionStorage.clear());
  await examiner.goto('/workbench');
  await examiner.goto(address);
  await expect(words(examiner)).toHaveValue('');
  const offer = examiner.locator('.draft-found');
  await expect(offer).toContainText(WORDS);
  await expectNoViolations(examiner);
  await offer.getByRole('button', { name: '放回表单' }).click();
  await expect(words(examiner)).toHaveValue(WORDS);
  await expect(words(examiner)).toBeFocused();
  await expect(offer).toHaveCount(0);

  await examiner.evaluate(() => sessionStorage.clear());
  await examiner.goto('/workbench');
  await examiner.goto(address);
  await examiner.locator('.draft-found').getByRole('button', { name: '丢弃' }).click();
  await examiner.reload();
  await expect(examiner.locator('.draft-found')).toHaveCount(0);

  await words(examiner).fill(WORDS);
  const kept = () => examiner.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length);
  expect(await kept()).toBe(1);
  await examiner.locator('form[action="/sign-out"] button').click();
  await expect(examiner).not.toHaveURL(/workbench\/cases/);
  expect(await kept(), 'nothing stays on a shared computer').toBe(0);
});

test('what was sent is forgotten', async ({ clerk }) => {
  await clerk.goto('/workbench?status=received');
  await rows(clerk).first().locator('.case-number').click();
  await clerk.locator('summary[id="hand_over"], summary[id="take"]').first().waitFor();
  await opened(clerk, 'take').locator('summary').click();
  await opened(clerk, 'take').locator('button[type=submit]').click();
  await expect(clerk.getByRole('status').first()).toContainText('已由您经办');
  await opened(clerk, 'put_back').locator('summary').click();
  await clerk.locator('[name="put_back.reason"]').fill('窗口轮换，请其他同事接手。');
  const kept = () => clerk.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length);
  expect(await kept()).toBe(1);
  await opened(clerk, 'put_back').locator('button[type=submit]').click();
  await expect(clerk.getByRole('status').first()).toContainText('已退回');
  expect(await kept()).toBe(0);
  await expect(clerk.locator('.draft-found')).toHaveCount(0);
});
