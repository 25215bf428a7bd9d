import { ActionProgress, ExecutionProgress } from '../../sandbox';

/** One line of `run --json`. */
export type RunEvent = { readonly event: string } & Readonly<Record<string, unknown>>;

/** What is new between two looks at an execution. */
export function eventsBetween(before: ExecutionProgress | undefined, now: ExecutionProgress): RunEvent[] {
  const opening: RunEvent[] = before ? [] : [{ event: 'execution', pipeline: now.pipelineName, executionId: now.executionId, trigger: now.trigger }];
  return [
    ...opening,
    ...now.stages.flatMap((stage) => {
      const known = before?.stages.find(({ name }) => name === stage.name);
      return stage.actions.flatMap((action) => changeOf(stage.name, known?.actions.find(({ name }) => name === action.name), action));
    }),
  ];
}

function changeOf(stage: string, before: ActionProgress | undefined, now: ActionProgress): RunEvent[] {
  const waits = now.enter && !before?.enter ? [{ event: 'waiting', stage, action: now.name, enter: now.enter }] : [];
  const isSame = before?.status === now.status && before.startTime === now.startTime;
  return now.status === 'Pending' || isSame ? waits : [actionEvent(stage, now), ...waits];
}

function actionEvent(stage: string, { name, status, startTime, endTime, cached, buildId, summary, logTail }: ActionProgress): RunEvent {
  return {
    event: 'action',
    stage,
    action: name,
    status,
    ...(startTime === undefined ? {} : { startTime: new Date(startTime).toISOString() }),
    ...(startTime === undefined || endTime === undefined ? {} : { seconds: Math.round(endTime - startTime) / 1000, cached }),
    ...(buildId ? { buildId } : {}),
    ...(status === 'Failed' ? { summary, log: logTail } : {}),
  };
}
