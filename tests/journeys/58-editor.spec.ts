// Writing an item: two people at once, by keyboard alone, without scripts.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, signIn, test } from './journey';

test.describe.configure({ timeout: 120_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const status = (page: Page) => page.locator('#edit-status');

/** Opens a draft of its own, so that journeys at the same time do not meet, and gives its address. */
async function begin(page: Page, name: string): Promise<string> {
  await page.goto('/workbench/items/new?q=spjyxk');
  await page.locator('button[name="from"][value="copy"]').first().click();
  await expect(page).toHaveURL(/\/edit\/basics$/);
  await field(page, 'name.zh').fill(name);
  await page.locator('button[name="do"][value="save"]').click();
  await expect(page.getByRole('status').first()).toContainText('已保存');
  return page.url().replace(/\/edit\/.*/, '');
}

test('two write at once: both see each other, both keep their words, and choose where they meet', async ({
  drafter,
  drafter2,
}) => {
  const draft = await begin(drafter, `两人同编 ${Date.now()}`);
  await drafter.goto(`${draft}/edit/service`);
  await drafter2.goto(`${draft}/edit/service`);
  await expect(drafter2.locator('#edit-others')).toContainText('同时在编辑');
  await expect(drafter.locator('#edit-others'), 'the first one is told, too').toContainText('同时在编辑', { timeout: 25_000 });

  await field(drafter, 'phone').fill('0826-1111111');
  await expect(status(drafter)).toContainText('没有保存');
  await expect(status(drafter), 'it saves by itself').toContainText('已自动保存');
  await expect(field(drafter, 'phone'), 'and does not take the focus').toBeFocused();

  await field(drafter2, 'hours.zh').fill('全天');
  await expect(status(drafter2), 'changes of different elements are put together').toContainText('已合并');
  await field(drafter2, 'phone').fill('0826-2222222');
  await expect(status(drafter2)).toContainText('改了同一处');
  await drafter2.locator('button[name="do"][value="save"]').click();
  await expect(drafter2.locator('h1')).toContainText('两个人改了同一处');
  await expectNoViolations(drafter2);
  await expect(drafter2.locator('main')).toContainText('0826-1111111');
  await expect(drafter2.locator('main')).toContainText('0826-2222222');
  await drafter2.locator('input[type="radio"][value="mine"]').check();
  await drafter2.locator('main form button[type="submit"]').click();
  await expect(drafter2.getByRole('status').first()).toContainText('按您的选择保存');
  await expect(field(drafter2, 'phone')).toHaveValue('0826-2222222');
  await expect(field(drafter2, 'hours.zh')).toHaveValue('全天');

  await drafter2.goto(`${draft}/saves`);
  await expectNoViolations(drafter2);
  await expect(drafter2.locator('.edit-spells > li').first()).toContainText('0826-2222222');
  await drafter2.locator('.edit-spells > li').first().locator('button').click();
  await expect(drafter2.getByRole('status').first()).toContainText('已撤销');
});

test('rows, answers to tick and articles, by keyboard alone', async ({ drafter }) => {
  const draft = await begin(drafter, `键盘 ${Date.now()}`);
  await drafter.goto(`${draft}/edit/situations`);
  await expectNoViolations(drafter);
  const add = drafter.locator('button[value="add:situations"]');
  const before = await drafter.locator('input[name="situations.@"]').count();
  await add.focus();
  await drafter.keyboard.press('Enter');
  const row = `situations.${before}`;
  await expect(field(drafter, `${row}.question.zh`), 'the new row has the focus').toBeFocused();
  await drafter.keyboard.type('是否自产自销？');
  for (const [place, answer] of ['是', '否'].entries()) {
    await drafter.locator(`button[value="add:${row}.options"]`).press('Enter');
    await expect(field(drafter, `${row}.options.${place}.label.zh`)).toBeFocused();
    await drafter.keyboard.type(answer);
  }
  await drafter.keyboard.press('Control+s');
  await expect(drafter.getByRole('status').first()).toContainText('已保存');

  await drafter.goto(`${draft}/edit/materials`);
  await expectNoViolations(drafter);
  const first = drafter.locator('#materials\\.0 summary').first();
  await first.press('Enter');
  const tick = drafter.locator('#materials\\.0').getByRole('group', { name: '是否自产自销？' }).getByRole('checkbox').first();
  await tick.press('Space');
  await drafter.locator('button[value="down:materials.0"]').press('Enter');
  await expect(drafter.locator('#materials\\.1').getByRole('checkbox', { checked: true, name: '是' }).first()).toBeAttached();

  await drafter.goto(`${draft}/edit/basis`);
  await drafter.locator('button[value="law:legal_basis"]').press('Enter');
  await expect(drafter).toHaveURL(/find\?law/);
  await expectNoViolations(drafter);
  await drafter.locator('.edit-hits button').first().press('Enter');
  await expect(drafter).toHaveURL(/#legal_basis\./);
});

test('everything works without scripts', async ({ browser, contextOptions }) => {
  const context = await browser.newContext({ ...contextOptions, javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'drafter');
  const draft = await begin(page, `不用脚本 ${Date.now()}`);
  await page.goto(`${draft}/edit/questions`);
  const rows = await page.locator('input[name="questions.@"]').count();
  await page.locator('button[value="add:questions"]').click();
  await field(page, `questions.${rows}.question.zh`).fill('周末办吗？');
  await page.locator(`button[value="copy:questions.${rows}"]`).click();
  await expect(field(page, `questions.${rows + 1}.question.zh`)).toHaveValue('周末办吗？');
  await page.locator(`button[value="remove:questions.${rows}"]`).click();
  await expect(page.locator('input[name="questions.@"]')).toHaveCount(rows + 1);
  await page.goto(`${draft}/edit/limits`);
  await field(page, 'promised_days').fill('七');
  await page.locator('button[name="do"][value="save"]').click();
  await expect(page.locator('.error-summary')).toContainText('七');
  await expect(field(page, 'promised_days')).toHaveValue('七');
  await context.close();
});

test('every section can be read and filled in by everybody', async ({ drafter }) => {
  await begin(drafter, `各分区 ${Date.now()}`);
  const links = await drafter.locator('.edit-nav a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(links.length).toBeGreaterThan(14);
  for (const link of links) {
    await drafter.goto(link);
    await expect(drafter.locator('.edit-nav a[aria-current]')).toBeVisible();
    const wider = await drafter.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider, `${link} fits the screen`).toBeLessThanOrEqual(0);
    await expectNoViolations(drafter);
  }
});

test('a rule is understood while it is typed, inputs are put in by a button, and examples are filled in as the form is', async ({ drafter }) => {
  const draft = await begin(drafter, `规则 ${Date.now()}`);
  await drafter.goto(`${draft}/edit/conditions?row=conditions.0`);
  await field(drafter, 'conditions.0.rule.@on').check();
  const rule = field(drafter, 'conditions.0.rule.cel');
  const found = drafter.locator('[data-looked="conditions.0.rule"]');
  await drafter.locator('.edit-inputs > summary').first().click();
  await drafter.locator('[data-put="form.staff_count"]').first().focus();
  await drafter.keyboard.press('Enter');
  await expect(rule).toHaveValue('form.staff_count');
  await expect(rule).toBeFocused();
  await expect(found).toContainText('结果应为真或假');
  await rule.press('End');
  await rule.pressSequentially(' ＞ 3');
  await expect(found).toContainText('全角符号');
  await rule.fill('form.staff_count > 3');
  await expect(found).toContainText('看懂了。用到：');
  await expectNoViolations(drafter);

  await drafter.locator('button[value="add:conditions.0.rule.examples"]').click();
  const example = 'conditions.0.rule.examples.0';
  await field(drafter, `${example}.given:form.staff_count`).fill('4');
  await field(drafter, `${example}.expected`).selectOption('false');
  await expect(found).toContainText('示例 1：得 符合，与应得的不一致。');
  await field(drafter, `${example}.expected`).selectOption('true');
  await expect(found).toContainText('示例 1：得 符合，与应得的一致。');
  await drafter.locator('button[name="do"][value="save"]').click();
  await expect(field(drafter, 'conditions.0.rule.cel')).toHaveValue('form.staff_count > 3');

  await drafter.goto(`${draft}/edit/form?row=form_tests.0`);
  await field(drafter, 'form_tests.0.answers:form.staff_count').fill('many');
  await expect(drafter.locator('[data-looked="form_tests.0"]')).toContainText('用例里没有勾选');
  await expectNoViolations(drafter);
});
