import { TaskDefinition } from './task-definition';
import { Aws, isAwsError, messageOf } from '../ports/aws';
import { Clock } from '../ports/clock';

const LINES = 20;
const LOOKS = 3;
const PAUSE_MILLISECONDS = 3_000;

/** Where the `awslogs` driver writes what one container of one task says. */
export interface LogStream {
  readonly group: string;
  readonly stream: string;
}

/**
 * The log stream of a container: PREFIX/CONTAINER/TASK-ID; undefined when it logs elsewhere.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
 */
export function tryLogStream(definition: TaskDefinition, container: string, taskArn: string): LogStream | undefined {
  const { logDriver, options = {} } = definition.containerDefinitions.find(({ name }) => name === container)?.logConfiguration ?? {};
  const group = options['awslogs-group'];
  const prefix = options['awslogs-stream-prefix'];
  if (logDriver !== 'awslogs' || !group || !prefix) { return undefined; }
  return { group, stream: `${prefix}/${container}/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}` };
}

/** The last lines of a stream; looks again for a while, since the driver delivers with a delay. Never throws. */
export async function readLogTail(aws: Aws, clock: Clock, { group, stream }: LogStream): Promise<string[]> {
  for (let look = 1; ; look++) {
    const lines = await linesOf(aws, group, stream);
    if (lines.length > 0) { return lines; }
    if (look === LOOKS) { return [`(nothing was logged to ${group} ${stream})`]; }
    await clock.sleep(PAUSE_MILLISECONDS);
  }
}

async function linesOf(aws: Aws, group: string, stream: string): Promise<string[]> {
  try {
    const input = { logGroupName: group, logStreamName: stream, limit: LINES, startFromHead: false };
    const answer = await aws.call<{ events?: Array<{ message?: string }> }>('logs', 'GetLogEvents', input);
    return (answer.events ?? []).map(({ message }) => (message ?? '').trimEnd());
  } catch (error) {
    return isAwsError(error, 'ResourceNotFoundException') ? [] : [`(the log lines could not be read: ${messageOf(error)})`];
  }
}
