import { durationText, lookOfStatus, shortCommit, symbolOf } from './words';
import { PipelineStatus, StageStatus } from '../account/pipeline-status';
import { Served } from '../account/served';
import { Paint } from '../terminal/paint';

/** A pipeline as `status` shows it. */
export function renderStatus({ name, execution, stages, served }: PipelineStatus, paint: Paint, now: number): string[] {
  return [
    paint('bold', name),
    ...(execution ? executionLines(execution, paint, now) : ['  no execution yet']),
    ...stages.flatMap((stage) => stageLines(stage, paint)),
    ...(served ? servedLines(served, paint) : []),
  ];
}

/** What is served, in a line or two. */
export function servedLines(served: Served, paint: Paint): string[] {
  const image = served.digests.length === 0 ? 'nothing runs' : served.digests.map((digest) => digest.slice(0, 19)).join(', ');
  const commit = served.commit ? ` of commit ${shortCommit(served.commit)}` : '';
  return [
    `  ${paint('dim', 'served')}     ${image}${commit}, ${served.runningCount} of ${served.desiredCount} tasks`,
    ...(served.url ? [`  ${paint('dim', 'address')}    ${served.url}`] : []),
  ];
}

function executionLines(execution: NonNullable<PipelineStatus['execution']>, paint: Paint, now: number): string[] {
  const { status, startTime, endTime, trigger, id, commit, message, summary } = execution;
  const took = durationText((endTime ? Date.parse(endTime) : now) - Date.parse(startTime));
  const ago = endTime ? `, ended ${durationText(now - Date.parse(endTime))} ago` : '';
  return [
    `  ${paint(lookOfStatus(status), `${symbolOf(status)} ${status}`)} ${endTime ? 'after' : 'for'} ${took}${ago}${trigger ? ` (${trigger})` : ''}`,
    ...(summary ? [`  ${paint('dim', 'because')}    ${summary}`] : []),
    `  ${paint('dim', 'execution')}  ${id}`,
    ...(commit ? [`  ${paint('dim', 'commit')}     ${shortCommit(commit)}${message ? ` ${message}` : ''}`] : []),
  ];
}

function stageLines({ name, status, actions }: StageStatus, paint: Paint): string[] {
  const own = actions.map((action) => paint(lookOfStatus(action.status), `${symbolOf(action.status)} ${action.name}${actionTook(action)}`));
  const failed = actions.filter((action) => action.status === 'Failed' && action.summary);
  return [
    `  ${paint(lookOfStatus(status), symbolOf(status))} ${name.padEnd(16)} ${own.join('   ')}`,
    ...failed.map((action) => `      ${paint('red', `${action.name}: ${action.summary}`)}`),
  ];
}

function actionTook({ startTime, endTime }: StageStatus['actions'][number]): string {
  return startTime && endTime ? ` ${durationText(Date.parse(endTime) - Date.parse(startTime))}` : '';
}
