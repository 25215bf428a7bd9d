import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, Sandbox, sandboxEnvironment } from '../../sandbox';
import { CliError, EXIT } from '../errors';

const DEPLOY_SECONDS = 1800;

/** The real CDK CLI, on a user's app, pointed at the sandbox. */
export class CdkCli {
  readonly assembly: string;

  /** @param context `KEY=VALUE` each */
  constructor(private readonly app: string, private readonly sandbox: Sandbox, private readonly context: string[] = []) {
    this.assembly = path.join(sandbox.stateFolder, 'cli', 'cdk.out');
  }

  async synthesise(): Promise<void> {
    const flags = this.context.flatMap((pair) => ['--context', pair]);
    await this.cdk('the app cannot be synthesised', ['synth', '--quiet', '--output', this.assembly, ...flags]);
  }

  async bootstrap(): Promise<void> {
    await this.cdk('the sandbox cannot be bootstrapped', ['bootstrap', `aws://${this.sandbox.accountId}/${this.sandbox.region}`, '--app', this.assembly]);
  }

  /** Deploys the stack as it was synthesised, with the stacks that it needs. */
  async deploy(stack: string): Promise<void> {
    await this.cdk('the stack cannot be deployed', ['deploy', stack, '--app', this.assembly, '--require-approval', 'never']);
  }

  private async cdk(problem: string, args: string[]): Promise<void> {
    const program = findCdk(this.app, process.env.PATH ?? '');
    const env = sandboxEnvironment(this.sandbox);
    const tools = nodeModules(this.app).map((folder) => path.join(folder, '.bin'));
    try {
      await run(program, [...args, '--no-notices', '--ci', '--no-color'], {
        cwd: this.app, env: { ...env, PATH: [...tools, env.PATH].join(path.delimiter) }, timeoutSeconds: DEPLOY_SECONDS,
      });
    } catch (cause) {
      throw new CliError(`${problem}:\n${lastLines(cause)}`, 'the lines above are what the CDK CLI said', EXIT.unexpected);
    }
  }
}

/** The app's own CDK CLI, else the one of the machine. */
export function findCdk(app: string, searchPath: string): string {
  const places = [...nodeModules(app).map((folder) => path.join(folder, '.bin')), ...nodeModules(__dirname).map((folder) => path.join(folder, '.bin')), ...searchPath.split(path.delimiter)];
  const found = places.filter((folder) => path.isAbsolute(folder)).map((folder) => path.join(folder, 'cdk')).find((file) => fs.existsSync(file));
  if (found === undefined) throw new CliError('the CDK CLI is not installed', 'npm install --save-dev aws-cdk');
  return found;
}

/** Where Node would look for packages from a folder. */
function nodeModules(folder: string): string[] {
  const above = path.dirname(folder);
  return [path.join(folder, 'node_modules'), ...(above === folder ? [] : nodeModules(above))];
}

function lastLines(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n').slice(1).map((line) => `  ${line}`).join('\n');
}
