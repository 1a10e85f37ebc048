// A form with rows, a file and conditions: filled in with and without scripts, at the portal and at the window, and
// looked at by its editors.

import type { Page } from '@playwright/test';
import { expect, expectNoViolations, signIn, test } from './journey';

const RESTAURANT = '511A0005200004-511602000000-000-115113016823646795-1-00';
const PHOTO = {
  name: '门头.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
};

const field = (page: Page, name: string) => page.locator(`[name="form.${name}"]`);
const save = (page: Page) => page.getByRole('button', { name: '保存并继续' }).click();

/** Begins an application and goes to its form; answers the address of the draft. */
async function begin(page: Page): Promise<string> {
  await page.goto(`/apply/${RESTAURANT}`);
  await page.getByRole('button', { name: '开始填写' }).click();
  await expect(page).toHaveURL(/\/drafts\/[0-9a-f-]{36}$/);
  const draft = new URL(page.url()).pathname;
  await page.goto(`${draft}/form`);
  return draft;
}

async function fillIn(page: Page): Promise<void> {
  await field(page, 'shop_name').fill('前锋小面馆');
  await field(page, 'premises_address').fill('大佛寺街道示例路2号');
  await field(page, 'floor_area').fill('60');
  await page.locator('[name="form.business_form"][value="catering"]').check();
  await page.locator('[name="form.cold_dishes"][value="no"]').check();
  await field(page, 'business_items').fill('热食类食品制售');
  await field(page, 'staff_count').fill('3');
  await field(page, 'safety_manager').fill('王小明');
}

async function person(page: Page, row: number, name: string, until: string): Promise<void> {
  await field(page, `staff[${row}].name`).fill(name);
  await field(page, `staff[${row}].health_certificate`).fill('JK20260001');
  await field(page, `staff[${row}].valid_until`).fill(until);
}

test('rows come and go, conditions show and hide, and faults are said before anything is sent', async ({ citizen }) => {
  await begin(citizen);
  await expectNoViolations(citizen);
  await fillIn(citizen);
  await expect(field(citizen, 'online_shop')).toBeHidden();
  await citizen.locator('[name="form.ways"][value="online"]').check();
  await expect(field(citizen, 'online_shop')).toBeVisible();
  const add = citizen.locator('[data-row-add]');
  await add.click();
  await expect(field(citizen, 'staff[0].name')).toBeFocused();
  await person(citizen, 0, '李四', '2027-05-01');
  await add.click();
  await person(citizen, 1, '王五2', '2027-05-01');
  await field(citizen, 'staff[1].trained').first().check();
  await expect(field(citizen, 'staff[1].trained_on')).toBeVisible();
  await expect(field(citizen, 'staff[0].trained_on')).toBeHidden();
  let posts = 0;
  citizen.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
  await save(citizen);
  const summary = citizen.locator('.error-summary');
  await expect(summary).toContainText('请填写“网店名称和平台”。');
  await expect(summary).toContainText('姓名中不能有数字和特殊符号。');
  await expect(summary.locator('a[href="#form.staff[1].trained_on"]')).toBeVisible();
  expect(posts, 'nothing was sent').toBe(0);
  await expectNoViolations(citizen);

  await citizen.locator('[data-row-remove]').first().click();
  await expect(field(citizen, 'staff[0].name')).toHaveValue('王五2');
  await expect(field(citizen, 'staff[1].name')).toHaveCount(0);
  await field(citizen, 'staff[0].name').fill('王五');
  await field(citizen, 'staff[0].trained_on').fill('2026-05-01');
  await field(citizen, 'online_shop').fill('示例平台示例店');
  await field(citizen, 'front_photo').setInputFiles(PHOTO);
  await save(citizen);
  await expect(citizen).toHaveURL(/\/materials$/);
});

