// A citizen from the first search to the rating, and everybody who holds a document of theirs.

import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, expectNoViolations, signIn, test } from './journey';

const RESTAURANT = '511A0005200004-511602000000-000-115113016823646795-1-00';
const PDF = { name: '平面图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1') };

/** Begins an application and answers everything up to the materials; answers the address of the draft. */
async function fillIn(page: Page): Promise<string> {
  await page.goto(`/apply/${RESTAURANT}`);
  await page.getByRole('button', { name: '开始填写' }).click();
  await expect(page).toHaveURL(/\/drafts\/[0-9a-f-]{36}$/);
  const draft = new URL(page.url()).pathname;
  await page.goto(`${draft}/applicant`);
  await page.getByRole('button', { name: '保存并继续' }).click();
  await expect(page).toHaveURL(/\/form$/);
  await page.locator('[name="form.shop_name"]').fill('前锋小面馆');
  await page.locator('[name="form.premises_address"]').fill('大佛寺街道示例路2号');
  await page.locator('[name="form.floor_area"]').fill('60');
  await page.locator('[name="form.business_form"][value="catering"]').check();
  await page.locator('[name="form.cold_dishes"][value="no"]').check();
  await page.locator('[name="form.business_items"]').fill('热食类食品制售');
  await page.locator('[name="form.staff_count"]').fill('3');
  await page.locator('[name="form.safety_manager"]').fill('王小明');
  await page.getByRole('button', { name: '保存并继续' }).click();
  await expect(page).toHaveURL(/\/materials$/);
  return draft;
}

/** Sends an application of which everything is answered; answers the case number. */
async function send(page: Page, draft: string): Promise<string> {
  await page.goto(`${draft}/check`);
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page).toHaveURL(/\/my\/cases\/.+\?sent=1/);
  await expect(page.getByRole('heading', { name: '申请已提交' })).toBeVisible();
  return (await page.locator('.panel-done .case-number').innerText()).trim();
}

/** Somebody in a browser of their own. */
async function another(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

test('a visitor finds a service in everyday words and reads everything that one is owed to know', async ({ page }) => {
  await page.goto('/');
  await expectNoViolations(page);
  await page.locator('.hero input[name="q"]').fill('开餐馆');
  await page.locator('.hero input[name="q"]').press('Enter');
  await expectNoViolations(page);
  await page.locator(`.results a[href="/items/${RESTAURANT}"]`).click();
  await expect(page.locator('.answer')).toContainText('承诺 5 个工作日内办结');
  await expect(page.locator('.answer')).toContainText('法定时限：10 个工作日');
  await expect(page.locator('main')).toContainText('行政复议法第二十条');
  await expect(page.locator('main')).toContainText('行政诉讼法第四十六条');
  await expectNoViolations(page);
  const notice = await page.request.get(`/items/${RESTAURANT}/notice.pdf`);
  expect(notice.headers()['content-type']).toBe('application/pdf');
  expect((await notice.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a visitor types what people say, in pinyin or with a wrong character, and finds the service', async ({ page }) => {
  for (const words of ['我想开一家火锅店', 'spjyxk', 'shipinjingying', '食品经菅许可', 'open a restaurant']) {
    await page.goto(`/items?q=${encodeURIComponent(words)}`);
    await expect(page.locator('.results .result-name').first(), words).toHaveAttribute('href', `/items/${RESTAURANT}`);
  }
});

test('a visitor who has no words comes in by a life event, and narrows what is there', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: '退休', exact: true }).click();
  await expect(page).toHaveURL(/\/items\?event=retirement$/);
  await expect(page.locator('#event')).toHaveValue('retirement');
  await expect(page.locator('.results')).toContainText('养老保险');
  await expectNoViolations(page);
  const all = await page.locator('.list-count strong').innerText();
  await page.locator('#q').fill('认证');
  await page.locator('#people').selectOption('elderly');
  await page.getByRole('button', { name: '搜索' }).click();
  await expect(page).toHaveURL(/q=.*event=retirement.*people=elderly/);
  await expect(page.locator('.list-count strong')).not.toHaveText(all);
  await expect(page.locator('.results .result-name').first()).toContainText('认证');
  await page.getByRole('link', { name: '清除条件' }).click();
  await expect(page.getByRole('heading', { name: '个人一生要办的事' })).toBeVisible();
  await expectNoViolations(page);
});

