// How many keys it takes to accept a complete paper application for a common item at the window, without the mouse. The figure stands in
// docs/intake.md; the journey fails when it grows.

import { type Page } from '@playwright/test';
import { expect, expectNoViolations, test } from './journey';

test.describe.configure({ timeout: 120_000 });

/** Keys for one Chinese character: its pinyin, and the choice among characters. */
const KEYS_OF_A_CHARACTER = 4;

class Hands {
  keys = 0;
  constructor(private readonly page: Page) {}

  async press(key: string, times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      this.keys += 1;
      await this.page.keyboard.press(key);
    }
  }

  async type(words: string): Promise<void> {
    for (const sign of words) this.keys += /[\x20-\x7e]/.test(sign) ? 1 : KEYS_OF_A_CHARACTER;
    await this.page.keyboard.type(words);
  }

  /** Goes on with the tabulator until this field has the focus. */
  async to(name: string): Promise<void> {
    for (let n = 0; n < 12; n++) {
      if ((await this.focused()) === name) return;
      await this.press('Tab');
    }
    throw new Error(`${name} is not reached with the tabulator; the focus is at ${await this.focused()}`);
  }

  private focused(): Promise<string> {
    return this.page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name ?? '');
  }
}

test('a complete paper application is accepted with less than two hundred keys and no click', async ({ clerk }) => {
  await clerk.goto('/workbench');
  const clicks: string[] = [];
  await clerk.exposeFunction('clicked', (what: string) => clicks.push(what));
  await clerk.addInitScript(() => {
    addEventListener('pointerdown', (event) => (window as never as { clicked(what: string): void }).clicked(String(event.target)), true);
  });
  const hands = new Hands(clerk);
  await hands.press('w');
  await expect(clerk).toHaveURL(/\/workbench\/window$/);
  await expect(clerk.locator('#q')).toBeFocused();
  await hands.type('gljt');
  await hands.press('Enter');
  await expect(clerk.locator('a[data-key="o"]'), 'the first item found has the focus').toBeFocused();
  await expect(clerk.locator('a[data-key="o"]')).toContainText('高龄津贴');
  await hands.press('Enter');
  await expect(clerk.locator('[name="applicant.id_number"]'), 'the first thing to type has the focus').toBeFocused();
  await expectNoViolations(clerk);
  await hands.type('11010519491231002X');
  await hands.to('applicant.name');
  await hands.type('王小明');
  await hands.to('applicant.phone');
  await hands.type('13800001234');
  await hands.to('form.elder_birthday');
  // The field of the browser follows the language of the browser, not of the page: here the month comes first. It takes as many keys.
  await hands.type('12311949');
  await hands.to('form.village');
  await hands.type('示例村');
  await hands.to('form.home_address');
  await hands.type('示例村3组');
  await hands.to('form.living_with');
  await hands.press('Space');
  await hands.to('form.home_visit');
  await hands.press('ArrowRight');
  await hands.to('form.bank');
  await hands.type('示例银行');
  await hands.to('form.account_number');
  await hands.type('6200000000000000001');
  await hands.press('F7');
  await hands.press('F9');
  await expect(clerk.getByRole('status')).toContainText('已收件并受理');
  await expect(clerk.locator('[data-key="p"]'), 'the certificate is one key away').toContainText('受理通知书');
  hands.keys += 1;
  expect(clicks).toEqual([]);
  console.log(`keys: ${hands.keys}`);
  expect(hands.keys).toBeLessThanOrEqual(170);
});
