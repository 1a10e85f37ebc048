// What every journey starts from: people who are signed in, and pages that are watched.

import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';
import people from './people.json' with { type: 'json' };

export { expect };

/** One of the people of the demonstration centre. */
export type Person = keyof typeof people;

const PARTS_OF_A_PAGE = ['stylesheet', 'script', 'image', 'font'];

/**
 * Notes what goes wrong inside a page without anybody seeing it: a script that fails, a part that is
 * missing, something that the page's own security policy forbids.
 */
function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()}: a script failed: ${error.message}`));
  page.on('console', (message) => {
    // A page that answers 4xx on purpose is logged by the browser too: `response` below judges those.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && PARTS_OF_A_PAGE.includes(response.request().resourceType())) {
      faults.push(`${page.url()}: ${response.url()} answered ${response.status()}`);
    }
  });
}

/** Signs in through the front door, as a person does. */
export async function signIn(page: Page, person: Person): Promise<void> {
  const { login, password } = people[person];
  await page.goto('/sign-in');
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('input[name="password"]').press('Enter');
  await expect(page, `${person} is signed in and leaves the sign-in page`).not.toHaveURL(/\/sign-in/);
}

type People = Record<Person, Page>;
type Watched = { faults: string[] };
type Use = (page: Page) => Promise<void>;
type Given = { browser: Browser; contextOptions: BrowserContextOptions; faults: string[] };

/** Each person has a browser of their own: nobody inherits another's session. */
function signedIn(person: Person) {
  return async ({ browser, contextOptions, faults }: Given, use: Use): Promise<void> => {
    const context = await browser.newContext(contextOptions);
    const page = await context.newPage();
    watch(page, faults);
    await signIn(page, person);
    await use(page);
    await context.close();
  };
}

export const test = base.extend<People & Watched>({
  faults: [
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, 'nothing fails unseen inside the pages of this journey').toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page, faults }, use) => {
    watch(page, faults);
    await use(page);
  },
  citizen: signedIn('citizen'),
  citizen2: signedIn('citizen2'),
  citizen3: signedIn('citizen3'),
  clerk: signedIn('clerk'),
  examiner: signedIn('examiner'),
  examiner2: signedIn('examiner2'),
  head: signedIn('head'),
  chief: signedIn('chief'),
  drafter: signedIn('drafter'),
  drafter2: signedIn('drafter2'),
  inspector: signedIn('inspector'),
  security: signedIn('security'),
  auditor: signedIn('auditor'),
  manager: signedIn('manager'),
  legal: signedIn('legal'),
  drafterCivil: signedIn('drafterCivil'),
  legalCivil: signedIn('legalCivil'),
  drafterEducation: signedIn('drafterEducation'),
  legalEducation: signedIn('legalEducation'),
  drafterPolice: signedIn('drafterPolice'),
  legalPolice: signedIn('legalPolice'),
});

/** Claims that axe finds nothing on the page as it stands now, and says what it found and where. */
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}`),
  );
  expect(found, `axe finds nothing to correct on ${page.url()}`).toEqual([]);
}

/** Enters a complete application for a food business at the window, accepted at once; gives the address of the case. */
export async function acceptedFoodBusiness(clerk: Page, shop: string): Promise<string> {
  await clerk.goto(`/workbench/window?item=511A0005200004-511602000000-000-115113016823646795-1-00`);
  await clerk.locator('[name="applicant.kind"][value="person"]').check();
  const fill = async (name: string, words: string) => clerk.locator(`[name="${name}"]`).fill(words);
  await fill('applicant.id_number', '11010519491231002X');
  await fill('applicant.name', '王小明');
  await fill('applicant.phone', '13800001234');
  await fill('form.shop_name', shop);
  await fill('form.premises_address', '前锋区示例路8号');
  await fill('form.floor_area', '80');
  await clerk.locator('[name="form.business_form"]').first().check();
  await clerk.locator('[name="form.cold_dishes"]').last().check();
  await fill('form.business_items', '热食类食品制售');
  await fill('form.staff_count', '3');
  await fill('form.safety_manager', '王小明');
  for (const box of await clerk.locator('input[name="seen"]').all()) await box.check();
  await clerk.locator('button[name="then"][value="accept"]').click();
  await expect(clerk).toHaveURL(/\/workbench\/cases\/[^/]+$/);
  return new URL(clerk.url()).pathname;
}

/** A file that the centre takes for a PDF. */
export const PDF = { name: '布局图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1') };

/** A draft of a food business on the net of which everything but the materials is answered; its address. */
export async function foodBusinessDraft(page: Page): Promise<string> {
  await page.goto(`/apply/511A0005200004-511602000000-000-115113016823646795-1-00`);
  await page.getByRole('button', { name: '开始填写' }).click();
  await expect(page).toHaveURL(/\/drafts\/[0-9a-f-]{36}$/);
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/applicant`);
  await page.getByRole('button', { name: '保存并继续' }).click();
  await expect(page).toHaveURL(/\/form$/);
  const filled = {
    shop_name: '前锋小面馆',
    premises_address: '大佛寺街道示例路2号',
    floor_area: '60',
    business_items: '热食类食品制售',
    staff_count: '3',
    safety_manager: '王小明',
  };
  for (const [name, value] of Object.entries(filled)) await page.locator(`[name="form.${name}"]`).fill(value);
  await page.locator('[name="form.business_form"][value="catering"]').check();
  await page.locator('[name="form.cold_dishes"][value="no"]').check();
  await page.getByRole('button', { name: '保存并继续' }).click();
  await expect(page).toHaveURL(/\/materials$/);
  return address;
}

/** Uploads a plan into a draft of a food business. */
export async function uploadPlan(page: Page): Promise<void> {
  await page.locator('#m-m3 input[type=file]').setInputFiles(PDF);
  await page.locator('#m-m3').getByRole('button', { name: '上传' }).click();
  await expect(page.locator('#m-m3 .file-list')).toBeVisible();
}
