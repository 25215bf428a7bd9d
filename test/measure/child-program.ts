import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { build, Plugin } from 'esbuild';

const ROOT = path.join(__dirname, '..', '..');

/** The package as it is shipped, not its sources. */
const SHIPPED: Plugin = {
  name: 'shipped package',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\.\/\.\.\/src$/ }, () => ({ path: path.join(ROOT, 'lib', 'index.js'), external: true })),
};

/** A program of this folder that runs in processes of its own, with nothing in them but Node: no compiler, no test runner. */
export class ChildProgram {
  /** Makes it, lets it be used, and removes it. */
  static async with<T>(entry: string, use: (program: ChildProgram) => T | Promise<T>): Promise<T> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
    try {
      const outfile = path.join(folder, 'program.js');
      await build({ entryPoints: [path.join(__dirname, entry)], outfile, bundle: true, platform: 'node', external: ['aws-cdk-lib', 'constructs'], plugins: [SHIPPED], logLevel: 'warning' });
      return await use(new ChildProgram(outfile));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  private constructor(private readonly file: string) {}

  /** What it prints, read as JSON. */
  run<T>(...args: string[]): T {
    const output = execFileSync(process.execPath, [this.file, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // Without the validator of aws-cdk-lib 2.262 and later, which costs both alike.
      env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules'), CDK_VALIDATION: 'false' },
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(output);
  }
}
