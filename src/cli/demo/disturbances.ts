import { DisturbanceName } from './breaks';
import { Delivery, until } from './delivery';
import { closeRegistry, identify, isRunning, readSandbox, Sandbox, Steps, up } from '../../sandbox';

/** What a disturbance does to the sandbox, and takes back. */
export interface Disturbance {
  /** Before the commit is pushed. */
  readonly before?: (delivery: Delivery, commit: string) => Promise<void>;
  /** Once the commit is pushed. */
  readonly meanwhile?: (delivery: Delivery, commit: string, restart: Restart) => Promise<void>;
  /** Once the execution has ended, however it did. */
  readonly undo?: (delivery: Delivery) => Promise<void>;
}

/** Starts the sandbox of a folder again, where something of it is gone. */
export type Restart = (stateFolder: string) => Promise<Sandbox>;

export const DISTURBANCES: { readonly [name in DisturbanceName]: Disturbance } = {
  'registry closed': {
    before: async (delivery) => closeRegistry(delivery.sandbox.stateFolder, [delivery.named('repository')]),
    undo: async (delivery) => closeRegistry(delivery.sandbox.stateFolder, []),
  },
  'tag taken': { before: takeTag },
  'secret deleted': {
    before: (delivery) => callSecret(delivery, 'delete-secret', '--secret-id', secretOf(delivery), '--force-delete-without-recovery'),
    undo: (delivery) => callSecret(delivery, 'create-secret', '--name', secretOf(delivery), '--secret-string', 'again'),
  },
  'front killed': { meanwhile: killFront },
};

/** The image that runs gets the tag of the commit: someone else was faster. */
async function takeTag(delivery: Delivery, commit: string): Promise<void> {
  const { manifest } = await delivery.image('live');
  await delivery.aws.call('ecr', 'put-image', '--repository-name', delivery.named('repository'), '--image-tag', commit, '--image-manifest', manifest);
}

/** As the app with the variants names it. */
function secretOf(delivery: Delivery): string {
  return delivery.named('api-token');
}

async function callSecret({ aws }: Delivery, operation: string, ...args: string[]): Promise<void> {
  await aws.call('secretsmanager', operation, ...args);
}

/** Kills the process that is CodePipeline, CodeBuild and ECS, in the middle of the Build stage; the emulator and the containers live. */
async function killFront(delivery: Delivery, commit: string, restart: Restart): Promise<void> {
  await until('a build of the image', async () => {
    const progress = await delivery.progress(commit);
    return progress?.stages.find(({ name }) => name === 'Build')?.actions.find(({ buildId }) => buildId !== undefined);
  }, 100);
  // Past the login, in the Dockerfile's ten seconds.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const { stateFolder } = delivery.sandbox;
  const front = readSandbox(stateFolder)?.front;
  if (!front || !isRunning(front)) throw new Error(`the sandbox of ${stateFolder} has no front that could be killed`);
  process.kill(front.pid, 'SIGKILL');
  await until('the end of the front', async () => (isRunning(front) ? undefined : identify(front.pid)));
  await restart(stateFolder);
}

/** As `sandbox up` does. */
export const restartHere: Restart = (stateFolder) => up({ stateFolder, steps: new Steps() });
