import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { overweight, SizedFile } from '../measure/package-size';

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'orders-infra');
const CONTEXT = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** How a program ended. */
export interface Ended {
  readonly passed: boolean;
  readonly output: string;
}

/** The package as it would be published, packed into the folder; too large is an error. */
export function pack(folder: string): { readonly tarball: string; readonly kilobytes: number } {
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ filename, unpackedSize, files }]: Array<{ filename: string; unpackedSize: number; files: SizedFile[] }> = JSON.parse(said);
  const problems = overweight(files);
  if (problems.length > 0) throw new Error(`${problems.join('; ')}: see npm run bench -- package`);
  return { tarball: path.join(folder, filename), kilobytes: Math.round(unpackedSize / 1000) };
}

/** A user's project: the example's files as they are, the packed package, one version of aws-cdk-lib. */
export class ConsumerProject {
  constructor(private readonly folder: string, tarball: string, cdkVersion: string) {
    fs.mkdirSync(folder, { recursive: true });
    for (const name of fs.readdirSync(EXAMPLE).filter((file) => /\.(ts|json)$/.test(file) && file !== 'cdk.context.json')) fs.copyFileSync(path.join(EXAMPLE, name), path.join(folder, name));
    fs.cpSync(path.join(EXAMPLE, '.github'), path.join(folder, '.github'), { recursive: true });
    for (const name of ['judge.ts', 'bad-stack.ts']) fs.copyFileSync(path.join(__dirname, name), path.join(folder, name));
    const manifest = JSON.parse(fs.readFileSync(path.join(EXAMPLE, 'package.json'), 'utf8'));
    const ours = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    Object.assign(manifest.dependencies, { 'aws-cdk-lib': cdkVersion, 'tap-cicd-pipeline': `file:${tarball}` });
    manifest.devDependencies['cdk-nag'] = ours.devDependencies['cdk-nag'];
    // The apps are synthesised without the command line.
    delete manifest.devDependencies['aws-cdk'];
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'inherit' });
  }

  /** Compiles the example against the packed declarations. */
  compiles(): Ended {
    return this.run(path.join('node_modules', '.bin', 'tsc'), ['--noEmit', '--skipLibCheck', '-p', 'tsconfig.json']);
  }

  /** Synthesises the example as it is, as the CDK's command line starts it. */
  synthesises(): Ended {
    return this.node(['app.ts'], { CDK_OUTDIR: 'cdk.out' });
  }

  /** What cdk-nag and the CDK's own rules say of one stack. */
  judges(file: string, stackClass: string, how: 'plugins' | 'scope'): Ended {
    return this.node(['judge.ts', file, stackClass, how]);
  }

  private node(args: string[], variables: { [name: string]: string } = {}): Ended {
    return this.run(process.execPath, ['-r', 'ts-node/register/transpile-only', ...args], variables);
  }

  private run(program: string, args: string[], variables: { [name: string]: string } = {}): Ended {
    const env = {
      ...process.env,
      // In CI, so that the committed workflow of the example is compared and not written.
      CI: 'true',
      CDK_OUTDIR: undefined,
      ...variables,
      CDK_CONTEXT_JSON: JSON.stringify(CONTEXT),
      CDK_DEFAULT_ACCOUNT: '111111111111',
      CDK_DEFAULT_REGION: 'us-east-1',
      CDK_VALIDATION: undefined,
      TS_NODE_PROJECT: undefined,
    };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.folder, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 });
    return { passed: status === 0, output: `${stdout}${stderr}` };
  }
}
