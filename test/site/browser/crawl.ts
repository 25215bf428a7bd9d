import { builtPages, ServedSite } from './served-site';
import { Visitor } from './visitor';

/** What a page has, as the browser sees it. */
export interface CrawledPage {
  /** Below the base of the site. */
  readonly page: string;
  /** Where its links lead, whole addresses. */
  readonly links: string[];
  readonly anchors: string[];
  /** By how many pixels it is wider than the window. */
  readonly overflow: number;
}

/** Opens a page, and all that it leads to, until none is left. */
export async function crawl(visitor: Visitor, site: ServedSite): Promise<CrawledPage[]> {
  const pages = new Map<string, CrawledPage>();
  const open = [''];
  for (let page = open.pop(); page !== undefined; page = open.pop()) {
    if (pages.has(page)) continue;
    const seen = await see(visitor, page);
    pages.set(page, seen);
    open.push(...pagesBehind(seen.links, site).filter((next) => builtPages().includes(next)));
  }
  return [...pages.values()];
}

async function see(visitor: Visitor, page: string): Promise<CrawledPage> {
  await visitor.open(page);
  const all = (selector: string, attribute: string) => visitor.page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map((element) => element.${attribute})`);
  return {
    page,
    links: await all('a[href]', 'href'),
    anchors: await all('[id]', 'id'),
    overflow: await visitor.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'),
  };
}

function pagesBehind(links: string[], site: ServedSite): string[] {
  return links.filter((link) => link.startsWith(site.url)).map((link) => link.slice(site.url.length).split('#')[0].replace(/(^|\/)index\.html$/, '$1'));
}

/** Links to pages and anchors that are not there, each with the page that has it. */
export function deadLinks(pages: CrawledPage[], site: ServedSite): string[] {
  const anchors = new Map(pages.map(({ page, anchors: found }) => [page, new Set(found)]));
  const isDead = (link: string) => {
    const [page] = pagesBehind([link], site);
    if (page === undefined) return new URL(link).host === new URL(site.url).host;
    const hash = decodeURIComponent(new URL(link).hash.slice(1));
    const found = anchors.get(page);
    return found === undefined || (hash !== '' && !found.has(hash));
  };
  return pages.flatMap(({ page, links }) => links.filter(isDead).map((link) => `${page || 'the start page'} -> ${link}`));
}

/** Where the site leads to outside; nothing there is asked. */
export function outsideLinks(pages: CrawledPage[], site: ServedSite): string[] {
  return [...new Set(pages.flatMap(({ links }) => links))].filter((link) => new URL(link).host !== new URL(site.url).host).sort();
}