test('a service that is only in the catalogue claims nothing that its body did not publish', async ({ page }) => {
  await page.goto('/items');
  await page.locator('.results li:not(:has(.badge-state)) a').first().click();
  await expect(page.locator('.notice-warning')).toContainText('尚未公布');
  await expect(page.locator('.answer dd', { hasText: /^(不收费|不用到现场)$/ })).toHaveCount(0);
  await expectNoViolations(page);
});

test('lists go on page by page, and an empty one says what to try', async ({ page }) => {
  await page.goto('/items');
  const first = await page.locator('.results a').first().getAttribute('href');
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page.locator('.results a').first()).not.toHaveAttribute('href', first ?? '');
  await page.goto('/items?q=zzzqqq&kind=permit');
  await expect(page.locator('.empty-state')).toContainText('没有找到符合条件的事项');
  await expectNoViolations(page);
});

test('somebody registers, is told what is wrong beside the fields, and is signed in', async ({ page }) => {
  await page.goto('/register?back=/my');
  await page.locator('[name="applicant.name"]').fill('测试人');
  await page.locator('[name="applicant.id_number"]').fill('110105194912310021');
  await page.getByRole('button', { name: '注册' }).click();
  await expect(page.locator('.error-summary')).toContainText('身份证号码不正确');
  await expect(page.locator('[name="applicant.name"]')).toHaveValue('测试人');
  await expectNoViolations(page);
  await page.locator('[name="applicant.id_number"]').fill('11010519491231002X');
  await page.locator('[name="applicant.phone"]').fill('13800001234');
  await page.locator('[name="login"]').fill(`journey-${Date.now()}-${Math.floor(Math.random() * 1e6)}`);
  await page.locator('[name="password"]').fill('a long password');
  await page.getByRole('button', { name: '注册' }).click();
  await expect(page).toHaveURL(/\/my$/);
  await expect(page.locator('.empty-state')).toBeVisible();
  await expectNoViolations(page);
});

test('a wrong password keeps the name and tells nobody which of the two was wrong', async ({ page }) => {
  await page.goto('/sign-in');
  await page.locator('[name="login"]').fill('citizen1');
  await page.locator('[name="password"]').fill('something else');
  await page.locator('[name="password"]').press('Enter');
  await expect(page.locator('.error-summary')).toContainText('用户名或密码不正确');
  await expect(page.locator('[name="login"]')).toHaveValue('citizen1');
  await expectNoViolations(page);
});

