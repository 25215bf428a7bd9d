import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROOT } from './shared-sandbox';
import { linkPackage } from '../../../src/cli/demo/package-link';
import { Sandbox, sandboxEnvironment } from '../../../src/sandbox';
import { CommandResult, tryRun } from '../../../src/sandbox/run-command';

/** What a deployed stack says of itself. */
export interface Stack {
  readonly pipelineName: string;
  readonly serviceUrl: string;
  readonly cluster: string;
  readonly service: string;
}

/** Values for `--context`, by name. */
export interface Context {
  readonly [name: string]: string | number;
}

/** A CDK app, deployed into the sandbox with the real CDK CLI. */
export class CdkApp {
  /** Where the templates are after a deployment. */
  readonly assembly: string;

  /**
   * @param folder holds `cdk.json`
   * @param context is given at each deployment
   */
  constructor(private readonly sandbox: Sandbox, private readonly folder: string, private readonly context: Context = {}) {
    this.assembly = path.join(sandbox.stateFolder, 'cdk', `${path.basename(folder)}-${Object.values(context).join('-')}`);
  }

  /** @returns what the CLI said; a deployment that fails is an error */
  async deploy(context: Context = {}): Promise<string> {
    const { code, stdout, stderr } = await this.tryDeploy(context);
    if (code !== 0) throw new Error(`cdk deploy ended with ${code}:\n${stdout}${stderr}`);
    return `${stdout}${stderr}`;
  }

  async tryDeploy(context: Context = {}): Promise<CommandResult> {
    const flags = Object.entries({ ...this.context, ...context }).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    return this.cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', this.outputsFile, ...flags);
  }

  /** The outputs of the last deployment, by what their names contain. */
  get stack(): Stack {
    const [outputs] = Object.values(JSON.parse(fs.readFileSync(this.outputsFile, 'utf8')) as Record<string, Record<string, string>>);
    const output = (name: string) => String(Object.entries(outputs).find(([key]) => key.includes(name))?.[1]);
    const pipelineName = output('PipelineName');
    const named = (type: string) => pipelineName.replace('pipeline', type);
    return { pipelineName, serviceUrl: output('ServiceUrl'), cluster: named('cluster'), service: named('service') };
  }

  private get outputsFile(): string {
    return `${this.assembly}-outputs.json`;
  }

  private async cdk(...args: string[]): Promise<CommandResult> {
    linkPackage(ROOT, this.folder);
    fs.mkdirSync(path.dirname(this.assembly), { recursive: true });
    const bin = path.join(ROOT, 'node_modules', '.bin');
    const env = sandboxEnvironment(this.sandbox);
    return tryRun(path.join(bin, 'cdk'), [...args, '--output', this.assembly, '--no-notices', '--ci'], {
      cwd: this.folder, env: { ...env, PATH: `${bin}${path.delimiter}${env.PATH}` }, timeoutSeconds: 300,
    });
  }
}
