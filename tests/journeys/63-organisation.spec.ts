// Who works where on any day: leave while B is there, a move with its hand-over in one action, a list that is looked at first.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 180_000 });

const TREE = '/workbench/organisation';

// Desktop and phone walk the same centre at the same time: each has its own days and its own people.
const OWN = {
  desktop: { ahead: 30, leaver: '孙晓东', body: 'labour', window: 'T03', login: 'clerk30', name: '罗小明' },
  phone: { ahead: 60, leaver: '胡春梅', body: 'medical-insurance', window: 'P03', login: 'clerk31', name: '罗小华' },
};

function day(ahead: number): string {
  const then = new Date(Date.now() + ahead * 86_400_000);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(then);
}

async function fits(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${page.url()} fits the screen`).toBeLessThanOrEqual(0);
  await expectNoViolations(page);
}

test('an A goes on leave while the B is there, and the B is named on these days', async ({ clerk, manager }, testInfo) => {
  const own = OWN[testInfo.project.name === 'phone' ? 'phone' : 'desktop'];
  const [first, last] = [day(own.ahead), day(own.ahead + 1)];
  await clerk.goto(TREE);
  await fits(clerk);
  await expect(clerk.getByRole('link', { name: '导入人员、岗位和窗口' }), 'a clerk changes nothing').toHaveCount(0);
  await clerk.getByRole('link', { name: '我的岗位和请假' }).click();
  await expect(clerk.getByRole('heading', { level: 1 })).toHaveText('李建国');
  await fits(clerk);
  const mine = clerk.url();
  await clerk.locator('summary', { hasText: '申请请假' }).click();
  await clerk.getByRole('button', { name: '申请请假' }).click();
  await expect(clerk.getByRole('alert'), 'the days are missing').toContainText('日期');
  await fits(clerk);
  await clerk.locator('[name=first]').fill(first);
  await clerk.locator('[name=last]').fill(last);
  await clerk.locator('[name=cause]').fill('体检（示例）');
  await clerk.getByRole('button', { name: '申请请假' }).click();
  await expect(clerk.getByRole('status')).toContainText('等待批准');

  await manager.goto(TREE);
  await expect(manager.getByRole('heading', { name: /待批的请假/ })).toBeVisible();
  await fits(manager);
  await manager.goto(mine);
  const waiting = manager.locator('li', { hasText: first });
  await waiting.getByRole('button', { name: /^准假/ }).click();
  await expect(manager.getByRole('status')).toContainText('已准假');
  await expect(manager.locator('li', { hasText: first }).first()).toContainText('顶岗：王秀兰');
  await fits(manager);

  await manager.goto(`${TREE}?on=${first}`);
  const away = manager.locator('section', { has: manager.getByRole('heading', { name: '请假和顶岗' }) });
  await expect(away).toContainText('李建国');
  await expect(away).toContainText('王秀兰');
  await fits(manager);
  await manager.goto(`${TREE}?on=${day(own.ahead + 3)}`);
  await expect(manager.locator('main'), 'another day is another picture').not.toContainText('请假和顶岗');
});

test('who leaves hands over with one action that is looked at first', async ({ manager }, testInfo) => {
  const own = OWN[testInfo.project.name === 'phone' ? 'phone' : 'desktop'];
  await manager.goto(`${TREE}?body=${own.body}`);
  await manager.locator(`#body-${own.body}`).getByRole('link', { name: own.leaver }).first().click();
  await fits(manager);
  await manager.locator('summary', { hasText: '填写调岗或离岗' }).click();
  await manager.getByRole('button', { name: '看看结果' }).click();
  await expect(manager.getByRole('alert'), 'the post and the reason are missing').toContainText('理由');
  await fits(manager);
  await manager.locator('[name=post]').selectOption({ label: '离岗，不再担任岗位' });
  const form = manager.locator('form[action$="/move"]');
  await form.locator('[name=from]').fill(day(own.ahead));
  await form.locator('[name=reason]').fill('调离（示例）');
  await form.getByRole('button', { name: '看看结果' }).click();
  const main = manager.locator('main');
  await expect(main).toContainText('还没有办理');
  await expect(main, 'the seal goes to the B of the post').toContainText('审批专用章');
  await expect(main, 'what will be missing is said').toContainText('缺 A 岗');
  await fits(manager);
  await manager.getByRole('button', { name: '确认办理' }).click();
  await expect(manager.getByRole('status')).toContainText('已办理');
  await expect(main).toContainText('调离（示例）');
  await fits(manager);
});

test('a list is looked at before anything changes, and taken at once', async ({ manager }, testInfo) => {
  const own = OWN[testInfo.project.name === 'phone' ? 'phone' : 'desktop'];
  await manager.goto(`${TREE}/import`);
  await fits(manager);
  const list = [
    '用户名,姓名,部门,窗口号,岗位名称,角色,A/B岗',
    `${own.login},${own.name},行政审批局,${own.window},${own.window} 窗口岗,窗口人员,A`,
    'clerk1,别人,,A01,A01 窗口岗,,B',
  ].join('\n');
  const body = list.replace('行政审批局', '区行政审批局');
  await manager.locator('[name=file]').setInputFiles({ name: '人员.csv', mimeType: 'text/csv', buffer: Buffer.from(body) });
  await manager.getByRole('button', { name: '核对' }).click();
  const main = manager.locator('main');
  await expect(main, 'a new person').toContainText(own.name);
  await expect(main, 'and a row that is refused with its reason').toContainText('与姓名不符');
  await fits(manager);
  await manager.getByRole('button', { name: '导入', exact: true }).click();
  await expect(manager.getByRole('alert'), 'the reason is missing').toContainText('理由');
  await fits(manager);
  await manager.locator('[name=reason]').fill('新进人员（示例）');
  await manager.getByRole('button', { name: '导入', exact: true }).click();
  await expect(manager.getByRole('status')).toContainText('已导入 1 行');
  await manager.goto(`${TREE}?body=approval`);
  await expect(manager.locator('#body-approval')).toContainText(own.name);
  const file = await manager.request.get(`${TREE}/export/organisation.xlsx`);
  expect((await file.body()).subarray(0, 2).toString(), 'it goes out as a workbook').toBe('PK');
});
