import * as fs from 'node:fs';
import * as path from 'node:path';
import { ACTION_VERSIONS } from '../../src/github/workflow/action-versions';
import { tryRun } from '../../src/sandbox';

/** Our own actions, in place of those of the table. */
const STUBS = path.join(__dirname, 'actions');

/** What a run of act is made of. */
export interface ActOptions {
  /** The program. */
  readonly act: string;
  /** The repository, checked out at the commit of the run. */
  readonly repository: string;
  /** Path of the workflow in the repository. */
  readonly workflowPath: string;
  readonly eventName: string;
  /** The event as GitHub would deliver it. */
  readonly event: object;
  readonly runId: string;
  readonly actor: string;
  /** Configuration variables of the repository. */
  readonly variables: Readonly<Record<string, string>>;
  /** A folder of the run's own. */
  readonly folder: string;
  /** The whole environment of the steps. */
  readonly env: NodeJS.ProcessEnv;
}

export type JobResult = 'ok' | 'failed' | 'skipped';

/** A line of the log. */
export interface LogLine {
  readonly jobID?: string;
  readonly jobResult?: 'success' | 'failure';
  readonly msg: string;
}

/** How a run ended. */
export class ActResult {
  /** @param said what act printed that is no line of a job: without jobs, why there are none */
  constructor(private readonly lines: readonly LogLine[], readonly said: string) {}

  /** Of a job with several legs the worst; a job without a result did not run. */
  resultOf(job: string): JobResult {
    const results = this.lines.filter(({ jobID, jobResult }) => jobID === job && jobResult).map(({ jobResult }) => jobResult);
    if (results.length === 0) return 'skipped';
    return results.includes('failure') ? 'failed' : 'ok';
  }

  /** How many legs of a job ran. */
  legsOf(job: string): number {
    return this.lines.filter(({ jobID, jobResult }) => jobID === job && jobResult).length;
  }

  logOf(job: string): string {
    return this.lines.filter(({ jobID }) => jobID === job).map(({ msg }) => msg.trimEnd()).join('\n');
  }

  get log(): string {
    return `${this.lines.map(({ jobID, msg }) => `${jobID ?? ''} | ${msg.trimEnd()}`).join('\n')}\n${this.said}`;
  }
}

/** Runs a workflow on this machine, with our own actions: nothing is fetched. */
export async function runAct(options: ActOptions): Promise<ActResult> {
  const eventFile = path.join(options.folder, 'event.json');
  fs.writeFileSync(eventFile, JSON.stringify(options.event));
  const cache = path.join(options.folder, 'act');
  const { stdout, stderr } = await tryRun(options.act, [
    options.eventName, '--json', '--workflows', options.workflowPath, '--directory', options.repository, '--eventpath', eventFile, '--actor', options.actor,
    // Failed jobs leave their workspaces below this path.
    '--platform', 'ubuntu-latest=-self-hosted', '--no-cache-server', '--action-offline-mode', '--action-cache-path', cache,
    // Our checkout does what act would do by itself: so a job without it has no file of the repository.
    '--no-skip-checkout',
    '--secret', 'GITHUB_TOKEN=of-the-job', '--env', `GITHUB_RUN_ID=${options.runId}`,
    ...Object.entries(options.variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    ...Object.entries(ACTION_VERSIONS).flatMap(([action, { sha }]) => ['--local-repository', `${action}@${sha}=${path.join(STUBS, action)}`]),
  ], { cwd: options.repository, env: options.env, timeoutSeconds: 600 });
  fs.rmSync(cache, { recursive: true, force: true });
  return parseLog(`${stdout}\n${stderr}`);
}

function parseLog(text: string): ActResult {
  const lines = text.split('\n').filter(Boolean);
  const isLine = (line: string) => line.startsWith('{') && line.endsWith('}');
  return new ActResult(lines.filter(isLine).map((line) => JSON.parse(line) as LogLine), lines.filter((line) => !isLine(line)).join('\n'));
}
