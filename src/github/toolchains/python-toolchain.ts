import { Construct } from 'constructs';
import * as scripts from './private/python-scripts';
import { requireSecretName, withKey } from './private/scanner-key';
import { checkedSuites, requireEnvironment, requireForm, requireNodeVersion, withEnvironment } from './private/toolchain-options';
import { setUpNode } from './set-up-node';
import { Toolchain, ToolchainBindOptions, ToolchainConfig, WorkflowStep } from './toolchain';
import { requireThat } from '../../private/errors';

/** What installs the dependencies of a Python app. */
export enum PythonInstaller {
  /** pip. The lock is requirements files in which every package is pinned with hashes, as `pip-compile --generate-hashes` or `uv pip compile --generate-hashes` write them. */
  PIP = 'pip',
  /** uv. The lock is `uv.lock`. */
  UV = 'uv',
}

/** What looks the dependencies of a Python app up in a database of vulnerabilities. */
export enum PythonDependencyScanner {
  /**
   * Safety, the command `safety check` of release 3.8.1.
   *
   * The program is MIT. Its data are not: without an account it downloads the free database, which is smaller, is renewed once a month and
   * is licensed for non-commercial use (CC BY-NC-SA 4.0). A company needs a plan, whose API key is given by `safetyApiKeySecretName`.
   * `safety scan`, which replaces the deprecated `safety check`, refuses to run without an account.
   *
   * @see https://github.com/pyupio/safety#license
   * @see https://github.com/pyupio/safety-db#using-this-data
   * @see https://github.com/pyupio/safety/issues/663
   */
  SAFETY = 'safety',
  /**
   * pip-audit of the Python Packaging Authority: the advisories of PyPI, no account. A package that PyPI does not know fails the scan.
   * @see https://github.com/pypa/pip-audit
   */
  PIP_AUDIT = 'pip-audit',
}

/** A CDK app in Python. */
export interface PythonToolchainOptions {
  /**
   * What installs the dependencies.
   * @default PythonInstaller.PIP
   */
  readonly installer?: PythonInstaller;

  /**
   * The version of Python, with or without the patch.
   * @default '3.13'
   */
  readonly pythonVersion?: string;

  /**
   * The requirements files that pip installs, relative to the app's folder. Where `NAME.in` stands beside `NAME.txt`, what it asks for must be pinned in one of them.
   * @default ['requirements.txt']
   */
  readonly requirementsFiles?: string[];

  /**
   * What looks up the dependencies. Bandit, which reads the app's code, runs with either.
   * @default PythonDependencyScanner.SAFETY
   */
  readonly dependencyScanner?: PythonDependencyScanner;

  /**
   * The name of the GitHub secret with the API key of a Safety plan, never the key.
   *
   * GitHub hands no secrets to pull requests from forks: Safety then reads its free database, and a warning says so.
   * @default - the free database, for non-commercial use
   * @see https://docs.safetycli.com/safety-docs/support/invalid-api-key-error
   */
  readonly safetyApiKeySecretName?: string;

  /**
   * The test suites by name. Each leaves JUnit below `reports/{name}` and Cobertura below `coverage/{name}`, as files `*.xml`.
   * @default - `unit` and `integration`: pytest with pytest-cov on `tests/unit` and `tests/integration`; both must be among the requirements
   */
  readonly suites?: { readonly [suiteName: string]: string };

  /**
   * The version of Node: the CDK's command line is a Node program, and so is what runs behind its Python library.
   * @default '24'
   */
  readonly nodeVersion?: string;

  /**
   * Environment variables of installation, suites and scanners. An expression may stand in a value: `${{ secrets.INDEX_URL }}` as `PIP_INDEX_URL`.
   * @default - only what the runner sets
   */
  readonly environment?: { readonly [name: string]: string };
}

/**
 * Python: pip or uv; pytest; Bandit, and Safety or pip-audit.
 *
 * The app lives in an environment of its own that stands first on the PATH, so `python3 app.py` in `cdk.json` finds it; the scanners live in
 * another. A scanner is believed only when its report shows that it looked something up.
 */
export class PythonToolchain extends Toolchain {
  constructor(private readonly options: PythonToolchainOptions = {}) {
    super();
  }

