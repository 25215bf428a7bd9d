import { Construct } from 'constructs';

/** One step of a job. It has either `run` or `uses`. */
export interface WorkflowStep {
  /** What it does, as the log shows it. */
  readonly name: string;

  /**
   * The step's id, by which later steps read its outputs.
   * @default - no id
   */
  readonly id?: string;

  /**
   * The condition under which it runs, an expression without `${{ }}`.
   * @default - when all steps before have succeeded
   */
  readonly condition?: string;

  /**
   * An action: `owner/name` of the package's own table, which pins it, or one that is pinned already, `owner/name@{full commit}`.
   * @default - a shell command
   */
  readonly uses?: string;

  /**
   * What the action is given (`with`).
   * @default - the action's own defaults
   */
  readonly inputs?: { readonly [name: string]: string };

  /**
   * Shell commands. An expression is refused here, since it would be pasted into the script: hand it over in `env`.
   * @default - an action
   * @see https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
   */
  readonly run?: string;

  /**
   * Environment variables of this step alone.
   * @default - those of the job
   */
  readonly env?: { readonly [name: string]: string };
}

/** A test suite of the CDK app: one leg of the job `test`. */
export interface ToolchainSuite {
  /** The leg's name: lower-case letters, digits and hyphens. */
  readonly suiteName: string;
  /** The commands; they leave JUnit below `reports/{suiteName}` and coverage below `coverage/{suiteName}`. */
  readonly run: string;

  /**
   * Environment variables of the commands.
   * @default - those of the job
   */
  readonly env?: { readonly [name: string]: string };
}

/** What a toolchain is told. */
export interface ToolchainBindOptions {
  /** Where the CDK app is, relative to the root of the repository, `.` for the root. Commands run there; paths given to actions do not. */
  readonly workingDirectory: string;
}

/** What a toolchain brings to each job. */
export interface ToolchainConfig {
  /** Puts the language and the package manager on the runner. */
  readonly setup: WorkflowStep[];
  /** Fails when the lock file is not what the manifest asks for. */
  readonly checkLock: WorkflowStep[];
  /** Installs exactly what the lock file says. */
  readonly install: WorkflowStep[];
  /** Compiles, where there is something to compile. */
  readonly compile: WorkflowStep[];
  /** The test suites, at least one. */
  readonly suites: ToolchainSuite[];
  /** Security checks of the CDK app's code and dependencies. Each fails when it could not look anything up. */
  readonly scan: WorkflowStep[];
}

/**
 * The language of a CDK app: how it is installed, compiled, tested and scanned in GitHub Actions.
 *
 * `NodeToolchain`, `PythonToolchain` and `MavenToolchain` are there. Another language is a class that extends this one.
 */
export abstract class Toolchain {
  /**
   * Checks the options and answers the steps.
   *
   * @param scope the workflow, for the path in error messages
   * @param options where the app is
   */
  abstract bind(scope: Construct, options: ToolchainBindOptions): ToolchainConfig;
}
