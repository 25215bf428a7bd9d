import { REPOSITORY } from './pages';

/** A page that no file of the repository is the whole source of. */
export interface GeneratedPage {
  /** Below the root of the site. */
  readonly page: string;
  readonly text: string;
}

/** One class, struct or enum of the API reference. */
interface ApiType {
  readonly group: string;
  readonly name: string;
  readonly text: string;
}

export const API_FILE = 'API.md';

/** The groups of the reference, in words for a reader. */
const GROUPS: { readonly [heading: string]: string } = {
  Constructs: 'What you put into a stack, and what a pipeline has as parts.',
  Structs: 'Props and options: plain objects.',
  Classes: 'Choices with data, made by their static methods.',
  Protocols: 'Interfaces.',
  Enums: 'Choices without data.',
};

const HEADING = /^(#{2,6}) (.*) <a name="[^"]*" id="([^"]*)"><\/a>$/;

/** The page that has an anchor of the reference; its index where the anchor is none of a type's. */
export function apiPageOf(anchor: string | undefined): string {
  const name = anchor?.match(/^[\w-]+\.(\w+)/)?.[1];
  return name ? `api/${name}.md` : 'api/index.md';
}

/** The API reference, a page for each type: as one page of half a megabyte it can neither be searched nor read on a phone. */
export function toApiPages(reference: string): GeneratedPage[] {
  const types = typesOf(reference);
  return [{ page: 'api/index.md', text: indexOf(types) }, ...types.map((type) => ({ page: `api/${type.name}.md`, text: toPageText(type) }))];
}

/** The names of the types, by group, in the order of the reference. */
export function apiGroups(reference: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, name } of typesOf(reference)) groups.set(group, [...groups.get(group) ?? [], name]);
  return groups;
}

function typesOf(reference: string): ApiType[] {
  return reference.split(/^(?=## .*<a name=)/m).slice(1).flatMap((section) => {
    const [head, ...types] = section.split(/^(?=### .*<a name=)/m);
    const group = headingOf(head).title;
    return types.map((text) => ({ group, name: headingOf(text).title, text }));
  });
}

function headingOf(text: string): { level: number; title: string; id: string } {
  const [, marks, title, id] = text.split('\n')[0].match(HEADING) ?? [];
  if (!marks) throw new Error(`${API_FILE} has no heading at ${JSON.stringify(text.slice(0, 60))}`);
  return { level: marks.length, title, id };
}

function indexOf(types: ApiType[]): string {
  const sections = Object.entries(GROUPS).map(([group, what]) => {
    const rows = types.filter((type) => type.group === group).map(({ name, text }) => `| [${name}](./${name}.md) | ${summaryOf(text)} |`);
    return rows.length > 0 ? [`## ${group}`, '', what, '', '| name | what it is |', '|---|---|', ...rows, ''].join('\n') : '';
  });
  return ['# API reference', '', `Made from the docstrings; [${API_FILE}](${REPOSITORY}/blob/main/${API_FILE}) has it in one file.`, '', ...sections].join('\n');
}

/** The first sentence below a type's heading. */
function summaryOf(text: string): string {
  const paragraphs = text.split(/\n{2,}/).slice(1).map((paragraph) => paragraph.trim());
  const prose = paragraphs.find((paragraph) => paragraph && !/^(#|\||```|- |<)/.test(paragraph) && !paragraph.startsWith('---')) ?? '';
  return prose.replace(/\n/g, ' ').replace(/\|/g, '\\|');
}

/** A type's part of the reference, two levels up; the name of a type in a table may break behind a dot. */
function toPageText({ name, text }: ApiType): string {
  const linked = text.replace(/(?<=href=")#([^"]*)(?=")/g, (_, id) => linkTo(id, name)).replace(/<code>[\w.-]+<\/code>/g, (type) => type.replace(/\./g, '.<wbr>'));
  return linked.split(/^(```[^]*?^```$)/m).map((part, index) => (index % 2 === 1 ? part : raiseHeadings(part))).join('');
}

function linkTo(id: string, from: string): string {
  const page = apiPageOf(id).replace(/^api\//, '').replace(/\.md$/, '');
  return page === from ? `#${id}` : `./${page}.html#${id}`;
}

/**
 * Without the rules between members, which on a page are too many. Menus and search show a heading whole: `Required` goes below it. An anchor that
 * each type has (`Methods`) is left to its heading.
 */
function raiseHeadings(prose: string): string {
  return prose.replace(/^---$/gm, '').replace(/^###.*$/gm, (line) => {
    const { level, title, id } = headingOf(line);
    const anchor = id.includes('.') ? ` <a id="${id}"></a>` : '';
    const [name, presence] = title.replace('</sup>', '').split('<sup>');
    return `${'#'.repeat(level - 2)} ${name}${anchor}${presence ? `\n\n*${presence}*` : ''}`;
  });
}
