import { EventEmitter } from 'node:events';
import * as path from 'node:path';
import { BuildLog } from '../../../src/sandbox/codebuild/build-log';
import { TestContext, testContext } from '../support/context';

const CREDENTIALS = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

let context: TestContext;

beforeEach(() => {
  jest.useFakeTimers();
  context = testContext();
});

afterEach(() => {
  jest.useRealTimers();
  context.remove();
});

test('what is said before the stream is made goes there once it is', async () => {
  const sent: string[] = [];
  let made: () => void = () => undefined;
  const emulator = Object.assign(context.emulator, {
    createLogStream: () => new Promise<void>((resolve) => { made = resolve; }),
    putLogEvents: async (_group: string, _stream: string, events: Array<{ message: string }>) => {
      sent.push(...events.map(({ message }) => message));
    },
  });
  const log = new BuildLog({
    file: path.join(context.state.folder, 'build.log'),
    events: new EventEmitter(),
    buildId: 'b:1',
    stream: { emulator, group: '/aws/codebuild/b', name: '1' },
  });
  log.line('early');
  const opened = log.open(CREDENTIALS);
  await jest.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([]);
  made();
  await opened;
  await log.close();
  expect(sent).toEqual(['early']);
  expect(log.failure).toBeUndefined();
});
