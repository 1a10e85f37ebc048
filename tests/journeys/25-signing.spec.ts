// Decisions that an examiner drafts, the chief approver checks, and signs from the list.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';

test.describe.configure({ timeout: 180_000 });

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const opened = (page: Page, command: string) => page.locator(`details:has(> summary[id="${command}"])`);

async function unfold(page: Page, command: string) {
  const form = opened(page, command);
  if ((await form.getAttribute('open')) === null) await form.locator('> summary').click();
  return form;
}

/** A case that was accepted at the window and examined; its address. */
async function examined(clerk: Page, examiner: Page, shop: string): Promise<string> {
  await clerk.goto(`/workbench/window?item=${FOOD}`);
  await clerk.locator('[name="applicant.kind"][value="person"]').check();
  await field(clerk, 'applicant.id_number').fill('11010519491231002X');
  await field(clerk, 'applicant.name').fill('王小明');
  await field(clerk, 'applicant.phone').fill('13800001234');
  await field(clerk, 'form.shop_name').fill(shop);
  await field(clerk, 'form.premises_address').fill('前锋区示例路9号');
  await field(clerk, 'form.floor_area').fill('80');
  await field(clerk, 'form.business_form').first().check();
  await field(clerk, 'form.cold_dishes').last().check();
  await field(clerk, 'form.business_items').fill('热食类食品制售');
  await field(clerk, 'form.staff_count').fill('3');
  await field(clerk, 'form.safety_manager').fill('王小明');
  for (const box of await clerk.locator('input[name="seen"]').all()) await box.check();
  await clerk.locator('button[name="then"][value="accept"]').click();
  await expect(clerk).toHaveURL(/\/workbench\/cases\/[^/]+$/);
  const address = new URL(clerk.url()).pathname;
  await examiner.goto(address);
  await field(examiner, 'review.approve').first().check();
  await field(examiner, 'review.words').fill('符合条件。');
  await opened(examiner, 'review').locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('审查意见已提交');
  return address;
}

test('a decision is drafted, sent back, drafted anew in part, checked and signed with another one', async ({ clerk, examiner, chief }) => {
  const first = await examined(clerk, examiner, '前锋签发面馆');
  const draft = await unfold(examiner, 'draft_decision');
  await draft.locator('button[type=submit]').click();
  await expect(examiner.locator('.error-summary'), 'what is decided must be chosen').toBeVisible();
  await field(examiner, 'draft_decision.outcome').first().check();
  await field(examiner, 'draft_decision.conditions').fill('按核定的范围经营');
  await expectNoViolations(examiner);
  await opened(examiner, 'draft_decision').locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('拟稿已提交');

  await chief.goto(first);
  await expect(field(chief, 'decide.outcome'), 'nothing else is decided past a draft').toHaveCount(0);
  const back = await unfold(chief, 'send_draft_back');
  await field(chief, 'send_draft_back.reason').fill('冷食间没有建成，只能准予一部分。');
  await back.locator('button[type=submit]').click();
  await expect(chief.getByRole('status')).toContainText('拟稿已退回');

  await examiner.goto(first);
  const again = await unfold(examiner, 'draft_decision');
  await expect(again, 'the reason is where the next one is written').toContainText('冷食间没有建成');
  await field(examiner, 'draft_decision.outcome').nth(1).check();
  await field(examiner, 'draft_decision.granted').fill('热食类食品制售');
  await field(examiner, 'draft_decision.refused').fill('冷食类食品制售');
  await field(examiner, 'draft_decision.reasons').fill('没有建成冷食专间（食品经营许可审查通则）');
  await again.locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('拟稿已提交');
  const second = await examined(clerk, examiner, '前锋批量面馆');
  await unfold(examiner, 'draft_decision');
  await field(examiner, 'draft_decision.outcome').first().check();
  await opened(examiner, 'draft_decision').locator('button[type=submit]').click();
  await expect(examiner.getByRole('status')).toContainText('拟稿已提交');

  for (const address of [first, second]) {
    await chief.goto('/workbench/signing');
    await chief.locator(`a[href="${address}"]`).click();
    const check = await unfold(chief, 'check_decision');
    await field(chief, 'check_decision.note').fill('同意。');
    await expectNoViolations(chief);
    await check.locator('button[type=submit]').click();
    await expect(chief.getByRole('status')).toContainText('核稿已同意');
  }
  await chief.goto('/workbench/signing');
  await expectNoViolations(chief);
  for (const address of [first, second]) {
    await chief.locator(`tr:has(a[href="${address}"]) input[name="sign"]`).check();
  }
  await chief.locator('form[action="/workbench/signing"] button[type=submit]').click();
  await expect(chief.getByRole('status')).toContainText('已全部签发');
  await chief.goto(first);
  await expect(chief.locator('main')).toContainText('决定：部分准予');
  await expect(chief.locator('main')).toContainText('部分准予决定书');
});
