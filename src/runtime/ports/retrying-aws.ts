import { Aws, AwsCallError, AwsService } from './aws';
import { Clock } from './clock';

const ATTEMPTS = 6;
const FIRST_PAUSE_MILLISECONDS = 1_000;

/** Codes after which the same call may succeed a moment later. */
const PASSING = new Set([
  'Throttling', 'ThrottlingException', 'ThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded', 'RequestThrottled',
  'ServerException', 'ServiceUnavailable', 'ServiceUnavailableException', 'InternalFailure', 'InternalServerError', 'InternalError',
  'RequestTimeout', 'RequestTimeoutException', 'Unreachable',
]);

/** Repeats calls that AWS throttled or that met a passing fault, with exponential pauses; every other refusal passes through at once. */
export class RetryingAws implements Aws {
  constructor(private readonly inner: Aws, private readonly clock: Clock) {}

  public async call<Output>(service: AwsService, operation: string, input: object): Promise<Output> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.inner.call<Output>(service, operation, input);
      } catch (error) {
        if (attempt === ATTEMPTS || !isPassing(error)) { throw error; }
        await this.clock.sleep(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1));
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AwsCallError && PASSING.has(error.code);
}
