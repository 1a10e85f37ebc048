// A food business whose premises are not there yet: simulated, amended, turned formal when they are, and examined only where it changed.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, foodBusinessDraft, PDF, test, uploadPlan } from './journey';

test.describe.configure({ timeout: 240_000 });

/** A draft with its plan; its address. */
async function draft(page: Page): Promise<string> {
  const address = await foodBusinessDraft(page);
  await uploadPlan(page);
  return address;
}

/** Opens what is done with a case, if it is folded. */
async function unfold(page: Page, command: string): Promise<void> {
  const act = page.locator('details.desk-act').filter({ has: page.locator(`summary[id="${command}"]`) });
  if ((await act.getAttribute('open')) === null) await act.locator('summary').first().click();
}

test('premises that are not there yet are simulated, and only what changed is examined afterwards', async ({
  citizen2,
  examiner,
  chief,
  clerk,
}) => {
  await citizen2.goto(`${await draft(citizen2)}/check`);
  await citizen2.locator('#simulate > summary').click();
  await expectNoViolations(citizen2);
  await citizen2.getByRole('button', { name: '申请模拟审批' }).click();
  await expect(citizen2.locator('.error-summary')).toContainText('请写明尚不具备的前置条件');
  await expectNoViolations(citizen2);
  await citizen2.locator('[name="lacks.premises"]').fill('店面租赁合同还没有签');
  await citizen2.getByRole('button', { name: '申请模拟审批' }).click();
  await expect(citizen2).toHaveURL(/\/my\/cases\/.+\?sent=1/);
  await expect(citizen2.locator('main')).toContainText('这不是行政许可申请，没有法律效力');
  const number = (await citizen2.locator('.panel-done .case-number').innerText()).trim();
  await expectNoViolations(citizen2);

  await examiner.goto('/workbench?status=simulating');
  await expectNoViolations(examiner);
  await examiner.locator(`a[href*="${number}"]`).first().click();
  await expectNoViolations(examiner);
  await examiner.locator('[name="examine_simulated.say.material.m3"][value="no"]').check();
  await examiner.locator('[name="examine_simulated.words.material.m3"]').fill('请标明粗加工区的位置');
  await examiner.locator('[name="examine_simulated.rest"]').check();
  await examiner.getByRole('button', { name: '提出意见' }).click();
  await expect(examiner.getByRole('status').first()).toContainText('意见已告知申请人');

  await citizen2.goto(`/my/cases/${number}`);
  await expect(citizen2.locator('main')).toContainText('请标明粗加工区的位置');
  await citizen2.goto(`/my/cases/${number}/supplement`);
  await citizen2.locator('#file-m3').setInputFiles(PDF);
  await expectNoViolations(citizen2);
  await citizen2.getByRole('button', { name: '提交修改' }).click();
  await expect(citizen2.getByRole('status').first()).toContainText('改过的内容会重新审查');

  await examiner.goto(`/workbench/cases/${number}`);
  await examiner.locator('[name="examine_simulated.say.material.m3"][value="yes"]').check();
  await examiner.getByRole('button', { name: '提出意见' }).click();
  await expect(examiner.getByRole('status').first()).toContainText('意见已告知申请人');
  await chief.goto(`/workbench/cases/${number}`);
  await unfold(chief, 'conclude_simulated');
  await chief.locator('[name="conclude_simulated.verdict"][value="ready"]').check();
  await chief.locator('[name="conclude_simulated.words"]').fill('除经营场所外符合要求');
  await expectNoViolations(chief);
  await chief.getByRole('button', { name: '出具意见书' }).click();
  await expect(chief.getByRole('status').first()).toContainText('模拟审批意见书已出具');

  await citizen2.goto(`/my/cases/${number}`);
  await citizen2.getByRole('link', { name: '转为正式审批' }).click();
  await citizen2.getByRole('button', { name: '转为正式审批' }).click();
  await expect(citizen2.locator('.error-summary'), 'the paper that shows it is named first').toContainText('尚未说明已具备');
  await expectNoViolations(citizen2);
  await citizen2.locator('[name="met.premises"]').fill('房屋租赁合同 示例〔2026〕6号');
  await citizen2.getByRole('button', { name: '转为正式审批' }).click();
  await expect(citizen2.getByRole('status').first()).toContainText('已转为正式审批');
  const formal = new URL(citizen2.url()).pathname.split('/').pop() as string;
  expect(formal).not.toBe(number);
  await expect(citizen2.locator(`a[href="/my/cases/${number}"]`)).toBeVisible();
  await expectNoViolations(citizen2);
  await citizen2.goto(`/my/cases/${number}`);
  await expect(citizen2.locator(`a[href="/my/cases/${formal}"]`)).toBeVisible();

  await clerk.goto(`/workbench/cases/${formal}`);
  await unfold(clerk, 'intake');
  for (const box of await clerk.locator('form[action$="/do/intake"] input[name="seen"]').all()) await box.check();
  await clerk.getByRole('button', { name: '受理' }).first().click();
  await expect(clerk.locator('main')).toContainText('由模拟审批转来');
  await examiner.goto(`/workbench/cases/${formal}`);
  await unfold(examiner, 'adopt_simulated');
  await expectNoViolations(examiner);
  const anew = examiner.locator('form[action$="/do/adopt_simulated"]');
  await expect(anew.locator('[name="adopt_simulated.say.material.m3"]'), 'what has not changed is not asked again').toHaveCount(0);
  for (const yes of await anew.locator('input[value="yes"]').all()) await yes.check();
  await anew.getByRole('button').click();
  await expect(examiner.getByRole('status').first()).toContainText('已沿用模拟审批意见');
});
