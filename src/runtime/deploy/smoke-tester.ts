import { SmokeTest } from './deploy-settings';
import { Clock } from '../ports/clock';
import { Http, HttpAnswer } from '../ports/http';
import { Log } from '../ports/log';

const PAUSE_MILLISECONDS = 3_000;
const REQUEST_TIMEOUT_SECONDS = 10;
const BODY_SHOWN = 200;

/** Whether the service answered as expected, and what it answered last. */
export interface SmokeResult {
  readonly passed: boolean;
  readonly got: string;
}

/** Asks the deployed service until it answers with the expected status, or the time is over. */
export async function smokeTest(test: SmokeTest, ports: { http: Http; clock: Clock; log: Log }): Promise<SmokeResult> {
  const { http, clock, log } = ports;
  const deadline = clock.now() + test.timeoutSeconds * 1000;
  log.step(`smoke test: GET ${test.url} must answer ${test.status}`);
  for (;;) {
    const left = deadline - clock.now();
    const answer = await http.get(test.url, Math.max(1, Math.min(REQUEST_TIMEOUT_SECONDS, Math.ceil(left / 1000))));
    const got = describeAnswer(answer);
    log.step(`smoke test got ${got}`);
    if (answer.kind === 'answer' && answer.status === test.status) { return { passed: true, got }; }
    if (clock.now() + PAUSE_MILLISECONDS >= deadline) { return { passed: false, got }; }
    await clock.sleep(PAUSE_MILLISECONDS);
  }
}

function describeAnswer(answer: HttpAnswer): string {
  if (answer.kind === 'no-answer') { return `no answer: ${answer.reason}`; }
  const body = answer.body.replace(/\s+/g, ' ').trim();
  return `${answer.status} ${JSON.stringify(body.length > BODY_SHOWN ? `${body.slice(0, BODY_SHOWN)}...` : body)}`;
}
