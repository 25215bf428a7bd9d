import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireThat } from '../../../private/errors';
import type { ToolchainSuite, WorkflowStep } from '../toolchain';

type Texts = { readonly [name: string]: string };

/** Throws unless the text has the form; a token is left alone, and so is an option that was not given. */
export function requireForm(scope: Construct, prop: string, value: string | undefined, form: RegExp, rule: string, fix: string): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  requireThat(scope, form.test(value), { prop, rule, value, fix });
}

/** Throws unless a shell or a program may have variables of these names. */
export function requireEnvironment(scope: Construct, environment: Texts = {}): void {
  for (const name of Object.keys(environment)) {
    requireForm(scope, 'environment', name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'must have names of letters, digits and underscores', 'name the variable as a shell can');
  }
}

/** The suites, each with the environment; throws unless there is one, and each can be a leg of the matrix. */
export function checkedSuites(scope: Construct, suites: Texts, env?: Texts): ToolchainSuite[] {
  requireThat(scope, Object.keys(suites).length > 0, { prop: 'suites', rule: 'must have at least one suite', value: suites, fix: "leave it out, or give { unit: 'the command' }" });
  for (const [suiteName, run] of Object.entries(suites)) {
    requireForm(scope, 'suites', suiteName, /^[a-z][a-z0-9-]*$/, 'must have names of lower-case letters, digits and hyphens', "name the suite like 'unit' or 'end-to-end'");
    requireThat(scope, run.trim().length > 0, { prop: 'suites', rule: `must have a command for '${suiteName}'`, value: run, fix: 'give the command that runs the suite' });
    requireForm(scope, 'suites', run, /^(?!.*\$\{\{)/s, 'must not have an expression in a command', 'hand the value over in environment, and read the variable in the command');
  }
  return Object.entries(suites).map(([suiteName, run]) => ({ suiteName, run, ...(env && { env }) }));
}

/** The steps, each with the environment: for those that run the app's own code. */
export function withEnvironment(steps: WorkflowStep[], env?: Texts): WorkflowStep[] {
  return env ? steps.map((step) => ({ ...step, env: { ...env, ...step.env } })) : steps;
}

/** Throws unless it is a version of Node: a major one, or as exact as one likes. */
export function requireNodeVersion(scope: Construct, version?: string): void {
  requireForm(scope, 'nodeVersion', version, /^\d+(\.\d+){0,2}$/, "must be a version of Node like '24' or '24.5.0'", 'give the version in digits');
}
