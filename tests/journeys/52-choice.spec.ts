// Situations, rules and shared materials: answer first, then see only what applies, and why.

import { expect, expectNoViolations, test } from './journey';

const PASSPORT = '511A0116400001-511602000000-000-11511300008778693M-1-00';
const LEGAL_AID = '511G12015001-511602000000-000-115113010087786859-1-00';

test('the guide shows only what applies to the answers, says why, and keeps them in its address', async ({ page }) => {
  await page.goto(`/items/${PASSPORT}`);
  await expect(page.getByRole('heading', { name: '您属于哪种情形' })).toBeVisible();
  await expectNoViolations(page);
  await page.getByRole('radio', { name: '遗失、被盗补发' }).check();
  await page.getByRole('radio', { name: /^未满十六周岁/ }).check();
  await page.getByRole('radio', { name: '一项', exact: true }).check();
  await page.getByRole('button', { name: '按我的情形显示' }).click();
  await expect(page).toHaveURL(/situation\.reason=lost/);
  const materials = page.getByRole('table').first();
  await expect(materials).toContainText('护照遗失、被盗情况说明');
  await expect(materials).toContainText('需要，因为');
  await expect(materials).not.toContainText('原普通护照');
  await page.getByText('您不需要的').click();
  await expect(page.getByText('原普通护照')).toBeVisible();
  await expectNoViolations(page);
});

test('who applies answers first and is asked only for what applies', async ({ citizen }) => {
  await citizen.goto(`/apply/${PASSPORT}?situation.reason=renew`);
  await citizen.getByRole('main').locator('form button').first().click();
  await expect(citizen.getByRole('link', { name: '选择情形' })).toBeVisible();
  await citizen.getByRole('link', { name: '选择情形' }).click();
  await expect(citizen.getByRole('radio', { name: /^换发/ }), 'the answer of the guide came along').toBeChecked();
  await citizen.getByRole('radio', { name: '已满十六周岁' }).check();
  await citizen.getByRole('radio', { name: '不需要' }).check();
  await citizen.locator('main form button').first().click();
  await expect(citizen.getByText('是否属于登记备案的国家工作人员？'), 'a further question follows').toBeVisible();
  await expectNoViolations(citizen);
  await citizen.locator('main form button').first().click();
  await expect(citizen.getByRole('alert'), 'an unanswered question is named').toContainText('国家工作人员');
  await citizen.getByRole('radio', { name: '否', exact: true }).check();
  await citizen.locator('main form button').first().click();
  await citizen.getByRole('link', { name: '申请材料' }).click();
  await expect(citizen.getByRole('heading', { name: '原普通护照' })).toBeVisible();
  await expect(citizen.getByRole('heading', { name: '监护证明和监护人身份证件' })).toHaveCount(0);
});

test('the clerk asks first and gets the checklist of what applies', async ({ clerk }) => {
  await clerk.goto(`/workbench/window?item=${PASSPORT}`);
  await expect(clerk.getByRole('heading', { name: '询问申请人的情形' })).toBeVisible();
  await expect(clerk.locator('[name="applicant.name"]')).toHaveCount(0);
  await expectNoViolations(clerk);
  await clerk.goto(
    `/workbench/window?item=${PASSPORT}&situation.reason=first&situation.age=minor&situation.note=no`,
  );
  await expect(clerk.getByText('监护证明和监护人身份证件', { exact: true })).toBeVisible();
  await expect(clerk.getByText('原普通护照')).toHaveCount(0);
  await expectNoViolations(clerk);
});

test('the self-check says which conditions are met and from what that follows', async ({ page }) => {
  await page.goto(`/items/${LEGAL_AID}/self-check`);
  await page.locator('[name="form.exempt"][value="no"]').check();
  await page.locator('[name="form.household_size"]').fill('2');
  await page.locator('[name="form.monthly_income_yuan"]').fill('2999');
  await page.getByRole('button', { name: '开始自测' }).click();
  await expect(page.locator('#result')).toContainText('符合经济困难条件');
  await expect(page.locator('#result')).toContainText('2999');
  await expectNoViolations(page);
});

test('a shared material names the items that use it and has forms that open', async ({ manager, page }) => {
  await manager.goto('/workbench/materials');
  await expect(manager.getByRole('heading', { level: 1 })).toHaveText('共享材料库');
  await expectNoViolations(manager);
  await manager.getByRole('link', { name: '申请人身份证件' }).click();
  await expect(manager.getByRole('table').first()).toContainText('法律援助');
  await expectNoViolations(manager);
  await page.goto('/materials/written-commitment');
  const blank = await page.getByRole('link', { name: '空白表格' }).getAttribute('href');
  const answer = await page.request.get(blank ?? '');
  expect(answer.headers()['content-type']).toBe('application/pdf');
  await expectNoViolations(page);
});
