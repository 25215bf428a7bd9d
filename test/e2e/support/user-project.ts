import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT, sharedSandbox } from './shared-sandbox';
import { replaceOnce } from '../../../src/cli/demo/breaks';
import { linkPackage } from '../../../src/cli/demo/package-link';
import { CommandResult, tryRun } from '../../../src/sandbox/run-command';

/** How the command line is called. */
interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  /** @default true - the shared sandbox is named */
  readonly state?: boolean;
}

const INSTALLED = ['aws-cdk-lib', 'aws-cdk', 'constructs'];

/** A project outside of the repository, in a folder with a space: an application with its Dockerfile, and the CDK app in `infra`. */
export class UserProject {
  readonly source: string;
  readonly infra: string;
  private readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd user-')));

  constructor() {
    this.source = path.join(this.root, 'my orders');
    this.infra = path.join(this.source, 'infra');
    fs.cpSync(path.join(ROOT, 'examples', 'orders-service'), this.source, { recursive: true, filter: (file) => !/\/(node_modules|reports|coverage)$/.test(file) });
    fs.cpSync(path.join(__dirname, 'user-app'), this.infra, { recursive: true });
    fs.mkdirSync(path.join(this.infra, 'node_modules', '.bin'), { recursive: true });
    INSTALLED.forEach((name) => fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(this.infra, 'node_modules', name)));
    fs.symlinkSync(path.join(ROOT, 'node_modules', '.bin', 'cdk'), path.join(this.infra, 'node_modules', '.bin', 'cdk'));
    linkPackage(ROOT, this.infra);
  }

  /** The command line as it is shipped, in the CDK app's folder, without a terminal. */
  cli(args: string[], options: CliOptions = {}): Promise<CommandResult> {
    const state = options.state === false ? [] : ['--state', sharedSandbox().stateFolder];
    return tryRun(process.execPath, [path.join(ROOT, 'bin', 'tap-cicd-pipeline'), ...args, ...state], {
      cwd: this.infra, env: options.env, onLine: options.onLine, timeoutSeconds: 560,
    });
  }

  edit(file: string, anchor: string, replacement: string): void {
    const full = path.join(this.source, file);
    fs.writeFileSync(full, replaceOnce(fs.readFileSync(full, 'utf8'), anchor, replacement));
  }

  remove(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}
