import { createHash, randomBytes } from 'node:crypto';
import { SandboxState } from '../state';
import { WorkflowRun } from './model';

interface RegisteredRun {
  readonly tokenHash: string;
  readonly run: WorkflowRun;
}

const RUNS = 'github-runs';

/** The runs that may ask for tokens, by what they show to do so. */
export class RunStore {
  constructor(private readonly state: SandboxState) {}

  get count(): number {
    return this.all().length;
  }

  /** Keeps the run and answers its request token, which is not kept. */
  register(run: WorkflowRun): string {
    const requestToken = randomBytes(32).toString('hex');
    this.state.write(RUNS, [...this.all(), { tokenHash: hash(requestToken), run }]);
    return requestToken;
  }

  /** The run of a request token; undefined when nobody was given it. */
  find(requestToken: string): WorkflowRun | undefined {
    const tokenHash = hash(requestToken);
    return this.all().find((registered) => registered.tokenHash === tokenHash)?.run;
  }

  private all(): RegisteredRun[] {
    return this.state.read<RegisteredRun[]>(RUNS, []);
  }
}

function hash(requestToken: string): string {
  return createHash('sha256').update(requestToken).digest('hex');
}
