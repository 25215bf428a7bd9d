import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 10;
const DENIED = ['AccessDeniedException', 'AccessDenied'];

/**
 * Repeats what is denied for half a minute: the role was made a moment ago, and IAM is eventually consistent.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function whenAllowed<T>(work: () => Promise<T>, signal: AbortSignal, pauseMilliseconds = 3000): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const denied = error instanceof Error && DENIED.includes(error.name);
      if (!denied || attempt === TRIES) throw error;
      await sleep(pauseMilliseconds, undefined, { signal });
    }
  }
}
