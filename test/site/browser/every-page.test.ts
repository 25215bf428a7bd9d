import { crawl, CrawledPage, deadLinks, outsideLinks } from './crawl';
import { describeSite } from './describe-site';
import { builtPages } from './served-site';
import { PHONE } from './visitor';

describeSite('every page of the documentation site that can be reached', (visits) => {
  let pages: CrawledPage[];
  let troubles: string[];

  beforeAll(async () => {
    const visitor = await visits.come(PHONE);
    pages = await crawl(visitor, visits.site);
    ({ troubles } = visitor);
  });

  test('is every page that there is', () => expect(pages.map(({ page }) => page).sort()).toEqual(builtPages()));

  test('has links to pages and anchors that are there', () => expect(deadLinks(pages, visits.site)).toEqual([]));

  test('loads nothing from elsewhere, and makes no error', () => expect(troubles).toEqual([]));

  test('is as wide as a phone', () => expect(pages.filter(({ overflow }) => overflow > 0).map(({ page }) => page)).toEqual([]));

  test('leads outside by https only', () => {
    const outside = outsideLinks(pages, visits.site);

    expect(outside.filter((link) => !/^(https:\/\/[\w-]+(\.[\w-]+)+(\/|$)|mailto:)/.test(link))).toEqual([]);
    expect(outside.length).toBeGreaterThan(50);
  });
});