test('a citizen applies step by step, sends, gets a receipt that proves itself, and withdraws', async ({ citizen, browser, contextOptions }) => {
  test.slow();
  await citizen.goto(`/apply/${RESTAURANT}`);
  await expectNoViolations(citizen);
  const draft = await fillIn(citizen);
  await expectNoViolations(citizen);

  await citizen.goto(`${draft}/form`);
  await citizen.locator('[name="form.floor_area"]').fill('sixty');
  await citizen.getByRole('button', { name: '保存并继续' }).click();
  await expect(citizen.locator('.error-summary')).toContainText('请填写数字');
  await expect(citizen.locator('[name="form.floor_area"]')).toHaveValue('sixty');
  await expectNoViolations(citizen);
  await citizen.locator('[name="form.floor_area"]').fill('60');
  await citizen.getByRole('button', { name: '保存，以后再办' }).click();
  await expect(citizen).toHaveURL(/\/my$/);
  await citizen.locator(`a[href="${draft}"]`).first().click();
  await expectNoViolations(citizen);

  await citizen.goto(`${draft}/materials`);
  await citizen.locator('#file-m3').setInputFiles({ ...PDF, name: 'program.pdf', buffer: Buffer.from('MZ program') });
  await citizen.locator('#m-m3 .upload button').click();
  await expect(citizen.locator('.error-summary')).toContainText('只接收');
  await expectNoViolations(citizen);
  await citizen.locator('#file-m3').setInputFiles(PDF);
  await citizen.locator('#m-m3 .upload button').click();
  await expect(citizen.locator('#m-m3 .file-list')).toContainText('平面图.pdf');
  await citizen.locator('#m-m4').getByRole('button', { name: /改为到窗口交纸质件/ }).click();
  await expect(citizen.locator('#m-m4')).toContainText('您选择到窗口交纸质件');

  await citizen.goto(`${draft}/check`);
  await expect(citizen.locator('.notice-warning').first()).toContainText('食品安全管理人员证明');
  await expectNoViolations(citizen);
  const number = await send(citizen, draft);
  await expectNoViolations(citizen);
  await expect(citizen.locator('.panel-done')).toContainText('答复是否受理');

  const receipt = await citizen.locator('.panel-done a').getAttribute('href');
  const pdf = await citizen.request.get(receipt ?? '');
  expect(pdf.headers()['content-disposition']).toContain('inline');
  const token = receipt?.match(/[0-9a-f]{32}/)?.[0] ?? '';

  const stranger = await another(browser, contextOptions);
  await stranger.goto(`/v/${token}`);
  await expect(stranger.locator('main')).toContainText('是真实文书');
  await expect(stranger.locator('main')).toContainText(number);
  await expect(stranger.locator('main')).not.toContainText('陈');
  await expectNoViolations(stranger);
  await stranger.locator('#file').setInputFiles({ name: 'receipt.pdf', mimeType: 'application/pdf', buffer: await pdf.body() });
  await stranger.getByRole('button', { name: '核验' }).click();
  await expect(stranger.locator('[role="status"]')).toContainText('这个文件就是原件');
  await stranger.locator('#file').setInputFiles(PDF);
  await stranger.getByRole('button', { name: '核验' }).click();
  await expect(stranger.locator('[role="alert"]')).toContainText('这个文件不是原件');
  await expectNoViolations(stranger);
  expect((await stranger.request.get(receipt ?? '', { maxRedirects: 0 })).status(), 'a receipt is not for strangers').toBe(303);

  await stranger.goto('/progress');
  await stranger.locator('main [name="number"]').fill(number);
  await stranger.getByRole('button', { name: '查询' }).click();
  await expect(stranger.locator('main')).toContainText('待受理');
  await expect(stranger.locator('main')).not.toContainText('陈');
  await expectNoViolations(stranger);
  await stranger.context().close();

  await citizen.goto(`/my/cases/${number}`);
  await citizen.getByText('为什么是这一天').first().click();
  await expect(citizen.locator('details[open]').first()).toContainText('第 5 个工作日');
  await expectNoViolations(citizen);
  await citizen.getByRole('link', { name: '撤回申请' }).click();
  await expectNoViolations(citizen);
  await citizen.getByRole('button', { name: '撤回申请' }).click();
  await expect(citizen.locator('main')).toContainText('已撤回');
});

test('a citizen corrects what the window asked for, once and in full', async ({ citizen, clerk }) => {
  test.slow();
  const number = await send(citizen, await fillIn(citizen));
  await clerk.goto(`/workbench/cases/${number}`);
  await clerk.locator('details:has([name="what.m3"]):not([open]) > summary').click({ timeout: 2_000 }).catch(() => undefined);
  await clerk.locator('[name="what.m3"]').fill('请标明操作间的面积。');
  await clerk.locator('[name="what.form"]').fill('经营面积与图纸不一致，请核对。');
  await clerk.locator('button[formaction$="/do/request_correction"]').click();
  await clerk.waitForLoadState();

  await citizen.goto(`/my/cases/${number}`);
  await expect(citizen.locator('.notice-warning')).toContainText('请标明操作间的面积。');
  await expectNoViolations(citizen);
  await citizen.locator('.notice-warning').getByRole('link', { name: '去补正' }).click();
  await expectNoViolations(citizen);
  await citizen.locator('[name="form.floor_area"]').fill('many');
  await citizen.locator('#file-m3').setInputFiles(PDF);
  await citizen.getByRole('button', { name: '提交补正' }).click();
  await expect(citizen.locator('.error-summary')).toContainText('请填写数字');
  await expect(citizen.locator('#file-m3'), 'nothing was sent, the file is still chosen').toHaveValue(/平面图\.pdf$/);
  await expectNoViolations(citizen);
  await citizen.locator('[name="form.floor_area"]').fill('58');
  await citizen.getByRole('button', { name: '提交补正' }).click();
  await expect(citizen.locator('main')).toContainText('收到补正材料');
  await expect(citizen.locator('main')).toContainText('待受理');
});

