import { WorkflowSettings } from './workflow-settings';

type Environments = WorkflowSettings['environments'];

/** A branch, or a folder of branches that ends in `/*`. */
export const BRANCH = /^[A-Za-z0-9][\w.-]*(\/[\w.-]+)*(\/\*)?$/;

/** @see https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments: up to 255 characters, here without what expressions and subjects would have to escape */
export const ENVIRONMENT_NAME = /^[A-Za-z0-9][\w.-]{0,254}$/;

/** The full reference of a branch, as tokens and contexts have it. */
const refOf = (branch: string): string => `refs/heads/${branch}`;

/** An expression that holds when the run is one of the branches' own, and not of a pull request to them. */
export function isDelivery(environments: Environments): string {
  return `github.event_name != 'pull_request' && (${environments.map(({ branch }) => onBranch(branch)).join(' || ')})`;
}

/** Each environment once, with the references of all its branches. */
export function refsByEnvironment(environments: Environments): Array<{ readonly environment: string; readonly refs: string[] }> {
  const names = [...new Set(environments.map(({ environment }) => environment))];
  const refsOf = (name: string) => environments.filter(({ environment }) => environment === name).map(({ branch }) => refOf(branch));
  return names.map((environment) => ({ environment, refs: refsOf(environment) }));
}

/** The GitHub environment of the run's branch: a name where all branches have the same, else an expression. */
export function environmentOf(environments: Environments): string {
  const names = new Set(environments.map(({ environment }) => environment));
  if (names.size === 1) return [...names][0];
  // A job on another branch does not run at all; the last word only keeps the expression from being empty.
  const choices = environments.map(({ branch, environment }) => `${onBranch(branch)} && '${environment}'`);
  return `\${{ ${choices.join(' || ')} || 'no-environment' }}`;
}

function onBranch(branch: string): string {
  return branch.endsWith('/*') ? `startsWith(github.ref, '${refOf(branch.slice(0, -1))}')` : `github.ref == '${refOf(branch)}'`;
}
