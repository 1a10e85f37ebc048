// A case over the desk: entered, accepted, examined, decided, issued; then what happens when something is amiss.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';
const SOLE_TRADER = '511A0074300005-511602000000-000-115113016823646795-1-00';

test.describe.configure({ timeout: 120_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);

async function typeApplicant(clerk: Page, name: string): Promise<void> {
  await clerk.locator('[name="applicant.kind"][value="person"]').check();
  await field(clerk, 'applicant.id_number').fill('11010519491231002X');
  await field(clerk, 'applicant.name').fill(name);
  await field(clerk, 'applicant.phone').fill('13800001234');
}

async function typeFoodForm(clerk: Page): Promise<void> {
  await field(clerk, 'form.shop_name').fill('前锋示例面馆');
  await field(clerk, 'form.premises_address').fill('前锋区示例路2号');
  await field(clerk, 'form.floor_area').fill('80');
  await field(clerk, 'form.business_form').first().check();
  await field(clerk, 'form.cold_dishes').last().check();
  await field(clerk, 'form.business_items').fill('热食类食品制售');
  await field(clerk, 'form.staff_count').fill('3');
  await field(clerk, 'form.safety_manager').fill('王小明');
}

/** Enters a food licence at the window and gives the address of the case. */
async function enterFood(clerk: Page, then: 'accept' | 'file', papers = 'all'): Promise<string> {
  await clerk.goto(`/workbench/window?item=${FOOD}`);
  await typeApplicant(clerk, '王小明');
  await typeFoodForm(clerk);
  const boxes = clerk.locator('input[name="seen"]');
  if (papers === 'all') for (const box of await boxes.all()) await box.check();
  await clerk.locator(`button[name="then"][value="${then}"]`).click();
  await expect(clerk).toHaveURL(/\/workbench\/cases\/[^/]+$/);
  return new URL(clerk.url()).pathname;
}

const opened = (page: Page, command: string) => page.locator(`details:has(> summary[id="${command}"])`);

test('a case goes from the window to the applicant, and the inspector sees and proves it', async ({
  clerk,
  examiner,
  chief,
  inspector,
}) => {
  await clerk.goto('/workbench/window?q=spjyxk');
  await expectNoViolations(clerk);
  await expect(clerk.locator(`a[href*="${FOOD}"]`), 'found by the initials of its pinyin').toBeVisible();
  const address = await enterFood(clerk, 'accept');
  const number = decodeURIComponent(address.split('/').pop() ?? '');
  await expect(clerk.getByRole('status')).toContainText('已收件并受理');
  await expect(clerk.locator('a[href^="/documents/"]').first(), 'the certificate is there to print').toContainText('受理通知书');
  await expect(clerk.locator('main'), 'the identity number is masked').not.toContainText('11010519491231002X');
  await expectNoViolations(clerk);

  await examiner.goto(address);
  await field(examiner, 'review.approve').first().check();
  await field(examiner, 'review.phrase').selectOption({ index: 1 });
  await field(examiner, 'review.words').fill('现场核查记录已存档。');
  await opened(examiner, 'review').locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('审查意见已提交');

  await chief.goto(address);
  await expect(opened(chief, 'decide'), 'the opinion stands beside the decision').toContainText('现场核查记录已存档');
  await field(chief, 'decide.outcome').first().check();
  await opened(chief, 'decide').locator('button[type=submit]').click();
  await expect(chief.getByRole('status')).toContainText('决定已作出');
  await expectNoViolations(chief);

  await clerk.goto(address);
  await field(clerk, 'check_receiver.tail').fill('002X');
  await opened(clerk, 'check_receiver').locator('button[type=submit]').click();
  await field(clerk, 'issue.receiver').fill('王小明');
  await opened(clerk, 'issue').locator('button[type=submit]').click();
  await expect(clerk.getByRole('status')).toContainText('办结');
  await expect(clerk.locator('.timeline'), 'the receiver is masked in the record').toContainText('王**');
  await expect(clerk.locator('.timeline')).not.toContainText('王小明');

  await inspector.goto('/inspector');
  await expectNoViolations(inspector);
  const seen = inspector.locator(`a[href*="${encodeURIComponent(number)}"]`);
  await expect(seen, 'the latest change stands on the board').toBeVisible();
  await seen.click();
  await expect(inspector.locator('.desk-ledger > li')).toHaveCount(6);
  await expect(inspector.locator('main form:not([action$="/numbers"], [action$="/notes"])'), 'an inspector notes, and changes nothing in the case').toHaveCount(0);
  await expectNoViolations(inspector);
  await inspector.goto('/inspector/ledger');
  await inspector.getByRole('link', { name: '现在核验' }).click();
  await expect(inspector.locator('.notice-success')).toContainText('台账完好');
  await expectNoViolations(inspector);
});

test('an instant item is decided and handed over in one step', async ({ clerk }) => {
  await clerk.goto(`/workbench/window?item=${SOLE_TRADER}`);
  await typeApplicant(clerk, '陈晓');
  await field(clerk, 'form.premises_address').fill('前锋区示例路8号');
  await field(clerk, 'form.premises_kind').first().check();
  await field(clerk, 'form.scope').fill('日用百货零售');
  await field(clerk, 'form.capital_yuan').fill('30000');
  await field(clerk, 'form.staff_count').fill('1');
  await field(clerk, 'form.family_run').last().check();
  for (const box of await clerk.locator('input[name="seen"]').all()) await box.check();
  await clerk.locator('button[name="then"]').click();
  await field(clerk, 'decide.outcome').first().check();
  await opened(clerk, 'decide').locator('button[type=submit]').click();
  await expect(clerk.getByRole('status')).toContainText('决定已作出');
  await expect(clerk.locator('.timeline')).toContainText('送达，办结');
});

test('everything to correct is told once, taken in at the desk with a file, and then accepted', async ({ clerk }) => {
  const address = await enterFood(clerk, 'file', 'none');
  await clerk.locator('button[formaction$="/accept"]').click();
  await expect(clerk.locator('.error-summary'), 'what is missing is named').toContainText('布局');
  await expectNoViolations(clerk);
  await field(clerk, 'what.m3').fill('请补充标明尺寸的平面图。');
  await field(clerk, 'what.form').fill('面积与平面图不符。');
  await clerk.locator('button[formaction$="/request_correction"]').click();
  await expect(clerk.getByRole('status')).toContainText('一次性告知');
  await expect(clerk.locator('a[href^="/documents/"]').first()).toContainText('补正告知书');

  await clerk.locator('[id="file.m3"]').setInputFiles({ name: 'plan.html', mimeType: 'text/html', buffer: Buffer.from('<script>') });
  await field(clerk, 'form.floor_area').fill('九十');
  await opened(clerk, 'supplement').getByRole('button', { name: '提交补正' }).click();
  await expect(clerk.locator('.error-summary'), 'a fault of the form is told before anything is sent').toContainText('请填写数字');
  await field(clerk, 'form.floor_area').fill('85.5');
  await opened(clerk, 'supplement').getByRole('button', { name: '提交补正' }).click();
  await expect(clerk.locator('.error-summary'), 'a file is judged by its content').toContainText('只接收');
  await expect(field(clerk, 'form.floor_area'), 'what was typed stays').toHaveValue('85.5');
  const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await clerk.locator('[id="file.m3"]').setInputFiles({ name: '平面图.png', mimeType: 'image/png', buffer: picture });
  await field(clerk, 'form.floor_area').fill('90');
  for (const code of ['m1', 'm2']) await opened(clerk, 'supplement').locator(`input[name="seen"][value="${code}"]`).check();
  await opened(clerk, 'supplement').getByRole('button', { name: '提交补正' }).click();
  await expect(clerk.getByRole('status')).toContainText('补正材料已收到');
  await expect(clerk.locator('.desk-file img'), 'the picture is shown in place').toHaveAttribute('alt', '经营场所布局和操作流程图');
  await expect(clerk.locator('.summary-list').nth(1)).toContainText('90');
  const papers = clerk.locator('form:has(button[formaction$="/accept"]) input[name="seen"]');
  for (const paper of await papers.all()) await paper.check();
  await clerk.locator('button[formaction$="/accept"]').click();
  await expect(clerk.getByRole('status')).toContainText('已受理');
  await clerk.goto(address);
  await expectNoViolations(clerk);
});

test('a second sending and a stale page get a clear answer and change nothing', async ({ clerk }) => {
  const address = await enterFood(clerk, 'file');
  const stale = await clerk.context().newPage();
  await stale.goto(address);
  const form = await stale.locator('details[open] form').evaluate((one) => {
    const data = new FormData(one as HTMLFormElement);
    return Object.fromEntries([...data].filter(([, value]) => typeof value === 'string')) as Record<string, string>;
  });
  await clerk.goto(address);
  await clerk.locator('button[formaction$="/accept"]').click();
  await expect(clerk.getByRole('status')).toContainText('已受理');
  const events = await clerk.locator('.timeline > li').count();

  await field(stale, 'what.m1').fill('这句话不能丢。');
  await stale.locator('button[formaction$="/request_correction"]').click();
  await expect(stale.locator('.error-summary')).toContainText('刚刚被别人更新过');
  await expect(stale.locator('main'), 'the words are kept').toContainText('这句话不能丢。');
  await expectNoViolations(stale);

  const once = await clerk.request.post(`${address}/do/withdraw`, { form: { ...form, seen_events: String(events), key: form.key ?? '', 'withdraw.sure': 'yes' } });
  const twice = await clerk.request.post(`${address}/do/withdraw`, { form: { ...form, seen_events: String(events), key: form.key ?? '', 'withdraw.sure': 'yes' } });
  expect(once.ok() && twice.ok()).toBe(true);
  expect(await twice.text()).toContain('没有重复办理');
  await clerk.goto(address);
  await expect(clerk.locator('.timeline > li'), 'withdrawn once').toHaveCount(events + 1);
});

test('a wrong entry loses nothing that was typed', async ({ clerk }) => {
  await clerk.goto(`/workbench/window?item=${FOOD}`);
  await typeApplicant(clerk, '王小明');
  await field(clerk, 'applicant.id_number').fill('110105194912310021');
  await typeFoodForm(clerk);
  await clerk.locator('button[name="then"][value="accept"]').click();
  await expect(clerk.locator('.error-summary')).toContainText('身份证号码不正确');
  await expect(field(clerk, 'applicant.name')).toHaveValue('王小明');
  await expect(field(clerk, 'form.business_items')).toHaveValue('热食类食品制售');
  await expectNoViolations(clerk);
  await clerk.locator('.error-summary a').first().click();
  await expect(clerk).toHaveURL(/#applicant\.id_number$/);
});

test('each desk has its own pages and no others', async ({ clerk, examiner, inspector }) => {
  for (const path of ['/workbench', '/workbench/cases', '/workbench/window', '/workbench/items']) {
    await clerk.goto(path);
    await expect(clerk.locator('h1')).toBeVisible();
    await expectNoViolations(clerk);
  }
  expect((await examiner.goto('/workbench/window'))?.status(), 'an examiner enters no cases').toBe(403);
  expect((await clerk.goto('/inspector'))?.status(), 'a clerk does not inspect').toBe(403);
  expect((await inspector.goto('/workbench'))?.status(), 'an inspector handles nothing').toBe(403);
  await expectNoViolations(inspector);
  await clerk.goto('/workbench?q=nothing-like-that');
  await expect(clerk.getByRole('alert')).toContainText('没有找到');
});

test('whoever looks after the library reads why a service stands where it stands', async ({ clerk }) => {
  await clerk.goto('/workbench/items?q=%E5%BC%80%E7%81%AB%E9%94%85%E5%BA%97');
  await clerk.getByRole('link', { name: '排序理由' }).click();
  await expect(clerk.locator('.entries > li').first()).toContainText('食品(含保健食品)经营许可核发');
  await expect(clerk.locator('.entries > li').first()).toContainText('“火锅店”');
  await expectNoViolations(clerk);
  await clerk.locator('#item').fill('no-such-item');
  await clerk.getByRole('button', { name: '说明理由' }).click();
  await expect(clerk.locator('.notice-warning')).toContainText('没有这个编码的事项');
  await clerk.goto('/workbench/items/ranking?q=zzzqqq');
  await expect(clerk.locator('.empty-state')).toBeVisible();
  await expectNoViolations(clerk);
});

test('keys open the next case and lead back to the list', async ({ clerk }) => {
  await clerk.goto('/workbench?status=received');
  await clerk.keyboard.press('o');
  await expect(clerk).toHaveURL(/\/workbench\/cases\/.+list=received/);
  const first = clerk.url();
  await clerk.keyboard.press('n');
  await expect(clerk).not.toHaveURL(first);
  await clerk.keyboard.press('b');
  await expect(clerk).toHaveURL(/\/workbench\?status=received/);
});
