import { Browser, Locator, Page } from 'playwright-core';
import { ServedSite, serveSite } from './served-site';
import { Device, Visitor } from './visitor';
import { BROWSER_MISSING, findBrowser, launchBrowser } from '../../support/browser';

const hasBrowser = findBrowser() !== undefined;

/** Tests that share one served site and one browser; without a browser they are skipped, and say so. */
export function describeSite(what: string, tests: (visits: SiteVisits) => void): void {
  if (!hasBrowser) process.stderr.write(`\n${'!'.repeat(100)}\nSKIPPED, NOT PASSED: ${what}.\nMissing: ${BROWSER_MISSING}\n${'!'.repeat(100)}\n\n`);
  const visits = new SiteVisits();
  (hasBrowser ? describe : describe.skip)(what, () => {
    beforeAll(() => visits.begin());
    afterEach(() => visits.leave());
    afterAll(() => visits.end());
    tests(visits);
  });
}

/** The site, and who looks at it; one visitor at a time. */
export class SiteVisits {
  private served?: ServedSite;
  private browser?: Browser;
  private visitor?: Visitor;

  get site(): ServedSite {
    return there(this.served);
  }

  /** Where the last visitor is. */
  get path(): string {
    return there(this.visitor).path;
  }

  async begin(): Promise<void> {
    this.served = await serveSite();
    this.browser = await launchBrowser();
  }

  async come(device: Device): Promise<Visitor> {
    this.visitor = await Visitor.come(there(this.browser), this.site, device);
    return this.visitor;
  }

  async visit(page: string, device: Device): Promise<Page> {
    const visitor = await this.come(device);
    await visitor.open(page);
    return visitor.page;
  }

  /** Waits for the heading of a page: the address changes a moment before. */
  async arriveAt(heading: string): Promise<void> {
    await there(this.visitor).page.locator('main h1', { hasText: heading }).waitFor();
  }

  /** Opens the search, and gives what it finds. */
  async search(words: string): Promise<Locator> {
    const { page } = there(this.visitor);
    await page.keyboard.press('Control+k');
    await page.locator('.VPLocalSearchBox input').fill(words);
    const results = page.locator('.VPLocalSearchBox .results a.result');
    await results.first().waitFor();
    return results;
  }

  async leave(): Promise<void> {
    await this.visitor?.leave();
    this.visitor = undefined;
  }

  async end(): Promise<void> {
    await this.browser?.close();
    await this.served?.close();
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nobody visits the site: call begin and come first');
  return value;
}
