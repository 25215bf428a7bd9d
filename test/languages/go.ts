import * as fs from 'fs';
import * as path from 'path';
import { firstMissing, Language, run, Step } from './language';
import { buildPackage, EXAMPLES, templateIn } from './packages';

const APP = path.join(__dirname, 'apps', 'go');
const MODULE = 'github.com/tap-cicd-pipeline/tap-cicd-pipeline-go/tapcicdpipeline';

/** The Go module in an app of its own, by a `replace` of go.mod. */
export class Go implements Language {
  readonly name = 'go';

  missing(): string | undefined {
    return firstMissing(['go', 'version']) && 'Go 1.25 or later is missing';
  }

  *steps(folder: string): Generator<Step> {
    const built = buildPackage('go', path.join(folder, 'packages'));
    yield { name: 'packaged', ...built };
    const project = path.join(folder, 'project');
    fs.cpSync(APP, project, { recursive: true });
    fs.cpSync(path.join(EXAMPLES, 'orders-infra', '.github'), path.join(project, '.github'), { recursive: true });
    const go = (...args: string[]) => run('go', args, project);
    const replaced = go('mod', 'edit', `-replace=${MODULE}=${path.join(built.folder, 'tapcicdpipeline')}`);
    const resolved = replaced.passed ? go('mod', 'tidy') : replaced;
    yield { name: 'compiled', ...(resolved.passed ? go('build', '-o', 'orders', '.') : resolved) };
    const ended = run('./orders', [], project);
    yield { name: 'synthesised', ...ended, template: ended.passed ? templateIn(project) : undefined };
  }
}
