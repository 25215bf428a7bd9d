import { Break, BREAKS, replaceOnce } from '../../../src/cli/demo/breaks';
import { failureOf } from '../../../src/cli/demo/failure-messages';
import { Outcome, problemsOf } from '../../../src/cli/demo/trial';
import { lanesOf, LANES } from '../../breaks/lanes';

const BROKEN: Break = { says: 'a test fails', stage: 'Test', words: [/the reason/] };
const MESSAGE = { pipeline: 'cicd-pipeline-dev', executionId: '1', stage: 'Test', action: 'Unit', reason: 'it fails', link: 'https://console.example' };
const OUTCOME: Outcome = { failed: ['Test'], shown: 'the reason', before: 'c0ffee', after: 'c0ffee', failures: [], messages: [MESSAGE] };

describe('a break', () => {
  test('is as expected when the stage, the words, the service and one message are', () => expect(problemsOf(BROKEN, OUTCOME)).toEqual([]));

  test.each<[string, Partial<Outcome>, string]>([
    ['another stage fails', { failed: ['Build'] }, 'failed: Build, expected Test'],
    ['two stages fail', { failed: ['Test', 'Deploy'] }, 'failed: Test, Deploy, expected Test'],
    ['nothing fails', { failed: [] }, 'failed: nothing, expected Test'],
    ['nothing starts', { failed: undefined }, 'failed: no execution, expected Test'],
    ['the reason is not shown', { shown: 'something else' }, 'not shown: the reason'],
    ['another version is served', { after: 'beef' }, 'served beef afterwards, c0ffee before'],
    ['no version was served from the start', { before: undefined, after: undefined }, 'served undefined afterwards, undefined before'],
    ['a request failed', { failures: ['503 no target'] }, 'a request failed meanwhile: 503 no target'],
    ['nobody is told', { messages: [] }, '0 messages of the failure, expected 1'],
    ['it is told twice', { messages: [MESSAGE, MESSAGE] }, '2 messages of the failure, expected 1'],
    ['the message is of another stage', { messages: [{ ...MESSAGE, stage: 'Build' }] }, 'the message names stage Build'],
    ['the message has no link', { messages: [{ ...MESSAGE, link: undefined }] }, 'the message has no link'],
    ['the message has no reason', { messages: [{ ...MESSAGE, reason: '' }] }, 'the message has no reason'],
  ])('is not when %s', (_what, differs, problem) => expect(problemsOf(BROKEN, { ...OUTCOME, ...differs })).toEqual([problem]));

  test('may fail requests where it interrupts the load balancer', () => {
    expect(problemsOf({ ...BROKEN, interrupts: true }, { ...OUTCOME, failures: ['ECONNREFUSED'] })).toEqual([]);
  });

  test('without a stage starts nothing, of which nobody is told', () => {
    const filtered = { says: 'another branch', words: [], afterwards: 'push again' as const };
    expect(problemsOf(filtered, { ...OUTCOME, failed: undefined, messages: [], afterwards: true })).toEqual([]);
    expect(problemsOf(filtered, { ...OUTCOME, afterwards: false })).toEqual([
      'failed: Test, expected no execution', '1 messages of the failure, expected 0', 'push again did not succeed',
    ]);
  });
});

describe('the breaks', () => {
  test('are each tried once by the table', () => expect(LANES.flatMap(({ breaks }) => breaks).sort()).toEqual(Object.keys(BREAKS).sort()));

  test('can be chosen, and lanes without any are left out', () => {
    expect(lanesOf(['exit', 'smoke'])).toEqual([{ suffix: 'deploy', breaks: ['smoke', 'exit'] }]);
  });

  test('of one lane agree about its infrastructure', () => {
    for (const { breaks } of LANES) {
      const values = breaks.flatMap((name) => Object.entries(BREAKS[name].variant ?? {}));
      expect(new Set(values.map(([prop]) => prop)).size).toBe(new Set(values.map((entry) => entry.join())).size);
    }
  });

  test('fail when what they edit is not there exactly once', () => {
    expect(replaceOnce('a b', 'b', 'c')).toBe('a c');
    expect(() => replaceOnce('a b b', 'b', 'c')).toThrow('expected "b" exactly once, found it 2 times');
  });
});

describe('a notification', () => {
  const detail = { 'pipeline': 'p', 'execution-id': '1', 'stage': 'Test', 'action': 'Unit', 'state': 'FAILED', 'execution-result': { 'external-execution-url': 'https://x' } };

  test('of a failed action is a failure with its reason and link', () => {
    expect(failureOf({ detail, additionalAttributes: { additionalInformation: 'why' } })).toEqual({
      pipeline: 'p', executionId: '1', stage: 'Test', action: 'Unit', reason: 'why', link: 'https://x',
    });
  });

  test('of anything else is none', () => {
    expect(failureOf({ detail: { ...detail, state: 'STOPPED' } })).toBeUndefined();
    expect(failureOf({})).toBeUndefined();
  });
});
