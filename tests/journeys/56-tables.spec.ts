// Lists in and out, annex tables, the register of exceptions, flow charts, notices, the five cuts.

import { expect, expectNoViolations, test } from './journey';

const FOOD = '511A0005200004-511602000000-000-115113016823646795-1-00';

const LIST = [
  '前锋区政务服务事项清单,,,,,,',
  '实施部门,事项名称,编码,类型,法定时限,承诺时限,咨询电话',
  '区民政局,旅程示例事项,J-56-1,公共服务,20,5,0826-1234567',
  '区民政局,旅程<br/>第二项&amp;nbsp;,J-56-2,公共服务,10个工作日,即办,',
  '区民政局,写错时限的事项,J-56-3,行政许可,3个月,5,',
  '区民政局,没有编码的事项,,公共服务,20,5,',
].join('\r\n');

test('a list is looked at row by row, taken as a whole, and undone as a whole', async ({ manager }) => {
  await manager.goto('/workbench/items/import');
  await expectNoViolations(manager);
  await manager.locator('#file').setInputFiles({ name: '清单.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) });
  await manager.getByRole('button', { name: '上传并核对' }).click();
  await expect(manager.locator('#column-2'), 'the column is guessed from its name').toHaveValue('code');
  await expectNoViolations(manager);
  await manager.getByRole('button', { name: '逐行核对' }).click();
  await expect(manager.getByRole('heading', { name: '确认导入' })).toBeVisible({ timeout: 20_000 });
  await expect(manager.getByText('新增 2，更新 0，未变 0，拒绝 2')).toBeVisible();
  await expect(manager.getByText('“3个月”应写作工作日数')).toBeVisible();
  await expect(manager.getByText('没有事项编码', { exact: true })).toBeVisible();
  await expectNoViolations(manager);
  await manager.locator('#reason').fill('年度清单调整');
  await manager.locator('#basis').fill('前府办发〔2026〕3号');
  await manager.getByRole('button', { name: '导入事项库' }).click();
  await expect(manager.getByRole('status')).toContainText('已导入事项库');
  const address = manager.url();
  const report = await manager.request.get(`${address}/report/report.csv`);
  expect(await report.text()).toContain('没有事项编码');
  expect((await manager.request.get('/items/J-56-1')).status()).toBe(200);
  await manager.goto(address);
  await manager.locator('form[action$="/undo"] #reason').fill('导入了错误的文件');
  await manager.locator('form[action$="/undo"] #basis').fill('中心内部更正单 1 号');
  await manager.getByRole('button', { name: '撤销这次导入' }).click();
  await expect(manager.getByRole('status')).toContainText('已整批撤销');
  await manager.goto('/workbench/items?q=J-56-1');
  await expect(manager.locator('main')).not.toContainText('旅程示例事项');
});

test('what is exported can be read by others', async ({ clerk }) => {
  const json = await clerk.request.get('/workbench/items/export/items.json');
  const items = (await json.json()) as { code: string }[];
  expect(items.some((item) => item.code === FOOD)).toBe(true);
  const csv = await clerk.request.get('/workbench/items/export/items.csv');
  expect((await csv.text()).split('\r\n')[0]).toContain('事项编码');
});

test('the annex tables are filled, on the screen, as a workbook and on paper', async ({ manager }) => {
  await manager.goto('/workbench/items/annexes');
  await expect(manager.locator('tbody tr').first()).toBeVisible();
  await expectNoViolations(manager);
  for (const annex of ['items-out', 'services-in', 'services-out', 'sections', 'delegated']) {
    await manager.goto(`/workbench/items/annexes?annex=${annex}&body=approval`);
    await expect(manager.locator('#table-title')).toContainText('附表');
  }
  const pdf = await manager.request.get('/workbench/items/annexes/annexes.pdf?body=approval');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  const xlsx = await manager.request.get('/workbench/items/annexes/annexes.xlsx');
  expect((await xlsx.body()).subarray(0, 2).toString()).toBe('PK');
});

test('an item leaves the hall only after an approval, and comes back', async ({ chief, manager }) => {
  await chief.goto(`/workbench/items/residency?item=${FOOD}`);
  await chief.locator('#reason').fill('检测设备无法搬入大厅');
  await chief.locator('#basis').fill('前府办函〔2026〕8号');
  await chief.getByRole('button', { name: '提交申请' }).click();
  await expect(chief.getByRole('status')).toContainText('等待中心负责人批准');
  await manager.goto('/workbench/items/annexes?annex=items-out&body=approval');
  await expect(manager.locator('main')).not.toContainText(FOOD);
  await manager.goto('/workbench/items/residency');
  await manager.locator('form[action$="/grant"] input[name="words"]').first().fill('前政服〔2026〕12号');
  await manager.getByRole('button', { name: '批准', exact: true }).first().click();
  await expect(manager.getByRole('status')).toContainText('已批准');
  await expectNoViolations(manager);
  await manager.goto('/workbench/items/annexes?annex=items-out&body=approval');
  await expect(manager.locator('main')).toContainText('前政服〔2026〕12号');
  await manager.goto('/workbench/items/residency');
  await manager.locator('form[action$="/end"] input[name="words"]').first().fill('设备已搬入大厅');
  await manager.getByRole('button', { name: '恢复进驻' }).first().click();
  await expect(manager.getByRole('status')).toContainText('已恢复进驻');
});

test('everybody sees how an item goes and what to bring, on a page and on paper', async ({ page }) => {
  await page.goto(`/items/${FOOD}/flow`);
  await expect(page.locator('.flow-chart svg')).toBeVisible();
  await expectNoViolations(page);
  await page.goto(`/items/${FOOD}/notice`);
  await expect(page.locator('main')).toContainText('12345');
  await expectNoViolations(page);
  for (const path of ['flow.pdf', 'notice.pdf']) {
    const pdf = await page.request.get(`/items/${FOOD}/${path}`);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }
});

test('the five cuts are public and lead to the cases behind them', async ({ page, manager }) => {
  await page.goto('/figures/cuts');
  await expect(page.locator('#total-title')).toBeVisible();
  await expectNoViolations(page);
  await manager.goto('/workbench/items/cuts');
  await expectNoViolations(manager);
  await manager.goto(`/workbench/items/cuts/${FOOD}`);
  await expect(manager.locator('main')).toContainText('第');
  await expectNoViolations(manager);
  await manager.goto('/workbench/items/translation');
  await expectNoViolations(manager);
});