test('without scripts the same form goes by round trips, and says the same words at the same places', async ({ browser, contextOptions }) => {
  const context = await browser.newContext({ ...contextOptions, javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, 'citizen');
  const draft = await begin(page);
  await fillIn(page);
  await expect(page.getByText('“销售方式”为“网络销售”时填写'), 'when it is asked is written there').toBeVisible();
  await page.getByRole('button', { name: '增加一条直接接触食品的人员' }).click();
  await expect(page).toHaveURL(/#form\.staff\[0\]$/);
  await expect(field(page, 'shop_name'), 'what was typed is kept').toHaveValue('前锋小面馆');
  await person(page, 0, '李四', '2027-02-29');
  await page.locator('[name="form.staff[0].trained"][value="yes"]').check();
  await page.locator('[name="form.ways"][value="online"]').check();
  await field(page, 'front_photo').setInputFiles(PHOTO);
  await save(page);
  const summary = page.locator('.error-summary');
  await expect(summary).toContainText('请填写“网店名称和平台”。');
  await expect(summary.locator('a[href="#form.staff[0].trained_on"]')).toContainText('请填写“培训日期”。');
  await expect(page.locator('.file-list'), 'the photograph need not be chosen again').toContainText('门头.png');
  await field(page, 'online_shop').fill('示例平台示例店');
  await field(page, 'staff[0].valid_until').fill('2027-05-01');
  await field(page, 'staff[0].trained_on').fill('2026-05-01');
  await save(page);
  await expect(page).toHaveURL(/\/materials(#.*)?$/);

  await page.goto(`${draft}/check`);
  await expect(page.locator('main')).toContainText('直接接触食品的人员 1 · 姓名');
  await expect(page.locator('main')).toContainText('门头.png');
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page).toHaveURL(/\/my\/cases\/.+\?sent=1/);
  const address = new URL(page.url()).pathname;
  await page.goto(address);
  await expect(page.locator('main')).toContainText('李四');
  await expect(page.locator('main')).toContainText('网络销售');
  const photo = page.getByRole('listitem').filter({ hasText: '门头照片' }).getByRole('link').first();
  expect((await page.request.get((await photo.getAttribute('href')) ?? '')).status(), 'the photograph is kept with the case').toBe(200);

  const next = await begin(page);
  await page.goto(`${next}/form`);
  await page.getByText('用以前申请中填写过的内容').first().click();
  await page.getByRole('button', { name: '用以前申请中填写过的内容' }).click();
  await expect(field(page, 'safety_manager')).toHaveValue('王小明');
  await expect(page.getByText('您以前的申请').first(), 'it says from which case').toBeVisible();
  await context.close();
});

test('editors look at a form empty and filled in, wide and narrow, with its test cases', async ({ manager }) => {
  await manager.goto(`/workbench/items/${RESTAURANT}`);
  await manager.getByRole('link', { name: '表单预览' }).click();
  await expect(manager.locator('main')).toContainText('个用例全部符合预期');
  await expectNoViolations(manager);
  await manager.getByRole('link', { name: '填好的样例' }).click();
  await expect(field(manager, 'staff[0].name')).toHaveValue('王小明');
  await manager.getByRole('link', { name: '手机' }).click();
  await expect(manager.locator('.form-preview-phone')).toBeVisible();
  await expectNoViolations(manager);
  await manager.getByRole('link', { name: /网店没有名称/ }).click();
  await expect(manager.locator('#form\\.online_shop-error')).toContainText('请填写“网店名称和平台”。');
});

test('at the window faults of the form are said before anything is sent, and what the applicant says counts as filled in', async ({ clerk }) => {
  await clerk.goto(`/workbench/window?item=${RESTAURANT}`);
  await clerk.locator('[name="applicant.name"]').fill('前锋小面馆');
  let posts = 0;
  clerk.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
  const file = clerk.locator('button[name="then"][value="file"]');
  await file.click();
  const summary = clerk.locator('.error-summary');
  await expect(summary.locator('a[href="#form.staff_count"]')).toBeVisible();
  expect(posts, 'nothing was sent').toBe(0);
  await fillIn(clerk);
  await field(clerk, 'staff_count').fill('three');
  await file.click();
  await expect(summary.locator('a')).toHaveCount(1);
  await expect(clerk.locator('#form\\.staff_count-error')).toBeVisible();
  expect(posts, 'nothing was sent').toBe(0);
  await expectNoViolations(clerk);
});
