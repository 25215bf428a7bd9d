import { spawnSync } from 'child_process';

/** How a program ended. */
export interface Ended {
  readonly passed: boolean;
  readonly output: string;
}

/** One thing that a user's project does, a column of the table. */
export interface Step extends Ended {
  readonly name: 'packaged' | 'compiled' | 'tested' | 'synthesised';
  /** What was synthesised. */
  readonly template?: string;
}

/** A language in which the package is published, with the project of a user who writes it. */
export interface Language {
  /** The word that chooses it. */
  readonly name: string;

  /** Which toolchain is missing, and how to get it. */
  missing(): string | undefined;

  /**
   * Builds the package and uses it in a project; a step after one that failed is not taken.
   *
   * @param folder empty, removed afterwards
   */
  steps(folder: string): Generator<Step>;
}

/** What every app is told, as the CDK's command line tells it. In CI, so that the committed workflow of the example is compared and not written. */
export const RUN = {
  CDK_DEFAULT_ACCOUNT: '111111111111',
  CDK_DEFAULT_REGION: 'us-east-1',
  CDK_OUTDIR: 'cdk.out',
  CDK_VALIDATION: undefined,
  CI: 'true',
  TS_NODE_PROJECT: undefined,
};

/** Runs a program in a user's project. */
export function run(program: string, args: string[], cwd: string, environment: NodeJS.ProcessEnv = {}): Ended {
  const env = { ...process.env, ...RUN, ...environment };
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024, timeout: 900_000 });
  return { passed: status === 0, output: error?.message ?? `${stdout}${stderr}` };
}

/** The first of these commands that does not run. */
export function firstMissing(...commands: string[][]): string | undefined {
  return commands.find(([program, ...args]) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0)?.[0];
}
