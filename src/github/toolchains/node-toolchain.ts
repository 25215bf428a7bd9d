import { Construct } from 'constructs';
import { audit, BUILDS, ENABLE_COREPACK, INSTALLS, lockCheck, Manager } from './private/node-scripts';
import { checkedSuites, requireEnvironment, requireNodeVersion, withEnvironment } from './private/toolchain-options';
import { setUpNode } from './set-up-node';
import { Toolchain, ToolchainBindOptions, ToolchainConfig, WorkflowStep } from './toolchain';

/** What installs the dependencies of a Node app. */
export enum NodePackageManager {
  /** npm, as it comes with Node. */
  NPM = 'npm',
  /** pnpm, the release that the field `packageManager` of `package.json` pins. The audit needs 11.28 or later: earlier ones ask an endpoint that npm retired. */
  PNPM = 'pnpm',
  /** Yarn 2 or later, the release that the field `packageManager` of `package.json` pins. Yarn Classic is refused: what its audit asks was retired by npm. */
  YARN = 'yarn',
}

/** How grave an advisory must be for the audit to fail. */
export enum AuditLevel {
  /** Every advisory but those for information. */
  LOW = 'low',
  /** Moderate, high and critical. */
  MODERATE = 'moderate',
  /** High and critical. */
  HIGH = 'high',
  /** Only critical. */
  CRITICAL = 'critical',
}

/** A CDK app in TypeScript or JavaScript. */
export interface NodeToolchainOptions {
  /**
   * What installs the dependencies. Its lock file must be committed.
   * @default NodePackageManager.NPM
   */
  readonly packageManager?: NodePackageManager;

  /**
   * The version of Node, a major one or an exact one.
   * @default '24'
   */
  readonly nodeVersion?: string;

  /**
   * The test suites by name. Each leaves JUnit below `reports/{name}` and Cobertura below `coverage/{name}`, as files `*.xml`.
   *
   * With jest that is `--reporters=default --reporters=jest-junit` with `JEST_JUNIT_OUTPUT_DIR=reports/unit`, and
   * `--coverage --coverageReporters=cobertura --coverageDirectory=coverage/unit`.
   * @default - `unit` is the script `test` of package.json, `integration` its script `test:integration`
   */
  readonly suites?: { readonly [suiteName: string]: string };

  /**
   * From which level on an advisory for a dependency fails the job `security-scan`.
   * @default AuditLevel.HIGH
   */
  readonly auditLevel?: AuditLevel;

  /**
   * Environment variables of installation, compilation, suites and audit. An expression may stand in a value: `${{ secrets.NPM_TOKEN }}`.
   * @default - only what the runner sets
   */
  readonly environment?: { readonly [name: string]: string };
}

/**
 * TypeScript and JavaScript: npm, pnpm or Yarn; any test runner that writes JUnit; the manager's own audit.
 *
 * The audit fails when the registry could not be asked: it first asks for a package that is known to have advisories.
 */
export class NodeToolchain extends Toolchain {
  constructor(private readonly options: NodeToolchainOptions = {}) {
    super();
  }

  bind(scope: Construct, _options: ToolchainBindOptions): ToolchainConfig {
    const { environment, nodeVersion, auditLevel = AuditLevel.HIGH } = this.options;
    const manager: Manager = this.options.packageManager ?? NodePackageManager.NPM;
    requireNodeVersion(scope, nodeVersion);
    requireEnvironment(scope, environment);
    const suites = checkedSuites(scope, this.options.suites ?? defaultSuites(manager), environment);
    const step = (name: string, run: string): WorkflowStep[] => withEnvironment([{ name, run }], environment);
    return {
      setup: setup(manager, nodeVersion ?? '24'),
      checkLock: step('Check that the lock file is in sync', lockCheck(manager)),
      install: step('Install what the lock file says', INSTALLS[manager]),
      compile: step('Compile', BUILDS[manager]),
      suites,
      scan: step('Audit the dependencies', audit(manager, auditLevel)),
    };
  }
}

function setup(manager: Manager, nodeVersion: string): WorkflowStep[] {
  const corepack = manager === 'npm' ? [] : [{ name: 'Enable Corepack', run: ENABLE_COREPACK }];
  return [setUpNode(nodeVersion), ...corepack];
}

function defaultSuites(manager: Manager): { readonly [suiteName: string]: string } {
  return { unit: `${manager} test`, integration: `${manager} run test:integration` };
}
