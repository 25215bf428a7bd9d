import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BareDelivery, Timed } from './bare-delivery';
import { Application } from '../../src/cli/demo/application';
import { writeFindings } from '../../src/cli/demo/findings';
import { DeployedStack, Infrastructure } from '../../src/cli/demo/infrastructure';
import { servedCommit } from '../../src/cli/demo/service-client';
import { down, ExecutionProgress, followExecution, Sandbox, Steps, up } from '../../src/sandbox';

const ROOT = path.resolve(__dirname, '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'orders-service');
const REPOSITORY = 'acme/orders';

/** Both ways of one new commit to a container that answers with it. */
export interface Delivered {
  /** The five stages, from the start of the execution to its end. */
  readonly ours: Timed[];
  readonly bare: Timed[];
  readonly ratio: number;
}

/**
 * Delivers the example with the sandbox's pipeline and by hand, warm: images, layers and npm's cache are there, each time the source is new.
 *
 * @param runs of which the one with the median ratio is answered
 */
export async function measureSandbox(runs: number, steps: Steps = new Steps()): Promise<Delivered> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-ratio-'));
  const stateFolder = path.join(folder, 'state');
  // The CDK app has a TypeScript project of its own.
  delete process.env.TS_NODE_PROJECT;
  try {
    const frontCommand = [process.execPath, path.join(ROOT, 'assets', 'cli', 'index.js'), '_front'];
    const sandbox = await up({ stateFolder, steps, frontCommand });
    const course = await Course.prepare(sandbox, path.join(folder, 'bare'), steps);
    const delivered: Delivered[] = [];
    for (let n = 1; n <= runs; n++) delivered.push(await course.deliver(n));
    return delivered.sort((one, other) => one.ratio - other.ratio)[Math.floor((runs - 1) / 2)];
  } finally {
    await down(stateFolder, steps);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of all steps. */
export function total(steps: readonly Timed[]): number {
  return steps.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The deployed example, and a copy of its source for the way by hand. */
class Course {
  static async prepare(sandbox: Sandbox, bareFolder: string, steps: Steps): Promise<Course> {
    writeFindings(sandbox.stateFolder);
    const application = await Application.create(EXAMPLE, sandbox, REPOSITORY);
    const commit = await application.push('the orders service');
    const infrastructure = new Infrastructure(ROOT, path.join(ROOT, 'examples', 'orders-infra'), sandbox);
    const stack = await steps.run('bootstrapped and deployed', async () => {
      await infrastructure.bootstrap();
      return infrastructure.deploy();
    });
    fs.cpSync(EXAMPLE, bareFolder, { recursive: true, filter: (file) => !/\/(node_modules|reports|coverage)$/.test(file) });
    const course = new Course(sandbox, application, stack, new BareDelivery(bareFolder, sandbox.engine.dockerHost));
    await steps.run('warmed up: one delivery each', async () => {
      await course.follow(commit);
      await course.bare.run('warm');
    });
    return course;
  }

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly application: Application,
    private readonly stack: DeployedStack,
    private readonly bare: BareDelivery,
  ) {}

  async deliver(n: number): Promise<Delivered> {
    fs.appendFileSync(path.join(this.application.folder, 'src', 'main.js'), `// delivery ${n}\n`);
    const commit = await this.application.push(`delivery ${n}`);
    const execution = await this.follow(commit);
    const ours = execution.stages.map(({ name, startTime = 0, endTime = 0 }) => ({ name, seconds: (endTime - startTime) / 1000 }));
    const between = ((execution.endTime ?? 0) - execution.startTime) / 1000 - total(ours);
    const bare = await this.bare.run(`delivery-${n}`);
    const all = [...ours, { name: 'between the stages', seconds: between }];
    return { ours: all, bare, ratio: total(all) / total(bare) };
  }

  private async follow(commit: string): Promise<ExecutionProgress> {
    const { frontUrl } = this.sandbox;
    const { pipelineName, serviceUrl } = this.stack;
    const execution = await followExecution({ frontUrl, pipelineName, commit, write: () => undefined, pollMilliseconds: 200 });
    const served = await servedCommit(this.sandbox, serviceUrl);
    if (execution.status !== 'Succeeded' || served !== commit) {
      throw new Error(`the delivery of ${commit} ended ${execution.status}, and ${served} is served`);
    }
    return execution;
  }
}
