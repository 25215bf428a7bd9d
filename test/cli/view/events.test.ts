import { eventsBetween } from '../../../src/cli/view/events';
import { ActionProgress, ExecutionProgress } from '../../../src/sandbox';

const action = (more: Partial<ActionProgress>): ActionProgress => ({ name: 'Unit', status: 'InProgress', cached: [], logTail: [], startTime: 1000, ...more });
const look = (unit: ActionProgress): ExecutionProgress => ({
  pipelineName: 'p', executionId: 'id-1', status: 'InProgress', trigger: 'Webhook', startTime: 0, stages: [{ name: 'Test', status: 'InProgress', actions: [unit] }],
});

test('the first look names the execution, then each action that has begun', () => {
  expect(eventsBetween(undefined, look(action({ buildId: 'b:1' })))).toEqual([
    { event: 'execution', pipeline: 'p', executionId: 'id-1', trigger: 'Webhook' },
    { event: 'action', stage: 'Test', action: 'Unit', status: 'InProgress', startTime: '1970-01-01T00:00:01.000Z', buildId: 'b:1' },
  ]);
});

test('nothing is told twice, and nothing of what has not begun', () => {
  expect(eventsBetween(look(action({})), look(action({ logTail: ['more'] })))).toEqual([]);
  expect(eventsBetween(look(action({ status: 'Pending', startTime: undefined })), look(action({ status: 'Pending', startTime: undefined })))).toEqual([]);
});

test('a failure has its reason, its time and the end of its log', () => {
  expect(eventsBetween(look(action({})), look(action({ status: 'Failed', endTime: 3500, summary: 'exit status 1', logTail: ['boom'], cached: ['1 folder restored'] })))).toEqual([
    { event: 'action', stage: 'Test', action: 'Unit', status: 'Failed', startTime: '1970-01-01T00:00:01.000Z', seconds: 2.5, cached: ['1 folder restored'], summary: 'exit status 1', log: ['boom'] },
  ]);
});

test('a build that waits is told once', () => {
  const waiting = look(action({ enter: '/tmp/enter' }));
  expect(eventsBetween(look(action({})), waiting)).toEqual([{ event: 'waiting', stage: 'Test', action: 'Unit', enter: '/tmp/enter' }]);
  expect(eventsBetween(waiting, waiting)).toEqual([]);
});
