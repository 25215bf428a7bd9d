import { Browser, BrowserContext, Page } from 'playwright-core';
import { ServedSite } from './served-site';

/** What a visitor has in hand. */
export interface Device {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

export const DESK: Device = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };
export const PHONE: Device = { viewport: { width: 390, height: 844 }, colorScheme: 'light' };

/** A browser window that lets nothing out to another host, and remembers all that a visitor should not meet. */
export class Visitor {
  static async come(browser: Browser, site: ServedSite, device: Device): Promise<Visitor> {
    const context = await browser.newContext({ ...device, reducedMotion: 'reduce' });
    const visitor = new Visitor(await context.newPage(), context, site);
    await visitor.watch();
    return visitor;
  }

  /** Errors of the console, exceptions, and requests to other hosts; in the order in which they came. */
  readonly troubles: string[] = [];

  private constructor(readonly page: Page, private readonly context: BrowserContext, private readonly site: ServedSite) {}

  /** Opens a page of the site, by its path below the base. */
  async open(page: string): Promise<void> {
    await this.page.goto(this.site.url + page);
    // VitePress takes the page over when its script has run; only then do menus and search answer.
    await this.page.waitForFunction('document.querySelector("#app")?.__vue_app__ !== undefined');
  }

  /** The path below the base, with the anchor. */
  get path(): string {
    return this.page.url().slice(this.site.url.length);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }

  private async watch(): Promise<void> {
    const host = new URL(this.site.url).host;
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`${this.path}: ${message.text()}`);
    });
    this.page.on('pageerror', (error) => this.troubles.push(`${this.path}: ${error.message}`));
    await this.context.route((url) => url.host !== host, async (route) => {
      this.troubles.push(`${this.path}: a request to ${route.request().url()}`);
      await route.abort();
    });
  }
}
