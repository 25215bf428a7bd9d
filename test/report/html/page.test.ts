import { createHash } from 'crypto';
import { renderHtml } from '../../../src/report';
import { html } from '../../../src/report/html/markup';
import { hostileApp } from '../../support/hostile';
import { reportOfApp, reportOfExample } from '../../support/reports';

jest.spyOn(console, 'error').mockImplementation(() => {});

const PAGE = renderHtml({
  version: 1,
  assembly: { schema: '53.0.0', isNewer: true, otherStacks: ['Network'] },
  prices: { foundOn: '2026-11-25', region: 'us-east-1', currency: 'USD' },
  stacks: [reportOfExample('orders-infra/orders-stack'), { ...reportOfExample('pipelines/minimal'), name: 'Second', region: 'eu-west-1' }],
});

test.each([
  ['<', '&lt;'], ['"', '&quot;'], ["'", '&#39;'], ['&amp;', '&amp;amp;'], ['\u0000', '\ufffd'],
])('%j is text', (given, expected) => expect(html`${given}`.text).toBe(expected));

test('markup stays, in lists too, and what is not there is nothing', () => {
  expect(html`<p>${[html`<b>${1}</b>`, '<', undefined]}</p>`.text).toBe('<p><b>1</b>&lt;</p>');
});

test('nothing that a user writes becomes markup', () => {
  const page = renderHtml(reportOfApp(hostileApp()));
  expect(page).not.toMatch(/<(script|img|b)\b/i);
  expect(page).not.toMatch(/<[^>]+\son\w+=/i);
  expect(page.match(/<style>/g)).toHaveLength(1);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/');
  expect(page).toContain('&amp;lt;');
});

test('nothing is loaded and nothing can run', () => {
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(PAGE) ?? [];
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(PAGE) ?? [];
  expect(policy).toBe(`default-src &#39;none&#39;; style-src &#39;sha256-${createHash('sha256').update(style).digest('base64')}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;`);
  expect(PAGE).not.toMatch(/<script|<link|<iframe|\ssrc=|\sstyle=|url\(|@import/i);
  expect([...PAGE.matchAll(/href="([^"#][^"]*)"/g)].map(([, link]) => new URL(link).host).filter((host) => host !== 'aws.amazon.com')).toEqual([]);
});

test('each link within the page leads somewhere, and each id is there once', () => {
  const ids = [...PAGE.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...PAGE.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((id) => !ids.includes(id))).toEqual([]);
});

test('has a heading for each section of each stack, and says what it does not know', () => {
  expect([...PAGE.matchAll(/<h2 [^>]*>([^<]+)/g)].map(([, text]) => text)).toEqual(['Stack Example', 'Stack Second']);
  expect(PAGE.match(/<h3 /g)).toHaveLength(14);
  expect(PAGE).toContain('newer than this program: something may be missing');
  expect(PAGE).toContain('This stack is for eu-west-1, where they differ.');
  expect(PAGE).toContain('not reported: Network');
});

test('the picture has a title, a description, and the same in words', () => {
  const sentence = '5 stages, one after the other: Source (GitHub), Build (DockerBuild), Test (Unit and Integration), SecurityScan (ScanGate), Deploy (DeployService).';
  expect(PAGE).toContain(`<desc id="s1-CicdPipelineDB84D38F-picture-across-description">${sentence}</desc>`);
  expect(PAGE).toContain(`<summary>The picture in words</summary><p>${sentence}</p>`);
});
