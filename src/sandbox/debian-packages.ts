import * as fs from 'node:fs';
import { run } from './run-command';
import { Steps } from './steps';

const POLICY = '/usr/sbin/policy-rc.d';

/** Whether this process may install packages with apt. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && fs.existsSync('/etc/debian_version') && fs.existsSync('/usr/bin/apt-get');
}

/** Installs Debian packages without starting the services that they bring. */
export async function installPackages(names: string[], steps: Steps): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await steps.run('apt-get update', () => run('apt-get', ['update', '-q'], { env, timeoutSeconds: 300 }));
  await steps.run(`apt-get install --no-install-recommends ${names.join(' ')}`, () => withoutServices(async () => {
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env, timeoutSeconds: 900 });
  }));
}

/**
 * A policy file keeps packages from starting their services; one that is already there is left as it is.
 *
 * @see https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  if (fs.existsSync(POLICY)) {
    await work();
    return;
  }
  fs.writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    fs.rmSync(POLICY, { force: true });
  }
}

/** The error for a program that is missing and that this process may not install. */
export function missing(what: string, packages: string[]): Error {
  return new Error(`${what} is missing; install it with 'sudo apt-get install --no-install-recommends ${packages.join(' ')}' `
    + 'or what your system uses in its place, then run the command again');
}
