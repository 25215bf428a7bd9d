import * as path from 'node:path';
import { Application } from './application';
import { Aws } from './aws';
import { Break, BREAKS } from './breaks';
import { Delivery } from './delivery';
import { agree, Digests, readDigests } from './digests';
import { restartHere } from './disturbances';
import { Subscriber } from './failure-messages';
import { writeFindings } from './findings';
import { DeployedStack, Infrastructure } from './infrastructure';
import { servedCommit } from './service-client';
import { Outcome, problemsOf, tryBreak } from './trial';
import { ExecutionProgress, followExecution, notVerifiedLocally, Sandbox, Steps, up } from '../../sandbox';

export interface DemoOptions {
  readonly stateFolder: string;
  /** @default - nothing is broken: two commits roll over */
  readonly breakName?: string;
}

/** Where the bundled program stands: `assets/cli/index.js` of the repository. */
const ROOT = path.resolve(__dirname, '..', '..');
const REPOSITORY = 'acme/orders';
/** The app with the variants of the example's infrastructure, and what makes it an update of the example's stack. */
const VARIANTS = path.join('test', 'e2e', 'support', 'app');
const SAME_STACK = { suffix: 'dev', repository: REPOSITORY, stack: 'Orders', connection: 'acme-github' };

const SUCCEEDED = 0;
const FAILED = 1;
/** A break that did not end as it should: another stage failed, or the version before is gone. */
const UNEXPECTED = 3;

/**
 * From an empty machine to a container that answers with its commit.
 *
 * @returns 0 only when every execution succeeded, the digests agree and the service answers with the last commit; 1 when an execution
 *   failed, as a break makes it; 3 when a break ended otherwise than it should
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const demo = await Demo.start(path.resolve(options.stateFolder));
  title('First commit: the execution that creating the pipeline starts');
  if (!(await demo.followDelivery(demo.firstCommit))) return FAILED;
  if (options.breakName) return demo.breakIt(options.breakName, BREAKS[options.breakName]);
  title('Second commit: git push');
  return (await demo.followDelivery(await demo.push('second commit', '1.1.0'))) ? SUCCEEDED : FAILED;
}

class Demo {
  static async start(stateFolder: string): Promise<Demo> {
    title('The sandbox: a local AWS on loopback');
    const sandbox = await up({ stateFolder });
    writeFindings(stateFolder);
    const application = await Application.create(path.join(ROOT, 'examples', 'orders-service'), sandbox, REPOSITORY);
    const commit = await application.push('the orders service');
    title('The infrastructure: cdk bootstrap, cdk deploy');
    const steps = new Steps();
    const infrastructure = new Infrastructure(ROOT, path.join(ROOT, 'examples', 'orders-infra'), sandbox);
    await steps.run('bootstrapped', () => infrastructure.bootstrap());
    const stack = await steps.run('deployed', () => infrastructure.deploy());
    tell('not verified locally:', ...notVerifiedLocally(sandbox.stateFolder).map((line) => `  ${line}`));
    return new Demo(sandbox, application, stack, commit);
  }

  private readonly aws: Aws;

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly application: Application,
    private readonly stack: DeployedStack,
    readonly firstCommit: string,
  ) {
    this.aws = new Aws(sandbox);
  }

  /** Commits a new version of the application and pushes it. */
  push(message: string, version: string): Promise<string> {
    this.application.setVersion(version);
    return this.application.push(message);
  }

  /** Follows the execution of a commit to its end, and checks what came of it. */
  async followDelivery(commit: string): Promise<boolean> {
    const execution = await this.follow(commit);
    if (execution.status !== 'Succeeded') return false;
    const digests = await this.digests(execution);
    const served = await servedCommit(this.sandbox, this.stack.serviceUrl);
    tell(`built     ${digests.built}`, `scanned   ${digests.scanned}`, `deployed  ${digests.deployed}`, `running   ${digests.running.join(', ')}`);
    tell(`/version  answers with commit ${served} (pushed ${commit})`);
    return agree(digests) && served === commit;
  }

  /** Breaks the example, and checks that it fails where and as it should, and that the version before keeps answering. */
  async breakIt(name: string, broken: Break): Promise<number> {
    const delivery = await this.deployVariant(broken);
    title(`broken on purpose (${name}): ${broken.says}`);
    const subscriber = await Subscriber.listen();
    try {
      await subscriber.subscribe(this.aws, this.stack.topicArn);
      const outcome = await tryBreak(broken, { delivery, subscriber, restart: restartHere });
      return report(broken, outcome);
    } finally {
      await subscriber.close();
      writeFindings(this.sandbox.stateFolder);
    }
  }

  private async deployVariant({ variant }: Break): Promise<Delivery> {
    if (variant) {
      const said = Object.entries(variant).map(([prop, value]) => `${prop} ${value}`).join(', ');
      title(`The infrastructure for this break: ${said}`);
      await new Steps().run('updated', () => new Infrastructure(ROOT, path.join(ROOT, VARIANTS), this.sandbox, 'variant').deploy({ ...SAME_STACK, ...variant }));
    }
    return new Delivery(this.sandbox, this.application, this.stack, (line) => process.stdout.write(`${line}\n`));
  }

  private async follow(commit: string): Promise<ExecutionProgress> {
    return followExecution({ frontUrl: this.sandbox.frontUrl, pipelineName: this.stack.pipelineName, commit });
  }

  private digests(execution: ExecutionProgress): Promise<Digests> {
    const { pipelineName } = this.stack;
    return readDigests(this.aws, pipelineName, execution.executionId, pipelineName.replace('pipeline', 'cluster'), pipelineName.replace('pipeline', 'service'));
  }
}

function report(broken: Break, outcome: Outcome): number {
  const problems = problemsOf(broken, outcome);
  tell(
    `failed    at ${outcome.failed?.join(', ') ?? 'no execution'}, expected ${broken.stage ?? 'no execution'}`,
    `/version  answers with commit ${outcome.after}, before ${outcome.before}`,
    ...outcome.messages.map(({ stage, action, reason, link }) => `told      ${stage} / ${action}: ${reason} ${link}`),
    ...problems.map((problem) => `NOT AS EXPECTED: ${problem}`),
  );
  return problems.length === 0 ? FAILED : UNEXPECTED;
}

function title(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

function tell(...lines: string[]): void {
  lines.forEach((line) => process.stdout.write(`  ${line}\n`));
}
