import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import AxeBuilder from '@axe-core/playwright';
import { Browser, Page } from 'playwright-core';
import { renderHtml } from '../../../src/report';
import { BROWSER_MISSING, findBrowser, launchBrowser } from '../../support/browser';
import { hostileApp } from '../../support/hostile';
import { reportOfApp } from '../../support/reports';

jest.spyOn(console, 'error').mockImplementation(() => {});
if (!findBrowser()) process.stderr.write(`SKIPPED, NOT PASSED: the report in a browser. Missing: ${BROWSER_MISSING}\n`);

// Axe looks at each of 4,000 elements; the machine may have other work.
jest.setTimeout(240_000);

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

(findBrowser() ? describe : describe.skip)('the page in a browser', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  const file = path.join(folder, 'report.html');
  let browser: Browser;
  beforeAll(async () => {
    fs.writeFileSync(file, renderHtml(reportOfApp(hostileApp())));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** A tab with the page; what it asks for or complains of is kept. */
  async function open(viewport = WIDE, colorScheme: 'light' | 'dark' = 'light'): Promise<{ readonly page: Page; readonly said: string[] }> {
    const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('dialog', (dialog) => said.push(dialog.message()));
    page.on('request', (request) => said.push(...(request.url().startsWith('file:') ? [] : [request.url()])));
    await page.goto(`file://${file}`);
    return { page, said };
  }
  const unfold = (page: Page) => page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');

  test.each([
    [WIDE, 'light', undefined], [PHONE, 'light', undefined], [WIDE, 'dark', ['color-contrast']], [PHONE, 'dark', ['color-contrast']],
  ] as const)('axe finds nothing at %j in %s', async (viewport, scheme, rules) => {
    const { page, said } = await open(viewport, scheme);
    await unfold(page);
    // The other mode puts frames together in a second page; there are none.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations, passes } = await (rules ? axe.withRules([...rules]) : axe).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining([...(rules ?? ['color-contrast', 'region', 'bypass', 'svg-img-alt', 'heading-order'])]));
    expect(said).toEqual([]);
  });

  test('light and dark are different, and a phone has one column and its own picture', async () => {
    const colour = async (scheme: 'light' | 'dark') => (await open(WIDE, scheme)).page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect([await colour('light'), await colour('dark')]).toEqual(['rgb(255, 255, 255)', 'rgb(16, 21, 31)']);
    const { page } = await open(PHONE);
    expect([await page.locator('.diagram.down').first().isVisible(), await page.locator('.diagram.across').first().isVisible()]).toEqual([true, false]);
  });

  test.each([390, 320, 768, 1280])('is not wider than a window of %i pixels', async (width) => {
    const { page } = await open({ width, height: 800 });
    await unfold(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  test('the keyboard reaches the skip link first, then the contents, and unfolds a role', async () => {
    const { page } = await open();
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    const steps: string[] = [];
    for (let step = 0; step < 3; step++) {
      await page.keyboard.press('Tab');
      steps.push(await focused());
    }
    expect(steps).toEqual(['Skip to the report', 'Pipeline', 'Resources']);
    const role = page.locator('details', { hasText: 'What cicd-build-role' }).first();
    await role.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await role.getByRole('table').first().isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('cicd-build-dev');
  });

  test('a screen reader finds landmarks, the picture and named tables, on a phone too', async () => {
    for (const viewport of [WIDE, PHONE]) {
      const { page } = await open(viewport);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('navigation', { name: 'Contents' }).count()).toBe(1);
      expect(await page.getByRole('img', { name: 'cicd-pipeline-dev' }).count()).toBe(1);
      const table = page.getByRole('table', { name: 'Stages and actions of cicd-pipeline-dev' });
      expect(await table.getByRole('row').count()).toBe(7);
      expect(await table.getByRole('rowheader', { name: 'ScanGate' }).count()).toBe(1);
    }
  });

  test('paper has everything, in black on white, whatever the screen has', async () => {
    const { page } = await open(WIDE, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('details table').first().isVisible()).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('nav').isVisible()).toBe(false);
  });
});
