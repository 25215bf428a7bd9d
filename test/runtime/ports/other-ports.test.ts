import { systemClock } from '../../../src/runtime/ports/clock';
import { CurlHttp } from '../../../src/runtime/ports/http';
import { StreamLog } from '../../../src/runtime/ports/log';
import { RetryingAws } from '../../../src/runtime/ports/retrying-aws';
import { FakeAws, refusal } from '../support/fake-aws';
import { FakeClock } from '../support/fake-clock';

describe('RetryingAws', () => {
  const NAME = 'ecs:DescribeServices';

  test.each([
    'Throttling', 'ThrottlingException', 'ThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded', 'RequestThrottled',
    'ServerException', 'ServiceUnavailable', 'ServiceUnavailableException', 'InternalFailure', 'InternalServerError', 'InternalError',
    'RequestTimeout', 'RequestTimeoutException', 'Unreachable',
  ])('repeats a call after %s', async (code) => {
    const clock = new FakeClock();
    const aws = new FakeAws().reply(NAME, refusal(NAME, code), { ok: true });
    await expect(new RetryingAws(aws, clock).call('ecs', 'DescribeServices', { a: 1 })).resolves.toEqual({ ok: true });
    expect(aws.of(NAME)).toEqual([{ a: 1 }, { a: 1 }]);
    expect(clock.sleeps).toEqual([1000]);
  });

  test('pauses twice as long each time and gives up after six attempts', async () => {
    const clock = new FakeClock();
    const aws = new FakeAws().reply(NAME, refusal(NAME, 'ThrottlingException'));
    await expect(new RetryingAws(aws, clock).call('ecs', 'DescribeServices', {})).rejects.toThrow('ThrottlingException');
    expect(aws.calls).toHaveLength(6);
    expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000, 16000]);
  });

  test.each([refusal(NAME, 'AccessDeniedException'), new Error('ThrottlingException')])('passes any other error on at once: %s', async (error) => {
    const aws = new FakeAws().reply(NAME, error);
    await expect(new RetryingAws(aws, new FakeClock()).call('ecs', 'DescribeServices', {})).rejects.toBe(error);
    expect(aws.calls).toHaveLength(1);
  });
});

describe('CurlHttp', () => {
  const http = (result: { exitCode?: number; stdout?: string; stderr?: string }, seen: unknown[] = []) =>
    new CurlHttp((...call) => { seen.push(call); return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...result }); }, { http_proxy: 'p' });

  test('asks with curl, so that the environment\'s proxy is honoured', async () => {
    const seen: unknown[] = [];
    await http({ stdout: 'ok\n200' }, seen).get('http://a/b', 7);
    expect(seen).toEqual([['curl', ['--silent', '--show-error', '--globoff', '--max-time', '7', '--write-out', '\n%{http_code}', '--url', 'http://a/b'], { http_proxy: 'p' }]]);
  });

  test('takes status and body apart, whatever lines the body has', async () => {
    await expect(http({ stdout: 'one\ntwo\n\n503' }).get('http://a', 1)).resolves.toEqual({ kind: 'answer', status: 503, body: 'one\ntwo\n' });
    await expect(http({ stdout: '\n204' }).get('http://a', 1)).resolves.toEqual({ kind: 'answer', status: 204, body: '' });
  });

  test('gives the reason when there is no answer', async () => {
    await expect(http({ exitCode: 7, stderr: 'curl: (7) refused\n' }).get('http://a', 1)).resolves.toEqual({ kind: 'no-answer', reason: 'curl: (7) refused' });
    await expect(http({ exitCode: 28, stderr: ' ' }).get('http://a', 1)).resolves.toEqual({ kind: 'no-answer', reason: 'curl ended with exit code 28' });
  });
});

describe('StreamLog and the system clock', () => {
  test('writes steps with the time in UTC and other text as it is', () => {
    const written: string[] = [];
    const log = new StreamLog((text) => written.push(text), new FakeClock(Date.parse('2026-01-02T03:04:05.678Z')));
    log.step('a step');
    log.plain('text');
    expect(written).toEqual(['03:04:05  a step\n', 'text\n']);
  });

  test('the system clock goes on while one sleeps', async () => {
    const before = systemClock.now();
    expect(Math.abs(before - Date.now())).toBeLessThan(1000);
    await systemClock.sleep(20);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before + 15);
  });
});
