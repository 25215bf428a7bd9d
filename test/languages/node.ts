import * as fs from 'fs';
import * as path from 'path';
import { Language, run, Step } from './language';
import { EXAMPLES, ROOT, templateIn } from './packages';
import { ConsumerProject, pack } from '../consumer/project';

const APP = path.join(__dirname, 'apps', 'javascript');

/** The packed package in `examples/orders-infra`. */
export class TypeScript implements Language {
  readonly name = 'typescript';

  missing(): undefined {
    return undefined;
  }

  *steps(folder: string): Generator<Step> {
    const { tarball } = pack(folder);
    yield { name: 'packaged', passed: true, output: tarball };
    const project = path.join(folder, 'project');
    const consumer = new ConsumerProject(project, tarball, oursOf('aws-cdk-lib'));
    yield { name: 'compiled', ...consumer.compiles() };
    const ended = consumer.synthesises();
    yield { name: 'synthesised', ...ended, template: ended.passed ? templateIn(project) : undefined };
  }
}

/** The packed package in an app of plain JavaScript, without a compiler or types. */
export class JavaScript implements Language {
  readonly name = 'javascript';

  missing(): undefined {
    return undefined;
  }

  *steps(folder: string): Generator<Step> {
    const { tarball } = pack(folder);
    yield { name: 'packaged', passed: true, output: tarball };
    const project = path.join(folder, 'project');
    fs.cpSync(APP, project, { recursive: true });
    fs.cpSync(path.join(EXAMPLES, 'orders-infra', '.github'), path.join(project, '.github'), { recursive: true });
    const dependencies = { 'aws-cdk-lib': oursOf('aws-cdk-lib'), 'constructs': oursOf('constructs'), 'tap-cicd-pipeline': `file:${tarball}` };
    fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const installed = run('npm', ['install', '--no-audit', '--no-fund', '--silent'], project);
    const ended = installed.passed ? run(process.execPath, ['app.js'], project) : installed;
    yield { name: 'synthesised', ...ended, template: ended.passed ? templateIn(project) : undefined };
  }
}

/** The version that this repository is built with: the oldest that the package takes. */
function oursOf(name: string): string {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).devDependencies[name];
}
