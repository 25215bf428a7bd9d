import * as path from 'node:path';
import { API_FILE } from './api-pages';
import { titleOf, toPage } from './pages';

/** An entry of the menu, as VitePress has it. */
export interface MenuItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: MenuItem[];
}

/** What the menu is made of. */
export interface MenuSources {
  /** The example apps' sources. */
  readonly examples: string[];
  /** The names of the API's types, by group. */
  readonly api: ReadonlyMap<string, string[]>;
  /** The text of a file below the root; undefined where there is none. */
  read(file: string): string | undefined;
}

const GUIDES = 'docs/README.md';
const START = { text: 'Overview', link: '/' };

/** The menus: of the guides, whose order and groups are those of `docs/README.md`, and of the API. */
export function toSidebar(sources: MenuSources): { readonly [folder: string]: MenuItem[] } {
  return { '/api/': apiMenu(sources.api), '/': guideMenu(sources) };
}

/** The groups of `docs/README.md`, each with the pages that it links to, in their order; a page stands where it is named first. */
export function guideMenu(sources: MenuSources): MenuItem[] {
  const sections = (sources.read(GUIDES) ?? '').split(/^(?=## )/m).slice(1);
  const seen = new Set<string>();
  return sections.map((section) => {
    const [heading] = section.split('\n');
    const files = linksOf(section).map((link) => fileOf(GUIDES, link, sources)).filter((file) => !seen.has(file));
    files.forEach((file) => seen.add(file));
    return { text: heading.replace(/^## /, ''), items: files.flatMap((file) => entryOf(file, sources)) };
  });
}

function entryOf(file: string, sources: MenuSources): MenuItem[] {
  if (file === 'README.md') return [START];
  if (file === API_FILE) return [{ text: 'API reference', link: '/api/' }];
  const text = sources.read(file);
  if (text === undefined) return [];
  const below = itemsBelow(file, text, sources);
  return [{ text: titleOf(text), link: linkTo(file), ...below.length > 0 ? { collapsed: true, items: below } : {} }];
}

/** An index has its pages below it. */
function itemsBelow(file: string, text: string, sources: MenuSources): MenuItem[] {
  const { examples } = sources;
  if (file === 'examples/README.md') return examples.map((source) => ({ text: shortNameOf(source), link: linkTo(source) }));
  if (!file.endsWith('/README.md')) return [];
  const folder = `${path.posix.dirname(file)}/`;
  const linked = linksOf(text).map((link) => fileOf(file, link, sources));
  return linked.filter((below) => below.startsWith(folder)).flatMap((below) => entryOf(below, sources));
}

/** An example's folder and the source; Java has six more between them. */
function shortNameOf(source: string): string {
  const [, example] = source.split('/');
  return `${example}/${path.posix.basename(source)}`;
}

function apiMenu(api: ReadonlyMap<string, string[]>): MenuItem[] {
  const groups = [...api].map(([text, names]) => ({ text, items: names.map((name) => ({ text: name, link: `/api/${name}.html` })) }));
  return [{ text: 'All guides', link: '/docs/' }, { text: 'API reference', link: '/api/' }, ...groups];
}

/** Once each, in their order. */
function linksOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\]\((?![a-z]+:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link))];
}

function fileOf(from: string, link: string, { read }: MenuSources): string {
  const file = path.posix.join(path.posix.dirname(from), link);
  const index = path.posix.join(file, 'README.md');
  return !/\.\w+$/.test(file) && read(index) !== undefined ? index : file;
}

function linkTo(file: string): string {
  return `/${toPage(file).replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '.html')}`;
}
