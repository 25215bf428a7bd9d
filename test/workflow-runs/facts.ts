import * as fs from 'node:fs';
import * as path from 'node:path';
import { Account } from './account';
import { ActResult, JobResult } from './act';
import { Facts, JOBS, Scenario } from './scenario';
import { EndedRun } from './workflow-run';
import { waitFor } from '../../src/sandbox/background-process';

const STACK = 'Orders';

interface Call {
  readonly job: string;
  readonly program: string;
  readonly args: string[];
  readonly how: string;
}

/** How things stood before a run. */
export interface Before {
  readonly changedAt: string;
  readonly logLength: number;
}

export async function before(account: Account): Promise<Before> {
  await account.subjects();
  return { changedAt: await account.changedAt(STACK), logLength: account.log.length };
}

/** What came of a run: of each fact that is expected, what it is. */
export async function factsOf(scenario: Scenario, account: Account, run: EndedRun, since: Before): Promise<Facts> {
  const log = account.log.slice(since.logLength);
  const facts: Record<keyof Facts, () => string | Promise<string>> = {
    jobs: () => jobsFact(run.result),
    stack: () => stackFact(account, run, since),
    message: () => messageFact(account, scenario.expected.message !== 'none'),
    comments: () => commentsFact(run.comments),
    synthesised: () => calls(run).filter(({ args, how }) => how !== 'nested' && args.includes('synth')).map(({ job }) => job).join(', '),
    tokens: () => matches(log, /token for job ([\w-]+) of run \S+ (repo:\S+),/g, ([, job, subject]) => `${job} ${subject}`),
    bootstrapRoles: () => matches(log, /AssumeRole of \S+role\/cdk-\w+-([\w-]+)-role-\S+ allowed for \S+assumed-role\/cicd-github-(\w+)-role/g, ([, taken, by]) => `${by}: ${taken}`),
    said: () => scenario.listensFor?.exec(run.result.log)?.[0] ?? 'nothing of it',
  };
  const asked = Object.keys(scenario.expected) as Array<keyof Facts>;
  return Object.fromEntries(await Promise.all(asked.map(async (name) => [name, await facts[name]()]))) as unknown as Facts;
}

function jobsFact(result: ActResult): string {
  const of = (wanted: JobResult) => JOBS.filter((job) => result.resultOf(job) === wanted).map((job) => (result.legsOf(job) > 1 ? `${job} (${result.legsOf(job)} legs)` : job));
  return (['ok', 'failed', 'skipped'] as const).filter((wanted) => of(wanted).length > 0).map((wanted) => `${wanted}: ${of(wanted).join(' ')}`).join('; ');
}

async function stackFact(account: Account, { folder }: EndedRun, { changedAt }: Before): Promise<string> {
  if (await account.changedAt(STACK) === changedAt) return 'as before';
  return await account.hasTemplate(STACK, path.join(folder, 'artifacts', 'cloud-assembly', `${STACK}.template.json`)) ? 'is the artifact' : 'is something else';
}

/** A message takes a moment; that there is none is known at once, for the run has ended. */
async function messageFact(account: Account, isExpected: boolean): Promise<string> {
  let subjects: string[] = [];
  await waitFor(async () => {
    subjects = await account.subjects();
    return subjects.length > 0 || !isExpected;
  }, 10, 500);
  return subjects.join(', ') || 'none';
}

function commentsFact(file: string): string {
  if (!fs.existsSync(file)) return 'none';
  const comments = JSON.parse(fs.readFileSync(file, 'utf8')) as Array<{ issue: string; body: string; edits: number }>;
  return comments.map(({ issue, body, edits }) => `#${issue} ${edits === 0 ? 'made' : `made, changed ${edits} times`}: ${changesIn(body)}`).join('; ');
}

/** What a diff says of the tag that the scenarios change: each value that goes or comes. */
function changesIn(body: string): string {
  return [...new Set([...body.matchAll(/\[([-+])\]\s+"Value": "(\d+)"/g)].map(([, sign, value]) => `${sign}${value}`))].join(' ') || 'no difference';
}

function calls({ folder }: EndedRun): Call[] {
  const file = path.join(folder, 'calls.jsonl');
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Call);
}

function matches(text: string, pattern: RegExp, show: (match: RegExpMatchArray) => string): string {
  return [...new Set([...text.matchAll(pattern)].map(show))].sort().join('; ') || 'none';
}
