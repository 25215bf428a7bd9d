import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkCli } from './cdk-cli';
import { AssemblyPipeline, assemblyHash, checkEnvironment, Choice, choosePipeline, readAssembly, SourcePlace } from './cloud-assembly';
import { Sandbox, Steps } from '../../sandbox';

/** What was deployed last from an app; kept in the sandbox's folder, and gone with it. */
export interface Deployed {
  readonly stack: string;
  readonly pipeline: string;
  readonly source: SourcePlace;
  readonly hash: string;
}

/** What `run` remembers of this sandbox, by the app's folder. */
interface Memory {
  readonly bootstrapped?: boolean;
  readonly apps?: Readonly<Record<string, Deployed>>;
}

/** An app on its way into the sandbox: synthesised at each run, deployed when that gave something else than the last time. */
export class Deployment {
  private readonly cdk: CdkCli;
  private readonly file: string;

  constructor(private readonly sandbox: Sandbox, private readonly app: string, context: string[], private readonly steps: Steps) {
    this.cdk = new CdkCli(app, sandbox, context);
    this.file = path.join(sandbox.stateFolder, 'cli', 'deployed.json');
  }

  /** The last deployment of the app; undefined when there was none. */
  get last(): Deployed | undefined {
    return this.memory.apps?.[this.app];
  }

  /** Synthesises the app and finds its pipeline. */
  async plan(choice: Choice): Promise<Deployed> {
    await this.steps.run('CDK app synthesised', () => this.cdk.synthesise());
    const { stack, pipeline } = choosePipeline(readAssembly(this.cdk.assembly), choice);
    checkEnvironment(stack, this.sandbox.accountId, this.sandbox.region);
    return { stack: stack.name, ...named(pipeline), hash: assemblyHash(this.cdk.assembly) };
  }

  /** Whether the plan is what stands in the sandbox already. */
  isDone(plan: Deployed): boolean {
    const { last } = this;
    return last?.hash === plan.hash && last.stack === plan.stack;
  }

  async carryOut(plan: Deployed): Promise<void> {
    if (!this.memory.bootstrapped) {
      await this.steps.run('account bootstrapped', () => this.cdk.bootstrap());
      this.remember({ ...this.memory, bootstrapped: true });
    }
    await this.steps.run(`stack ${plan.stack} deployed`, () => this.cdk.deploy(plan.stack));
    this.keep(plan);
  }

  /** Another pipeline of the same assembly is the app's from here on. */
  keep(plan: Deployed): void {
    this.remember({ ...this.memory, apps: { ...this.memory.apps, [this.app]: plan } });
  }

  private get memory(): Memory {
    return fs.existsSync(this.file) ? (JSON.parse(fs.readFileSync(this.file, 'utf8')) as Memory) : {};
  }

  private remember(memory: Memory): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(this.file, JSON.stringify(memory, null, 2));
  }
}

function named({ name, source }: AssemblyPipeline): Pick<Deployed, 'pipeline' | 'source'> {
  return { pipeline: name, source };
}
