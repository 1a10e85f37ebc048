// A licence that is granted although a paper follows on a promise, found by its number, renewed by its holder, and ended by the body.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';

test.describe.configure({ timeout: 180_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const opened = (page: Page, command: string) => page.locator(`details:has(> summary[id="${command}"])`);

async function unfold(page: Page, command: string) {
  const form = opened(page, command);
  if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
  return form;
}

async function enter(clerk: Page): Promise<string> {
  await clerk.goto(`/workbench/window?item=${FOOD}`);
  await clerk.locator('[name="applicant.kind"][value="person"]').check();
  await field(clerk, 'applicant.id_number').fill('11010519491231002X');
  await field(clerk, 'applicant.name').fill('王小明');
  await field(clerk, 'applicant.phone').fill('13800001234');
  await field(clerk, 'form.shop_name').fill('前锋示例面馆');
  await field(clerk, 'form.premises_address').fill('前锋区示例路2号');
  await field(clerk, 'form.floor_area').fill('80');
  await field(clerk, 'form.business_form').first().check();
  await field(clerk, 'form.cold_dishes').last().check();
  await field(clerk, 'form.business_items').fill('热食类食品制售');
  await field(clerk, 'form.staff_count').fill('3');
  await field(clerk, 'form.safety_manager').fill('王小明');
  await clerk.locator('button[name="then"][value="file"]').click();
  await expect(clerk).toHaveURL(/\/workbench\/cases\/[^/]+$/);
  return new URL(clerk.url()).pathname;
}

test('a paper follows on a promise, a licence is granted, found, and withdrawn with its reasons', async ({ clerk, examiner, chief }) => {
  const address = await enter(clerk);
  const promise = await unfold(clerk, 'accept_deferring');
  await expect(promise, 'what may follow is listed').toContainText('可以容缺');
  for (const box of await promise.locator('[name="accept_deferring.seen"]').all()) await box.check();
  await expectNoViolations(clerk);
  await promise.locator('button[type=submit]').click();
  await expect(clerk.getByRole('status')).toContainText('已容缺受理');
  await expect(clerk.locator('main')).toContainText('容缺材料待补交');
  await expect(clerk.locator('main'), 'a clock runs for the applicant').toContainText('容缺材料补交时限');

  await examiner.goto(address);
  await field(examiner, 'review.approve').first().check();
  await field(examiner, 'review.words').fill('符合条件。');
  await opened(examiner, 'review').locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('审查意见已提交');

  await chief.goto(address);
  await field(chief, 'decide.outcome').first().check();
  await field(chief, 'decide.validity').fill('五年');
  await opened(chief, 'decide').locator('button[type=submit]').click();
  await expect(chief.locator('main'), 'nothing is granted before it is there').toContainText('承诺补交的材料还没有收齐');

  await clerk.goto(address);
  const handIn = await unfold(clerk, 'hand_in_deferred');
  for (const box of await handIn.locator('[name="hand_in_deferred.materials"]').all()) await box.check();
  await handIn.locator('button[type=submit]').click();
  await expect(clerk.getByRole('status')).toContainText('已登记补交');
  await expect(clerk.locator('a[href^="/documents/"]', { hasText: '补充材料接收凭证' }).first(), 'a receipt for what came').toBeVisible();

  await chief.goto(address);
  await field(chief, 'decide.outcome').first().check();
  await field(chief, 'decide.validity').fill('五年');
  await opened(chief, 'decide').locator('button[type=submit]').click();
  await expect(chief.getByRole('status')).toContainText('决定已作出');
  const number = (await chief.locator('section[aria-labelledby="licence-title"]').textContent())?.match(/XK\d+/)?.[0] ?? '';
  expect(number).toMatch(/^XK\d{10}$/);

  await clerk.goto('/workbench/licences');
  await clerk.locator('[name="number"]').fill(number);
  await clerk.locator('[name="number"]').press('Enter');
  await expect(clerk.locator('tbody tr')).toHaveCount(1);
  await expect(clerk.locator('tbody')).toContainText('有效');
  await expectNoViolations(clerk);

  await chief.goto(address);
  const takeBack = await unfold(chief, 'take_back');
  await takeBack.locator('[name="take_back.ground"]').first().check();
  await field(chief, 'take_back.reason').fill('所在区域规划调整。');
  await field(chief, 'take_back.compensation').fill('补偿搬迁损失，数额另行协商。');
  await takeBack.locator('button[type=submit]').click();
  await expect(chief.locator('main'), 'its holder is heard first').toContainText('请填写这一项');
  await expect(field(chief, 'take_back.reason'), 'what was typed is kept').toHaveValue('所在区域规划调整。');
  await field(chief, 'take_back.statement').fill('持证人表示理解。');
  await (await unfold(chief, 'take_back')).locator('button[type=submit]').click();
  await expect(chief.getByRole('status')).toContainText('已撤回行政许可');
  await expect(chief.locator('a[href^="/documents/"]').first()).toContainText('撤回行政许可决定书');
  await expectNoViolations(chief);

  // The holder asks for reconsideration of the end; where it does not stand, the licence is as it was.
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await clerk.goto(address);
  const entry = await unfold(clerk, 'enter_remedy');
  await entry.locator('[name="enter_remedy.kind"][value="reconsideration"]').check();
  await entry.locator('[name="enter_remedy.ending"][value="taken_back"]').check();
  await field(clerk, 'enter_remedy.day').fill(today);
  await field(clerk, 'enter_remedy.served').fill(today);
  await field(clerk, 'enter_remedy.before').fill('前锋区人民政府');
  await field(clerk, 'enter_remedy.number').fill('前府复受〔2026〕8号');
  await field(clerk, 'enter_remedy.grounds').fill('规划没有调整。');
  await expectNoViolations(clerk);
  await entry.locator('button[type=submit]').click();
  await expect(clerk.locator('main')).toContainText('就终止许可申请行政复议');
  await expect(clerk.locator('main')).toContainText('针对许可的终止（已撤回）');

  await chief.goto(address);
  const outcome = await unfold(chief, 'settle_remedy');
  await field(chief, 'settle_remedy.day').fill(today);
  await expect(outcome.locator('[name="settle_remedy.finding"][value="changed"]'), 'an end is not changed').toHaveCount(0);
  await outcome.locator('[name="settle_remedy.finding"][value="annulled"]').check();
  await field(chief, 'settle_remedy.evidence').fill('前府复决〔2026〕8号行政复议决定书');
  await field(chief, 'settle_remedy.words').fill('主要事实不清。');
  await expectNoViolations(chief);
  await outcome.locator('button[type=submit]').click();
  await expect(chief.locator('main')).toContainText('行政复议：撤销终止许可的决定');
  await expect(chief.locator('section[aria-labelledby="licence-title"]')).toContainText('有效');
  await expectNoViolations(chief);
});

test('a person sees their licences, and whoever works here who may not apply again', async ({ citizen, inspector }) => {
  await citizen.goto('/my');
  await citizen.locator('a[href="/my/licences"]').click();
  await expect(citizen.locator('h1')).toHaveText('我的证照');
  await expectNoViolations(citizen);
  await inspector.goto('/workbench/bars');
  await expect(inspector.locator('h1')).toHaveText('再次申请限制名单');
  await expectNoViolations(inspector);
});
