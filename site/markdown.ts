import * as fs from 'node:fs';
import * as path from 'node:path';
import type { MarkdownRenderer } from 'vitepress' with { 'resolution-mode': 'import' };
import { Kind, toSiteLink } from './links';
import { GENERATED } from './pages';

type Rule = Parameters<MarkdownRenderer['core']['ruler']['push']>[1];
type Token = Parameters<Rule>[0]['tokens'][number];

/** What VitePress says of the file that it renders; `realPath` where the page has another path than the file. */
interface Environment {
  readonly path: string;
  readonly realPath?: string;
}

/** Makes of a repository's Markdown, which is written for GitHub, that of a site. */
export function repositoryMarkdown(md: MarkdownRenderer, root: string): void {
  for (const type of ['text', 'code_inline']) withoutInterpolation(md, type);
  md.core.ruler.push('repository_links', ({ tokens, env }) => {
    const file = fileOf(root, env);
    if (!file.startsWith(GENERATED)) eachLink(tokens, (href) => toSiteLink(file, href, (found) => kindOf(path.join(root, found))));
  });
  md.core.ruler.push('heading_ids', ({ tokens }) => tokens.forEach((token, index) => {
    if (token.type === 'heading_open') takeId(token, tokens[index + 1]);
  }));
}

/** VitePress makes a Vue component of each page, in which two braces would begin an expression. */
function withoutInterpolation({ renderer: { rules } }: MarkdownRenderer, type: string): void {
  const render = rules[type];
  rules[type] = (...parameters) => (render?.(...parameters) ?? '').replace(/{{/g, '&#123;&#123;');
}

function fileOf(root: string, { path: page, realPath = page }: Environment): string {
  return path.relative(root, realPath).split(path.sep).join('/');
}

function eachLink(tokens: Token[], change: (href: string) => string): void {
  for (const link of tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'link_open')) {
    link.attrSet('href', change(String(link.attrGet('href'))));
  }
}

function kindOf(location: string): Kind {
  const found = fs.statSync(location, { throwIfNoEntry: false });
  return found && (found.isDirectory() ? 'folder' : 'file');
}

/** An anchor inside a heading, as the API reference has them, is the heading's own. */
function takeId(heading: Token, { children }: Token): void {
  const anchor = children?.findIndex(({ type, content }) => type === 'html_inline' && /^<a id="[^"]*">$/.test(content)) ?? -1;
  if (!children || anchor < 0) return;
  heading.attrSet('id', children[anchor].content.slice('<a id="'.length, -'">'.length));
  children.splice(anchor, 2);
}
