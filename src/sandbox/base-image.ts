import * as fs from 'node:fs';
import * as path from 'node:path';
import { canInstallPackages, installPackages } from './debian-packages';
import { Engine, dockerEnvironment } from './engine-docker';
import { RunOptions, hasCommand, run, tryRun } from './run-command';
import { Steps } from './steps';

/** A base image of the example that is pulled, or stood in for where no registry is reached. */
export interface BaseImage {
  /** As a Dockerfile's FROM names it. */
  readonly name: string;
  /** Debian release of the image. */
  readonly release: string;
  /** Major version of Node. */
  readonly node: string;
}

/** What `examples/orders-service/Dockerfile` builds on. */
export const EXAMPLE_BASE_IMAGE: BaseImage = { name: 'node:22-bookworm-slim', release: 'bookworm', node: '22' };

const PULL_SECONDS = 20;
const STAND_IN_LABEL = 'tap-cicd-pipeline.stand-in';
const USER_ID = 1000;

/** Where the image came from. */
export type ImageOrigin = 'present' | 'pulled' | 'stand-in' | 'missing';

/**
 * Makes sure that the engine has the image: it is there, is pulled, or is made from Debian packages and the npm package `node`.
 *
 * Where none of these can be done a line says what to do: an application that builds on another image does not need this one.
 */
export async function ensureBaseImage(image: BaseImage, engine: Engine, cache: string, steps: Steps): Promise<ImageOrigin> {
  const env = dockerEnvironment(engine.dockerHost);
  const label = await tryRun('docker', ['image', 'inspect', '--format', `{{index .Config.Labels "${STAND_IN_LABEL}"}}`, image.name], { env });
  if (label.code === 0) {
    const isStandIn = label.stdout.trim() === 'true';
    steps.say(`${image.name}: present${isStandIn ? ' (a stand-in made on this machine, not the image of the registry)' : ''}`);
    return isStandIn ? 'stand-in' : 'present';
  }
  const pulled = await tryRun('docker', ['pull', '--quiet', image.name], { env, timeoutSeconds: PULL_SECONDS });
  if (pulled.code === 0) {
    steps.say(`${image.name}: pulled`);
    return 'pulled';
  }
  steps.say(`${image.name}: cannot be pulled here (${lastLine(pulled.stderr) || `no answer in ${PULL_SECONDS} s`})`);
  const archive = archiveOf(image, cache);
  if (!fs.existsSync(archive) && !(await canMakeArchive())) {
    steps.say(missingImage(image.name));
    return 'missing';
  }
  await importStandIn(image, archive, env, steps);
  return 'stand-in';
}

/** What to do where the image is not on the engine, and this process can neither pull nor make it. */
export function missingImage(name: string): string {
  return `${name}: not on the engine, and a stand-in is made on Debian as root only. Builds that start FROM it will fail: put it there with `
    + "'docker pull' or 'docker load', or let root run 'sandbox up' on this engine once";
}

function archiveOf(image: BaseImage, cache: string): string {
  return path.join(cache, 'images', `${image.name.replace(/[^a-z0-9.]+/g, '-')}.tar`);
}

/** The file system of an image has files of root, and devices. */
async function canMakeArchive(): Promise<boolean> {
  return canInstallPackages() || (process.getuid?.() === 0 && hasCommand('debootstrap'));
}

async function importStandIn(image: BaseImage, archive: string, env: NodeJS.ProcessEnv, steps: Steps): Promise<void> {
  if (!fs.existsSync(archive)) {
    await makeArchive(image, archive, steps);
  }
  await steps.run(`${image.name}: stand-in imported (not the image of the registry)`, async () => {
    const changes = standInConfiguration(image).flatMap((change) => ['--change', change]);
    await run('docker', ['import', ...changes, archive, image.name], { env });
  });
}

/** What the registry's image sets, as Dockerfile instructions; the label tells the stand-in from it. */
export function standInConfiguration(image: BaseImage): string[] {
  return [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `ENV NODE_VERSION=${image.node}`,
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
    `LABEL ${STAND_IN_LABEL}=true`,
  ];
}

async function makeArchive(image: BaseImage, archive: string, steps: Steps): Promise<void> {
  if (!(await hasCommand('debootstrap'))) {
    await installPackages(['debootstrap'], steps);
  }
  const folder = path.join(path.dirname(archive), `${path.basename(archive)}.${process.pid}`);
  try {
    await steps.run(`debootstrap --variant=minbase ${image.release}`, async () => {
      fs.mkdirSync(path.join(folder, 'root'), { recursive: true });
      await quiet('debootstrap', ['--variant=minbase', image.release, path.join(folder, 'root')], { timeoutSeconds: 900 });
    });
    await steps.run(`npm package node@${image.node} put into it`, () => addNode(image, folder));
    await steps.run('stand-in kept in the cache folder', async () => {
      await run('tar', ['--numeric-owner', '-C', path.join(folder, 'root'), '-cf', `${archive}.part`, '.']);
      fs.renameSync(`${archive}.part`, archive);
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The binary, npm, the user and the entry point that the registry's image has. */
async function addNode(image: BaseImage, folder: string): Promise<void> {
  const modules = path.join(folder, 'packages');
  const root = path.join(folder, 'root');
  fs.mkdirSync(modules);
  fs.writeFileSync(path.join(modules, 'package.json'), '{"private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', `node@${image.node}`, 'npm@10'], { cwd: modules, timeoutSeconds: 600 });
  const bin = path.join(root, 'usr/local/bin');
  const library = path.join(root, 'usr/local/lib/node_modules');
  fs.copyFileSync(fs.realpathSync(path.join(modules, 'node_modules/node/bin/node')), path.join(bin, 'node'));
  fs.chmodSync(path.join(bin, 'node'), 0o755);
  fs.mkdirSync(library, { recursive: true });
  fs.cpSync(path.join(modules, 'node_modules/npm'), path.join(library, 'npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(bin, name));
  }
  fs.writeFileSync(path.join(bin, 'docker-entrypoint.sh'), ENTRYPOINT, { mode: 0o755 });
  await run('chroot', [root, 'groupadd', '--gid', String(USER_ID), 'node']);
  await run('chroot', [root, 'useradd', '--uid', String(USER_ID), '--gid', 'node', '--shell', '/bin/bash', '--create-home', 'node']);
  for (const leftover of ['var/cache/apt/archives', 'var/lib/apt/lists']) {
    fs.rmSync(path.join(root, leftover), { recursive: true, force: true });
  }
}

/** As in the registry's image: arguments that are no command are node's. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
`;

async function quiet(command: string, args: string[], options: RunOptions): Promise<void> {
  await run(command, args, { ...options, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
