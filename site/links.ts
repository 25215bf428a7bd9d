import * as path from 'node:path';
import { API_FILE, apiPageOf } from './api-pages';
import { isDocument, isExampleSource, REPOSITORY, toPage } from './pages';

/** What is at a path of the repository. */
export type Kind = 'file' | 'folder' | undefined;

/**
 * A link of a file, valid on GitHub, as the site needs it: to the page of the file, or to GitHub where the file is no page.
 *
 * @param file the file that links, below the root
 * @param kindOf what is at a path below the root
 */
export function toSiteLink(file: string, href: string, kindOf: (file: string) => Kind): string {
  if (/^([a-z][a-z+.-]*:|\/\/|#)/i.test(href)) return href;
  const [target, anchor] = href.split('#');
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const found = path.posix.join(path.posix.dirname(file), target).replace(/\/$/, '');
  if (found === API_FILE) return `/${apiPageOf(anchor)}${hash}`;
  const kind = kindOf(found);
  if (!kind) throw new Error(`${file} links to ${JSON.stringify(href)}, but there is no ${found}`);
  if (kind === 'file') return isPage(found) ? `/${toPage(found)}${hash}` : `${REPOSITORY}/blob/main/${found}${hash}`;
  const index = path.posix.join(found, 'README.md');
  return isDocument(index) && kindOf(index) ? `/${toPage(index)}${hash}` : `${REPOSITORY}/tree/main/${found}`;
}

function isPage(file: string): boolean {
  return isDocument(file) || isExampleSource(file);
}

/** The anchor of a heading, as GitHub makes it. */
export function toAnchor(heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-');
}
