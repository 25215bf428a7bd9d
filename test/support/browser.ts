import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Browser, chromium } from 'playwright-core';
import { canInstallPackages, installPackages } from '../../src/sandbox/debian-packages';
import { Steps } from '../../src/sandbox/steps';

/** Debian's name first; GitHub's machines have Chrome. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const BROWSER_MISSING = "a browser of the Chromium family: run 'npx projen tools' as root on Debian, or install Chromium or Chrome";

/** Where the browser of this machine is. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return COMMANDS.flatMap((command) => folders.filter(Boolean).map((folder) => path.join(folder, command))).find((file) => fs.existsSync(file));
}

/** Installs it where it is missing and may be installed. */
export async function installBrowser(steps: Steps): Promise<string | undefined> {
  if (!findBrowser() && canInstallPackages()) await installPackages(['chromium'], steps);
  return findBrowser();
}

/** Starts it, without a window, and without what it asks its maker's servers. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic'].map((what) => `--disable-${what}`);
  // Chromium refuses to run as root inside its own sandbox.
  const asRoot = os.userInfo().uid === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: findBrowser(), args: ['--no-first-run', ...quiet, ...asRoot] });
}