  bind(scope: Construct, _options: ToolchainBindOptions): ToolchainConfig {
    this.check(scope);
    const { environment, requirementsFiles = ['requirements.txt'] } = this.options;
    const installer = this.options.installer === PythonInstaller.UV ? UV : pip(requirementsFiles);
    const suites = checkedSuites(scope, this.options.suites ?? { unit: pytest('unit'), integration: pytest('integration') }, environment);
    return {
      setup: [
        { name: 'Set up Python', uses: 'actions/setup-python', inputs: { 'python-version': this.options.pythonVersion ?? '3.13' } },
        setUpNode(this.options.nodeVersion ?? '24'),
        ...withEnvironment([...installer.setup, { name: "Make the app's environment", run: scripts.MAKE_ENVIRONMENT }], environment),
      ],
      checkLock: withEnvironment([{ name: 'Check that the lock file is in sync', run: installer.checkLock }], environment),
      install: withEnvironment([{ name: 'Install what the lock file says', run: installer.install }], environment),
      compile: [],
      suites,
      scan: withEnvironment([...this.scan(installer)], environment),
    };
  }

  private check(scope: Construct): void {
    const { installer, pythonVersion, requirementsFiles, dependencyScanner, safetyApiKeySecretName, nodeVersion, environment } = this.options;
    requireForm(scope, 'pythonVersion', pythonVersion, /^3\.\d+(\.\d+)?$/, "must be a version of Python 3 like '3.13' or '3.13.2'", 'give the version in digits');
    requireNodeVersion(scope, nodeVersion);
    requireEnvironment(scope, environment);
    requireThat(scope, !(requirementsFiles && installer === PythonInstaller.UV), { prop: 'requirementsFiles', rule: 'must be left out with uv', value: requirementsFiles, fix: 'uv installs what uv.lock says' });
    requireThat(scope, requirementsFiles?.length !== 0, { prop: 'requirementsFiles', rule: 'must have at least one file', value: requirementsFiles, fix: "leave it out for ['requirements.txt']" });
    requirementsFiles?.forEach((file) => requireForm(scope, 'requirementsFiles', file, /^(?![-/])[\w./-]+\.txt$/, "must be paths relative to the app's folder that end in .txt", "name the file like 'requirements.txt'"));
    requireThat(scope, !(safetyApiKeySecretName && dependencyScanner === PythonDependencyScanner.PIP_AUDIT), { prop: 'safetyApiKeySecretName', rule: 'must be left out without Safety', value: safetyApiKeySecretName, fix: 'pip-audit needs no account' });
    requireSecretName(scope, 'safetyApiKeySecretName', safetyApiKeySecretName, 'SAFETY_API_KEY');
  }

  private scan({ exported, requirements }: Installer): WorkflowStep[] {
    const { dependencyScanner = PythonDependencyScanner.SAFETY, safetyApiKeySecretName } = this.options;
    const install: WorkflowStep = { name: 'Install the scanners', run: scripts.installTools('scanners', ['bandit', dependencyScanner]) };
    const bandit: WorkflowStep = { name: 'Bandit', run: scripts.BANDIT };
    const lookUp: WorkflowStep = dependencyScanner === PythonDependencyScanner.PIP_AUDIT
      ? { name: 'pip-audit', run: scripts.pipAudit(requirements) }
      : withKey('Safety', scripts.safety(requirements), { variable: 'SAFETY_API_KEY', secretName: safetyApiKeySecretName, without: 'Safety reads its free database' });
    return [install, ...exported, bandit, lookUp];
  }
}

/** What pip and uv do differently. */
interface Installer {
  readonly setup: WorkflowStep[];
  readonly checkLock: string;
  readonly install: string;
  /** Writes the requirements that the scanners read, where they are not in the repository. */
  readonly exported: WorkflowStep[];
  readonly requirements: string[];
}

const UV: Installer = {
  setup: [{ name: 'Install uv', run: scripts.INSTALL_UV }],
  checkLock: 'uv lock --check',
  install: `${scripts.UV_ENVIRONMENT}\nuv sync --locked`,
  exported: [{ name: 'Write down what uv locked', run: scripts.UV_EXPORT }],
  requirements: [scripts.UV_EXPORTED],
};

function pip(files: string[]): Installer {
  return { setup: [], checkLock: scripts.pipLockCheck(files), install: scripts.pipInstall(files), exported: [], requirements: files };
}

function pytest(suite: string): string {
  return `python -m pytest tests/${suite} --junitxml reports/${suite}/junit.xml --cov --cov-report xml:coverage/${suite}/coverage.xml`;
}
