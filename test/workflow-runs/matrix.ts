import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Account } from './account';
import { AppRepository } from './app-repository';
import { AuditRegistry } from './audit-registry';
import { before, factsOf } from './facts';
import { deployByHand } from './first-deployment';
import { makeJavaApp } from './java-app';
import { LanguageApp } from './language-app';
import { makeNodeApp, NODE_EXAMPLE } from './node-app';
import { makePythonApp } from './python-app';
import { ROOT } from './root';
import { Facts, Repository, Scenario } from './scenario';
import { RunContext, WorkflowRun } from './workflow-run';
import { down, Steps, up } from '../../src/sandbox';
import { Java } from '../languages/java';
import { Programs } from '../support/programs';
import { WORKFLOW_TOOLS } from '../support/workflow-tools';

/** The file that the runs are of, relative to the root. */
export const EXAMPLE_WORKFLOW = `${NODE_EXAMPLE}/.github/workflows/ci-cd.yml`;

const APP = 'orders-infra';
const TOPIC = 'cicd-topic-dev';

/** The repository that the example's roles trust. */
export const TRUSTED: Repository = { name: 'acme/orders-infra', id: '987654321', ownerId: '1234567' };

/** A scenario that has been run. */
export interface Row {
  readonly scenario: Scenario;
  readonly got: Facts;
  readonly seconds: number;
  /** Has the log of all jobs, `log.txt`. */
  readonly folder: string;
}

/** The runs of the example's workflow: one sandbox, one repository, one scenario after the other. */
export class Matrix {
  /**
   * To work on one scenario: `WORKFLOW_RUNS_KEEP=1` leaves everything in place, `WORKFLOW_RUNS_FOLDER` goes on with what was left.
   *
   * @param act the program
   */
  static async setUp(act: string, steps: Steps): Promise<Matrix> {
    const left = process.env.WORKFLOW_RUNS_FOLDER;
    const folder = left ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd-workflow-runs-'));
    const stateFolder = path.join(folder, 'sandbox');
    const auditRegistry = await AuditRegistry.start();
    let account: Account | undefined;
    try {
      const sandbox = await up({ stateFolder, steps, frontCommand: [process.execPath, path.join(ROOT, 'assets', 'cli', 'index.js'), '_front'] });
      account = new Account(sandbox);
      const app = left ? AppRepository.open(path.join(folder, APP)) : await steps.run('repository of the example, with the packed package', () => makeNodeApp(path.join(folder, APP)));
      const context: RunContext = { act, account, app, folder, repository: TRUSTED, auditRegistry: auditRegistry.url };
      if (!left) await prepareAccount(context, steps);
      await account.listenTo(TOPIC);
      return new Matrix(context, auditRegistry, steps);
    } catch (error) {
      account?.close();
      await auditRegistry.stop();
      await down(stateFolder, steps);
      throw error;
    }
  }

  private runs: number;
  private readonly apps = new Map<string, Promise<LanguageApp>>();

  private constructor(private readonly context: RunContext, private readonly auditRegistry: AuditRegistry, private readonly steps: Steps) {
    this.runs = fs.readdirSync(context.folder).filter((name) => name.startsWith('run-')).length;
  }

  async run(scenario: Scenario): Promise<Row> {
    const { account } = this.context;
    const context = { ...this.context, ...(scenario.language ? await this.appIn(scenario.language) : {}) };
    const started = Date.now();
    this.prepareRegistry(scenario);
    const since = await before(account);
    const ended = await new WorkflowRun(context, scenario, ++this.runs).perform();
    const got = await factsOf(scenario, account, ended, since);
    return { scenario, got, seconds: (Date.now() - started) / 1000, folder: ended.folder };
  }

  async tearDown(): Promise<void> {
    this.context.account.close();
    await this.auditRegistry.stop();
    for (const made of await Promise.allSettled(this.apps.values())) if (made.status === 'fulfilled') made.value.remove();
    if (process.env.WORKFLOW_RUNS_KEEP) return;
    await down(this.context.account.sandbox.stateFolder, this.steps);
    fs.rmSync(this.context.folder, { recursive: true, force: true });
  }

  /** Made when it is first needed, since that takes a minute. */
  private appIn(language: NonNullable<Scenario['language']>): Promise<LanguageApp> {
    const { folder } = this.context;
    const repository = path.join(folder, `${language}-infra`);
    const make = { python: () => makePythonApp(repository, path.join(folder, 'installed')), java: () => makeJavaApp(repository) }[language];
    const made = this.apps.get(language) ?? this.steps.run(`repository of the example in ${language}, with the package as it would be published`, make);
    this.apps.set(language, made);
    return made;
  }

  private prepareRegistry({ advisory }: Scenario): void {
    this.auditRegistry.reset();
    if (advisory === 'nothing') this.auditRegistry.empty();
    else if (advisory) this.auditRegistry.report(...advisory);
  }
}

async function prepareAccount(context: RunContext, steps: Steps): Promise<void> {
  await steps.run('account bootstrapped', () => context.account.bootstrap());
  await steps.run('first deployment, by hand', () => deployByHand(context));
}

/** What a scenario's language needs and is not there; what all scenarios need is told by `findAct`. */
export function missingFor({ language }: Scenario): string | undefined {
  return language === 'java' ? new Java().missing() : undefined;
}

/** Where act is, or what of all that the runs need is missing. */
export function findAct(): Programs {
  const jq = WORKFLOW_TOOLS.jq.find();
  return jq.missing === undefined ? WORKFLOW_TOOLS.act.find() : jq;
}
