import * as fs from 'node:fs';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';

const SITE = path.join(__dirname, '..', '..', '..', 'dist', 'site');

/** Below which the site is put online: `https://OWNER.github.io/REPOSITORY/`. */
export const BASE = '/tap-cicd-pipeline/';

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The built site on a port of its own, on this machine only. */
export interface ServedSite {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the files as GitHub Pages does: an index for a folder, its own page for what is not there. */
export async function serveSite(): Promise<ServedSite> {
  if (!fs.existsSync(path.join(SITE, 'index.html'))) throw new Error("the site is not built: run 'npx projen docs'");
  const server = http.createServer(({ url = '/' }, response) => answer(new URL(url, 'http://localhost').pathname, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${BASE}`,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}

/** Every page of the built site, by its path below the base. */
export function builtPages(): string[] {
  const files = fs.readdirSync(SITE, { recursive: true, encoding: 'utf8' }).map((file) => file.split(path.sep).join('/'));
  return files.filter((file) => file.endsWith('.html') && file !== '404.html').map((file) => file.replace(/(^|\/)index\.html$/, '$1')).sort();
}

function answer(pathname: string, response: http.ServerResponse): void {
  const file = fileOf(pathname);
  const found = file ?? path.join(SITE, '404.html');
  response.writeHead(file ? 200 : 404, { 'content-type': TYPES[path.extname(found)] ?? 'application/octet-stream' });
  response.end(fs.readFileSync(found));
}

function fileOf(pathname: string): string | undefined {
  if (!pathname.startsWith(BASE)) return undefined;
  const below = decodeURIComponent(pathname.slice(BASE.length)).replace(/(^|\/)$/, '$1index.html');
  const file = path.join(SITE, below);
  return file.startsWith(SITE + path.sep) && fs.existsSync(file) && fs.statSync(file).isFile() ? file : undefined;
}
