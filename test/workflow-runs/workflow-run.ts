import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { Account } from './account';
import { ActResult, runAct } from './act';
import { AppRepository } from './app-repository';
import { runnerEnvironment } from './runner-environment';
import { JOBS, Repository, Scenario } from './scenario';

const TOOLKIT = path.join(__dirname, 'actions', 'toolkit.js');
const WORKFLOW_PATH = '.github/workflows/ci-cd.yml';

/** What all runs share. */
export interface RunContext {
  readonly act: string;
  readonly account: Account;
  readonly app: AppRepository;
  readonly repository: Repository;
  /** Holds what was recorded, what was installed, the comments. */
  readonly folder: string;
  readonly auditRegistry: string;
  /** What the steps of this app need beyond the rest. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run of the workflow that has ended. */
export interface EndedRun {
  readonly result: ActResult;
  /** Artifacts, and the calls of programs. */
  readonly folder: string;
  readonly comments: string;
}

/** One run, from the registration at GitHub's token service to the end of its last job. */
export class WorkflowRun {
  private readonly folder: string;
  private readonly repository: Repository;
  private readonly workflowPath: string;

  constructor(private readonly context: RunContext, private readonly scenario: Scenario, private readonly id: number) {
    this.folder = path.join(context.folder, `run-${id}`);
    this.repository = scenario.repository ?? context.repository;
    this.workflowPath = scenario.workflowPath ?? WORKFLOW_PATH;
    fs.mkdirSync(this.folder, { recursive: true });
  }

  async perform(): Promise<EndedRun> {
    const sha = await this.commit();
    const token = await this.register(sha);
    const result = await this.act({
      ...this.environment(),
      ACTIONS_ID_TOKEN_REQUEST_URL: token.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token.requestToken,
    });
    fs.writeFileSync(path.join(this.folder, 'log.txt'), result.log);
    return { result, folder: this.folder, comments: this.commentsFile };
  }

  private async commit(): Promise<string> {
    const { app } = this.context;
    const { branch, changes, workflow = (text) => text } = this.scenario;
    await app.setOrigin(this.repository.name);
    await app.startBranch(branch);
    const text = app.read(WORKFLOW_PATH);
    const changed = workflow(text);
    const isChanged = changed !== text || this.workflowPath !== WORKFLOW_PATH;
    return app.commit({ ...changes, ...(isChanged ? { [this.workflowPath]: changed } : {}) });
  }

  /** The run as GitHub knows it: what the tokens of its jobs say. */
  private async register(sha: string): Promise<{ requestUrl: string; requestToken: string }> {
    const { scenario, repository } = this;
    const workflow = this.context.app.read(this.workflowPath);
    const { frontUrl } = this.context.account.sandbox;
    const response = await fetch(`${frontUrl}/_sandbox/github/runs`, {
      method: 'POST',
      body: JSON.stringify({
        runId: String(this.id),
        eventName: scenario.eventName,
        ref: this.ref,
        sha,
        actor: 'jane',
        repository: repository.name,
        repositoryId: repository.id,
        repositoryOwnerId: repository.ownerId,
        immutableSubject: scenario.immutableSubject ?? true,
        fork: scenario.fork ?? false,
        workflowPath: this.workflowPath,
        workflow,
        environments: await this.environments(workflow),
      }),
    });
    if (!response.ok) throw new Error(`the run could not be registered: ${await response.text()}`);
    return await response.json() as { requestUrl: string; requestToken: string };
  }

  /** What the expressions of environments come to in this run: act ignores environments, but evaluates the same expression elsewhere. */
  private async environments(workflow: string): Promise<Record<string, string>> {
    const jobs = (parse(workflow) as { jobs: Record<string, { environment?: { name: string } }> }).jobs;
    const expressions = Object.fromEntries(Object.entries(jobs).map(([job, { environment }]) => [job, environment?.name ?? '']).filter(([, name]) => name.includes('${{')));
    if (Object.keys(expressions).length === 0) return {};
    const steps = Object.entries(expressions).map(([job, expression]) => ({ run: 'echo "environment:$JOB=$NAME"', env: { JOB: job, NAME: expression } }));
    const probe = path.join(this.folder, 'probe.yml');
    fs.writeFileSync(probe, JSON.stringify({ name: 'probe', on: this.scenario.eventName, jobs: { probe: { 'runs-on': 'ubuntu-latest', steps } } }));
    const { log } = await this.act(this.environment(), probe);
    return Object.fromEntries([...log.matchAll(/environment:([\w-]+)=([\w.-]+)/g)].map(([, job, name]) => [job, name]));
  }

  private act(env: NodeJS.ProcessEnv, workflowPath = this.workflowPath): Promise<ActResult> {
    const { act, app, account: { sandbox } } = this.context;
    return runAct({
      act,
      env,
      workflowPath,
      repository: app.folder,
      eventName: this.scenario.eventName,
      event: this.event,
      folder: this.folder,
      runId: String(this.id),
      actor: 'jane',
      variables: { AWS_ACCOUNT_ID: sandbox.accountId, AWS_REGION: sandbox.region },
    });
  }

  private get ref(): string {
    return this.scenario.eventName === 'pull_request' ? `refs/pull/${this.scenario.pullRequest}/merge` : `refs/heads/${this.scenario.branch}`;
  }

  private get event(): object {
    const { eventName, branch, pullRequest: number, fork } = this.scenario;
    const repository = { full_name: this.repository.name };
    if (eventName !== 'pull_request') return { ref: this.ref, repository };
    const head = { ref: branch, repo: { full_name: fork ? 'mallory/orders-infra' : repository.full_name } };
    return { number, repository, pull_request: { number, head, base: { ref: 'main', repo: repository }, user: { login: fork ? 'mallory' : 'jane' } } };
  }

  private get commentsFile(): string {
    return path.join(this.context.folder, 'comments.json');
  }

  /** What the steps see: the sandbox as the only AWS, no credentials, our programs first on the PATH. */
  private environment(): NodeJS.ProcessEnv {
    const { folder, account: { sandbox }, app, auditRegistry } = this.context;
    const { real = [] } = this.scenario;
    return {
      ...runnerEnvironment(sandbox),
      WORKFLOW_RUN_FOLDER: this.folder,
      WORKFLOW_RUN_REPOSITORY: app.folder,
      WORKFLOW_RUN_TOOLKIT: TOOLKIT,
      WORKFLOW_RUN_COMMENTS: this.commentsFile,
      WORKFLOW_RUN_INSTALLED: path.join(folder, 'installed'),
      WORKFLOW_RUN_RECORDING: path.join(folder, `recording-of-${path.basename(app.folder)}`),
      WORKFLOW_RUN_RECORDS: real.length === JOBS.length ? 'yes' : '',
      WORKFLOW_RUN_REPLAYED: JOBS.filter((job) => !real.includes(job)).join(' '),
      WORKFLOW_RUN_AUDIT_REGISTRY: auditRegistry,
      SAFETY_AUTH_SERVER_URL: auditRegistry.replace(/\/$/, ''),
      ...this.context.environment,
    };
  }
}
