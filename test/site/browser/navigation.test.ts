import { describeSite } from './describe-site';
import { DESK, PHONE } from './visitor';

describeSite('the documentation site', (visits) => {
  describe('at a desk', () => {
    test('the start page leads to a guide, and the guide to the next one', async () => {
      const page = await visits.visit('', DESK);
      await page.locator('.VPSidebar').getByRole('link', { name: 'Sources', exact: true }).click();
      await page.waitForURL('**/docs/sources.html');
      await visits.arriveAt('Sources');

      await page.locator('.pager-link.next').click();

      await page.waitForURL('**/docs/tests.html');
      await visits.arriveAt('Tests');
    });

    test('the search finds a prop, and leads to its place in the reference', async () => {
      const page = await visits.visit('', DESK);
      const results = await visits.search('environmentSuffix');

      await results.filter({ hasText: 'TapCicdPipelineProps' }).first().click();

      await page.waitForURL('**/api/TapCicdPipelineProps.html#*');
      await visits.arriveAt('TapCicdPipelineProps');
      const place = page.locator('[id="tap-cicd-pipeline.TapCicdPipelineProps.property.environmentSuffix"]');
      expect(visits.path).toContain('property.environmentSuffix');
      await expect(place.evaluate(isInWindow)).resolves.toBe(true);
    });

    test('the search finds an error message, with the keyboard alone', async () => {
      const page = await visits.visit('', DESK);
      await visits.search('must not have an expression in a command');

      await page.keyboard.press('Enter');

      await page.waitForURL('**/docs/troubleshooting.html#*');
      const row = page.locator('main tr', { hasText: "'suites' must not have an expression in a command" });
      await row.first().waitFor();
      expect(await row.count()).toBe(1);
    });

    test('the switch makes the page dark, and the picture with it', async () => {
      const page = await visits.visit('', DESK);
      const picture = page.locator('main img[src*="overview"]');
      await picture.scrollIntoViewIfNeeded();
      const box = await picture.boundingBox() ?? { x: 0, y: 0, width: 0, height: 0 };
      // Without the frame, which is the page's.
      const inside = { x: box.x + 10, y: box.y + 10, width: box.width - 20, height: box.height - 20 };
      const light = await page.screenshot({ clip: inside });

      await page.getByRole('switch', { name: 'Switch to dark theme' }).first().click();

      expect(await page.locator('html').getAttribute('class')).toContain('dark');
      const dark = await page.screenshot({ clip: inside });
      expect(dark.equals(light)).toBe(false);
      await page.getByRole('switch', { name: 'Switch to light theme' }).first().click();
      expect((await page.screenshot({ clip: inside })).equals(light)).toBe(true);
    });

    test('an address that is not there has a page that leads back', async () => {
      const page = await visits.visit('docs/no-such-page.html', DESK);

      await page.locator('.NotFound a').click();

      await page.waitForURL(visits.site.url);
      await visits.arriveAt('tap-cicd-pipeline');
    });
  });

  describe('on a phone', () => {
    test('the menu is there, and leads to a guide', async () => {
      const page = await visits.visit('', PHONE);
      expect(await page.locator('.VPSidebar').evaluate(isInWindow)).toBe(false);

      await page.getByRole('button', { name: 'Menu' }).click();
      await page.locator('.VPSidebar').getByRole('link', { name: 'Deployment', exact: true }).click();

      await page.waitForURL('**/docs/deployment.html');
      expect(await page.locator('.VPSidebar').evaluate(isInWindow)).toBe(false);
    });

    test('the reference is reached from the upper menu', async () => {
      const page = await visits.visit('', PHONE);

      await page.getByRole('button', { name: 'mobile navigation' }).click();
      await page.locator('.VPNavScreen').getByRole('link', { name: 'API' }).click();

      await page.waitForURL('**/api/');
      await visits.arriveAt('API reference');
    });

    test.each([['a table', 'docs/troubleshooting.html', 'main table'], ['code', '', 'main pre']])('%s scrolls inside the page', async (_, address, selector) => {
      const page = await visits.visit(address, PHONE);
      const widths = await page.locator(selector).evaluateAll(widthsOf);
      const wide = widths.findIndex(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth + 20);

      expect(wide).toBeGreaterThanOrEqual(0);
      expect(Math.max(...widths.map(({ clientWidth }) => clientWidth))).toBeLessThanOrEqual(PHONE.viewport.width);
      expect(await page.locator(selector).nth(wide).evaluate(scrollRight)).toBe(20);
    });
  });
});

/** Runs in the browser. */
function isInWindow(element: { getBoundingClientRect(): { left: number; right: number; top: number; bottom: number } }): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const { innerWidth, innerHeight } = globalThis as unknown as { innerWidth: number; innerHeight: number };
  return right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
}

/** Runs in the browser. */
function widthsOf(elements: { clientWidth: number; scrollWidth: number }[]) {
  return elements.map(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }));
}

/** Runs in the browser. */
function scrollRight(element: { scrollLeft: number }): number {
  element.scrollLeft = 20;
  return element.scrollLeft;
}
