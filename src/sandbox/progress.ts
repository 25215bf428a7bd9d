import { ActionProgress, ExecutionProgress, StageProgress } from './codepipeline/progress-view';

/** Which execution is followed, and where its progress goes. */
export interface FollowOptions {
  readonly frontUrl: string;
  readonly pipelineName: string;
  /**
   * @default - told by the commit, or else the latest one
   */
  readonly executionId?: string;
  /** The latest execution whose source is this commit. */
  readonly commit?: string;
  /**
   * @default - lines on the standard output
   */
  readonly write?: (line: string) => void;
  /**
   * @default 500
   */
  readonly pollMilliseconds?: number;
  /**
   * How long an execution may take to appear.
   *
   * @default 30000
   */
  readonly appearMilliseconds?: number;
}

const SYMBOLS: Record<string, string> = { Succeeded: '✔', Failed: '✖', InProgress: '▶', Abandoned: '■', Stopped: '■', Superseded: '»', Stopping: '■' };
const NAME_WIDTH = 22;

/** Prints a line for each change until the execution has ended, then the summary; answers how it ended. */
export async function followExecution(options: FollowOptions): Promise<ExecutionProgress> {
  const write = options.write ?? ((line: string) => process.stdout.write(`${line}\n`));
  let before: ExecutionProgress | undefined;
  const ended = await watchExecution(options, (now) => {
    renderChanges(before, now).forEach(write);
    before = now;
  });
  renderSummary(ended).forEach(write);
  return ended;
}

/** Tells of every look at the execution until it has ended; answers how it ended. */
export async function watchExecution(options: FollowOptions, look: (now: ExecutionProgress) => void | Promise<void>): Promise<ExecutionProgress> {
  let progress = await waitForExecution(options);
  await look(progress);
  while (progress.endTime === undefined) {
    await pause(options);
    const now = await readProgress(options, progress.executionId);
    if (typeof now === 'string') {
      throw new Error(now);
    }
    progress = now;
    await look(progress);
  }
  return progress;
}

async function waitForExecution(options: FollowOptions): Promise<ExecutionProgress> {
  const patience = Date.now() + (options.appearMilliseconds ?? 30_000);
  for (;;) {
    const progress = await readProgress(options);
    if (typeof progress !== 'string') {
      return progress;
    }
    if (Date.now() > patience) {
      throw new Error(progress);
    }
    await pause(options);
  }
}

function pause(options: FollowOptions): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, options.pollMilliseconds ?? 500));
}

/** What is new between two looks, one line each; the lines of a failing action's log follow it. */
export function renderChanges(before: ExecutionProgress | undefined, now: ExecutionProgress): string[] {
  const opening = before ? [] : [`  ${now.pipelineName} ${now.executionId} (${now.trigger})`];
  return [
    ...opening,
    ...now.stages.flatMap((stage) => {
      const known = before?.stages.find(({ name }) => name === stage.name);
      return stage.actions.flatMap((action) => actionChange(stage, known?.actions.find(({ name }) => name === action.name), action));
    }),
  ];
}

/** The execution stage by stage, with times. */
export function renderSummary(progress: ExecutionProgress): string[] {
  const total = duration(progress.startTime, progress.endTime);
  return [
    '',
    ...progress.stages.map((stage) => {
      const failed = stage.actions.filter(({ status }) => status === 'Failed').map(({ name }) => name);
      const why = failed.length > 0 ? `  ${failed.join(', ')}` : '';
      return `  ${symbol(stage.status)} ${stage.name.padEnd(NAME_WIDTH)}${stage.status.padEnd(12)}${duration(stage.startTime, stage.endTime)}${why}`;
    }),
    `  ${symbol(progress.status)} ${'execution'.padEnd(NAME_WIDTH)}${progress.status.padEnd(12)}${total}${progress.statusSummary ? `  ${progress.statusSummary}` : ''}`,
  ];
}

function actionChange(stage: StageProgress, before: ActionProgress | undefined, now: ActionProgress): string[] {
  const same = before?.status === now.status && before.startTime === now.startTime;
  if (now.status === 'Pending' || same) {
    return [];
  }
  const name = `${symbol(now.status)} ${`${stage.name} / ${now.name}`.padEnd(NAME_WIDTH * 2)}`;
  return now.status === 'InProgress'
    ? [`  ${name}started`]
    : [`  ${name}${now.status.toLowerCase()} after ${duration(now.startTime, now.endTime)}`, ...failureLines(now)];
}

function failureLines(action: ActionProgress): string[] {
  return action.status === 'Failed' ? [...(action.summary ? [`      ${action.summary}`] : []), ...action.logTail.map((line) => `      | ${line}`)] : [];
}

function symbol(status: string): string {
  return SYMBOLS[status] ?? '·';
}

function duration(start: number | undefined, end: number | undefined): string {
  return start === undefined || end === undefined ? '' : `${((end - start) / 1000).toFixed(1)} s`;
}

/** The progress, or why there is none yet. */
async function readProgress(options: FollowOptions, executionId?: string): Promise<ExecutionProgress | string> {
  const query = new URLSearchParams({ pipeline: options.pipelineName });
  const execution = executionId ?? options.executionId;
  if (execution) {
    query.set('execution', execution);
  } else if (options.commit) {
    query.set('commit', options.commit);
  }
  const response = await fetch(`${options.frontUrl}/_sandbox/progress?${query.toString()}`);
  const answer = (await response.json()) as ExecutionProgress & { error?: string };
  return response.ok ? answer : String(answer.error);
}
