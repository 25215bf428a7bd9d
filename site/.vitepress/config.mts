import * as fs from 'node:fs';
import * as path from 'node:path';
import { defineConfig } from 'vitepress';
import { API_FILE, apiGroups } from '../api-pages';
import { generatePages } from '../generate';
import { toAnchor } from '../links';
import { repositoryMarkdown } from '../markdown';
import { exampleSources, NO_DOCUMENTS, REPOSITORY, toPage } from '../pages';
import { toSidebar } from '../sidebar';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const read = (file: string) => (fs.existsSync(path.join(ROOT, file)) ? fs.readFileSync(path.join(ROOT, file), 'utf8') : undefined);

/** A pipeline. */
const ICON = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#2f6b46"/><path d="M5 16h22" stroke="#fff" stroke-width="2"/><g fill="#fff"><circle cx="6" cy="16" r="3"/><circle cx="16" cy="16" r="3"/><circle cx="26" cy="16" r="4"/></g></svg>')}`;

generatePages(ROOT);

export default defineConfig({
  title: 'tap-cicd-pipeline',
  description: 'A container delivery pipeline for AWS as one CDK construct, and a sandbox in which you can watch it run.',
  lang: 'en',
  base: '/tap-cicd-pipeline/',

  head: [
    // No page loads anything from elsewhere; the browser sees to it.
    ['meta', { 'http-equiv': 'Content-Security-Policy', 'content': "default-src 'self' 'unsafe-inline' data:" }],
    ['link', { rel: 'icon', href: ICON }],
  ],

  srcDir: '..',
  outDir: '../dist/site',
  srcExclude: NO_DOCUMENTS,
  rewrites: toPage,

  markdown: {
    // The theme's light one has a red that not everyone can read.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    // A brace at the end of a line is a brace, as on GitHub.
    attrs: { disable: true },
    anchor: { slugify: toAnchor },
    preConfig: (md) => repositoryMarkdown(md, ROOT),
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/docs/' },
      { text: 'API', link: '/api/' },
      { text: 'Examples', link: '/examples/' },
    ],
    sidebar: toSidebar({ read, examples: exampleSources(ROOT), api: apiGroups(read(API_FILE) ?? '') }),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/:path`, text: 'Edit this page on GitHub' },
    externalLinkIcon: true,
  },
});
