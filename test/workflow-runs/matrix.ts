import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Account } from './account';
import { AppRepository } from './app-repository';
import { AuditRegistry } from './audit-registry';
import { before, factsOf } from './facts';
import { Facts, Repository, Scenario } from './scenario';
import { deployByHand, RunContext, WorkflowRun } from './workflow-run';
import { down, run, Steps, up } from '../../src/sandbox';
import { WORKFLOW_TOOLS } from '../support/workflow-tools';

const ROOT = path.resolve(__dirname, '..', '..');
const EXAMPLE = path.join(ROOT, 'examples', 'orders-infra');
const TOPIC = 'cicd-topic-dev';

/** The repository that the example's roles trust. */
export const TRUSTED: Repository = { name: 'acme/orders-infra', id: '987654321', ownerId: '1234567' };

/** A scenario that has been run. */
export interface Row {
  readonly scenario: Scenario;
  readonly got: Facts;
  readonly seconds: number;
  /** The log of all jobs. */
  readonly log: string;
}

/** The runs of the example's workflow: one sandbox, one repository, one scenario after the other. */
export class Matrix {
  /** @param act the program */
  static async setUp(act: string, steps: Steps): Promise<Matrix> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd-workflow-runs-'));
    const auditRegistry = await AuditRegistry.start();
    const stateFolder = path.join(folder, 'sandbox');
    try {
      const sandbox = await up({ stateFolder, steps, frontCommand: [process.execPath, path.join(ROOT, 'assets', 'cli', 'index.js'), '_front'] });
      const account = new Account(sandbox);
      const app = await steps.run('repository of the example, with the packed package', () => makeApp(folder));
      const context: RunContext = { act, account, app, folder, repository: TRUSTED, auditRegistry: auditRegistry.url };
      await steps.run('account bootstrapped', () => account.bootstrap());
      await steps.run('first deployment, by hand', () => deployByHand(context));
      await account.listenTo(TOPIC);
      return new Matrix(context, auditRegistry, steps);
    } catch (error) {
      await auditRegistry.stop();
      await down(stateFolder, steps);
      throw error;
    }
  }

  private runs = 0;

  private constructor(private readonly context: RunContext, private readonly auditRegistry: AuditRegistry, private readonly steps: Steps) {}

  async run(scenario: Scenario): Promise<Row> {
    const { account } = this.context;
    const started = Date.now();
    this.prepareRegistry(scenario);
    const since = await before(account);
    const ended = await new WorkflowRun(this.context, scenario, ++this.runs).perform();
    const got = await factsOf(scenario, account, ended, since);
    return { scenario, got, seconds: (Date.now() - started) / 1000, log: ended.result.log };
  }

  async tearDown(): Promise<void> {
    await this.auditRegistry.stop();
    if (process.env.WORKFLOW_RUNS_KEEP) return;
    await down(this.context.account.sandbox.stateFolder, this.steps);
    fs.rmSync(this.context.folder, { recursive: true, force: true });
  }

  private prepareRegistry({ advisory }: Scenario): void {
    this.auditRegistry.reset();
    if (advisory === 'nothing') this.auditRegistry.empty();
    else if (advisory) this.auditRegistry.report(...advisory);
  }
}

/** The example in a repository of its own; the package comes from the tarball that would be published. */
async function makeApp(folder: string): Promise<AppRepository> {
  const app = await AppRepository.create(EXAMPLE, path.join(folder, 'orders-infra'));
  const vendor = path.join(app.folder, 'vendor');
  fs.mkdirSync(vendor);
  const tarball = (await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', vendor], { cwd: ROOT })).trim();
  const manifest = path.join(app.folder, 'package.json');
  const text = fs.readFileSync(manifest, 'utf8');
  fs.writeFileSync(manifest, text.replace('"tap-cicd-pipeline": "*"', `"tap-cicd-pipeline": "file:vendor/${tarball}"`));
  await run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: app.folder });
  await app.commit('main');
  return app;
}

/** Where act is, or why not. */
export const findAct = () => WORKFLOW_TOOLS.act.find();
