import * as fs from 'node:fs';
import * as path from 'node:path';
import { linkPackage } from './package-link';
import { run, Sandbox, sandboxEnvironment } from '../../sandbox';

/** The outputs of the example's stack. */
export interface DeployedStack {
  readonly pipelineName: string;
  readonly serviceUrl: string;
  readonly repositoryUri: string;
  readonly topicArn: string;
}

/** Bootstraps the sandbox's account and deploys a CDK app into it with the real CDK CLI. */
export class Infrastructure {
  /** @param name of this use of the app, where it is used several times at once */
  constructor(private readonly root: string, private readonly appFolder: string, private readonly sandbox: Sandbox, private readonly name = 'cdk') {}

  async bootstrap(): Promise<void> {
    await this.cdk('bootstrap', `aws://${this.sandbox.accountId}/${this.sandbox.region}`);
  }

  /** @param context values for `--context`, by name */
  async deploy(context: { readonly [name: string]: string } = {}): Promise<DeployedStack> {
    const outputs = path.join(this.sandbox.stateFolder, `${this.name}-outputs.json`);
    fs.rmSync(outputs, { force: true });
    const flags = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
    await this.cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', outputs, ...flags);
    return readOutputs(outputs);
  }

  private cdk(...args: string[]): Promise<string> {
    linkPackage(this.root, this.appFolder);
    const env = sandboxEnvironment(this.sandbox);
    const cdk = path.join(this.root, 'node_modules', '.bin', 'cdk');
    const bin = path.join(this.root, 'node_modules', '.bin');
    return run(cdk, [...args, '--output', path.join(this.sandbox.stateFolder, `${this.name}.out`), '--no-notices', '--ci'], {
      cwd: this.appFolder, env: { ...env, PATH: `${bin}${path.delimiter}${env.PATH}` }, timeoutSeconds: 900,
    });
  }
}

function readOutputs(file: string): DeployedStack {
  const [outputs] = Object.values(JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Record<string, string>>);
  const find = (name: string) => {
    const key = Object.keys(outputs).find((candidate) => candidate.startsWith('Cicd') && candidate.includes(name));
    if (!key) throw new Error(`the stack has no output ${name}, only ${Object.keys(outputs).join(', ')}`);
    return outputs[key];
  };
  return { pipelineName: find('PipelineName'), serviceUrl: find('ServiceUrl'), repositoryUri: find('RepositoryUri'), topicArn: find('TopicArn') };
}
