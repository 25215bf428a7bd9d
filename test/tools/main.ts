import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { cacheFolder } from '../../src/sandbox/cache-folder';
import { ensurePythonEnvironment } from '../../src/sandbox/python-environment';
import { Steps } from '../../src/sandbox/steps';
import { verdaccio } from '../release/npm-programs';
import { BROWSER_MISSING, installBrowser } from '../support/browser';
import { Programs } from '../support/programs';
import { MODEL_REQUIREMENTS } from '../support/service-models/service-models';
import { WORKFLOW_TOOLS } from '../support/workflow-tools';

/**
 * Installs the programs of the workflow tests, and prints each with its version and the time it took: `npx projen tools`. Then the browser that
 * visits pages of ours, and the sandbox's Python environment, since AWS's service models are in it.
 */
async function main(): Promise<void> {
  const steps = new Steps();
  for (const [command, tool] of Object.entries(WORKFLOW_TOOLS)) {
    const started = Date.now();
    const programs = await tool.install(steps);
    console.log(`${command.padEnd(12)}${toLine(command, programs)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (programs.missing) process.exitCode = 1;
  }
  const registry = verdaccio();
  console.log(`${'verdaccio'.padEnd(12)}${toLine('verdaccio', registry)}`);
  if (registry.missing) process.exitCode = 1;
  const browser = await installBrowser(steps);
  console.log(`${'browser'.padEnd(12)}${browser ?? `MISSING: ${BROWSER_MISSING}`}`);
  if (!browser) process.exitCode = 1;
  await ensurePythonEnvironment(cacheFolder(), MODEL_REQUIREMENTS, steps).catch((error: Error) => {
    console.log(`MISSING: AWS's service models: ${error.message}`);
    process.exitCode = 1;
  });
}

function toLine(command: string, { bin, missing }: Programs): string {
  return bin ? `${versionOf(path.join(bin, command))} in ${bin}` : `MISSING: ${missing}`;
}

function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.match(/\d+(\.\d+)+/)?.[0] ?? 'unknown version';
}

void main();