test('what was typed survives a session that ended meanwhile', async ({ citizen }) => {
  const draft = await fillIn(citizen);
  await citizen.goto(`${draft}/form`);
  await citizen.locator('[name="form.inspection_date"]').fill('2026-12-01');
  await citizen.context().clearCookies({ name: 'session' });
  await citizen.getByRole('button', { name: '保存并继续' }).click();
  await expect(citizen).toHaveURL(/\/sign-in\?back=/);
  await expectNoViolations(citizen);
  await citizen.locator('[name="login"]').fill('citizen1');
  await citizen.locator('[name="password"]').fill('demonstration');
  await citizen.locator('[name="password"]').press('Enter');
  await expect(citizen).toHaveURL(new RegExp(`${draft}/form$`));
  await expect(citizen.locator('[name="form.inspection_date"]')).toHaveValue('2026-12-01');
});

test('a draft that was saved on another device is not overwritten by an old page', async ({ citizen, browser, contextOptions }) => {
  const draft = await fillIn(citizen);
  await citizen.goto(`${draft}/form`);
  const other = await another(browser, contextOptions);
  await signIn(other, 'citizen');
  await other.goto(`${draft}/form`);
  await other.locator('[name="form.shop_name"]').fill('另一台设备上的名称');
  await other.getByRole('button', { name: '保存并继续' }).click();
  await expect(other).toHaveURL(/\/materials$/);
  await citizen.locator('[name="form.shop_name"]').fill('旧页面上的名称');
  await citizen.getByRole('button', { name: '保存并继续' }).click();
  await expect(citizen.locator('.notice-warning')).toContainText('这份草稿在别处保存过');
  await expect(citizen.locator('[name="form.shop_name"]')).toHaveValue('旧页面上的名称');
  await expectNoViolations(citizen);
  await other.goto(`${draft}/form`);
  await expect(other.locator('[name="form.shop_name"]')).toHaveValue('另一台设备上的名称');
  await other.goto(`${draft}/delete`);
  await expectNoViolations(other);
  await other.getByRole('button', { name: '删除' }).click();
  await expect(other.locator('main')).toContainText('草稿已删除');
  await other.context().close();
});

test('an unknown document is said not to exist', async ({ page }) => {
  const answer = await page.goto(`/v/${'0'.repeat(32)}`);
  expect(answer?.status()).toBe(404);
  await expect(page.locator('main')).toContainText('没有这份文书');
  await expectNoViolations(page);
});

for (const path of ['/halls', '/help', '/ledger', '/figures', '/progress?number=unknown', '/my/notices', '/my']) {
  test(`${path} reads well in both languages and in large print`, async ({ citizen }) => {
    for (const wish of ['lang=en&large=1', 'lang=zh&large=0']) {
      await citizen.goto(`/preferences?${wish}&back=${encodeURIComponent(path)}`);
      await expectNoViolations(citizen);
      const wider = await citizen.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, 'nothing stands out of the screen').toBeLessThanOrEqual(0);
    }
  });
}

test('everything up to sending works without scripts', async ({ browser, contextOptions }) => {
  test.slow();
  const page = await another(browser, { ...contextOptions, javaScriptEnabled: false });
  await signIn(page, 'citizen');
  const draft = await fillIn(page);
  await page.goto(`${draft}/materials`);
  await page.locator('#file-m3').setInputFiles(PDF);
  await page.locator('#m-m3 .upload button').click();
  await expect(page.locator('#m-m3 .file-list')).toContainText('平面图.pdf');
  await send(page, draft);
  await page.context().close();
});

test('a service is rated once, in five levels', async ({ citizen: first, citizen2, citizen3 }, info) => {
  // Both screens walk the same centre: each begins with other people.
  const people = info.project.name === 'phone' ? [citizen3, citizen2, first] : [first, citizen2, citizen3];
  let citizen = first;
  search: for (const person of people) {
    await person.goto('/my');
    const links = person.locator('tr:has-text("已办结") a[href^="/my/cases/"]');
    for (const address of await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))) {
      await person.goto(address);
      citizen = person;
      if (await person.locator('#rate').isVisible()) break search;
    }
  }
  await expectNoViolations(citizen);
  await expect(citizen.locator('#rate input[name="level"]')).toHaveCount(5);
  await citizen.locator('#rate [name="level"][value="4"]').check();
  await citizen.locator('#rate textarea').fill('窗口人员很耐心。');
  await citizen.getByRole('button', { name: '提交评价' }).click();
  await expect(citizen.locator('main')).toContainText('谢谢，评价已提交');
  await expect(citizen.locator('#rate')).toHaveCount(0);
});
