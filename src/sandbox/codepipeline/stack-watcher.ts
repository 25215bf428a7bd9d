import { EmulatorClient } from '../emulator-client';

const POLL_MILLISECONDS = 500;
const LIMIT_MILLISECONDS = 15 * 60_000;

/**
 * Waits until a stack is no longer changing; answers whether it is complete.
 *
 * On AWS a new pipeline starts while its stack is still being made. Here the start waits: the first execution then finds the service
 * that it deploys to, whatever order the template was made in.
 */
export async function stackCompleted(emulator: EmulatorClient, stackId: string, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + LIMIT_MILLISECONDS;
  while (Date.now() < end && !signal.aborted) {
    const status = await stackStatus(emulator, stackId);
    if (!status.endsWith('_IN_PROGRESS')) {
      return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'UNKNOWN';
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  return false;
}

async function stackStatus(emulator: EmulatorClient, stackId: string): Promise<string> {
  try {
    const xml = await emulator.query('cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15', StackName: stackId });
    return /<StackStatus>([^<]+)<\/StackStatus>/.exec(xml)?.[1] ?? 'UNKNOWN';
  } catch {
    // A pipeline that no stack holds, as in tests of the provisioner.
    return 'UNKNOWN';
  }
}
