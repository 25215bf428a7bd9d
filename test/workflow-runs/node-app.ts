import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppRepository } from './app-repository';
import { ROOT } from './root';
import { run } from '../../src/sandbox';

/** Relative to the root. */
export const NODE_EXAMPLE = 'examples/orders-infra';

/** The example in TypeScript in a repository of its own; the package comes from the tarball that would be published. */
export function makeNodeApp(folder: string): Promise<AppRepository> {
  return AppRepository.create(path.join(ROOT, NODE_EXAMPLE), folder, async (cwd) => {
    fs.mkdirSync(path.join(cwd, 'vendor'));
    const tarball = (await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', path.join(cwd, 'vendor')], { cwd: ROOT })).trim();
    const manifest = path.join(cwd, 'package.json');
    fs.writeFileSync(manifest, fs.readFileSync(manifest, 'utf8').replace('"tap-cicd-pipeline": "*"', `"tap-cicd-pipeline": "file:vendor/${tarball}"`));
    await run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd });
  });
}
