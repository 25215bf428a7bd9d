import { Construct } from 'constructs';
import { requireThat } from '../../private/errors';
import { isKnown } from '../../private/tokens';

/** What is said of the runs that are trusted. */
export interface RunsToCheck {
  readonly workflowFile: string;
  readonly deployments: Array<{ readonly environment: string; readonly refs: string[] }>;
}

/** Throws unless workflow, environments and refs are such that the trust means what it says. */
export function checkRuns(scope: Construct, { workflowFile, deployments }: RunsToCheck): void {
  requireThat(scope, !isKnown(workflowFile) || /^\.github\/workflows\/[\w.-]+\.ya?ml$/.test(workflowFile), {
    prop: 'workflowFile', rule: 'must be a workflow of the repository', value: workflowFile, fix: 'for example ".github/workflows/ci-cd.yml"',
  });
  requireThat(scope, deployments.length > 0, { prop: 'deployments', rule: 'must name at least one environment', value: deployments, fix: 'for example { environment: "production", refs: ["refs/heads/main"] }' });
  for (const deployment of deployments) {
    checkEnvironment(scope, deployment.environment);
    checkRefs(scope, deployment.refs);
  }
}

/** `${` would be a variable of the policy; IAM takes no characters beyond Latin-1. */
function checkEnvironment(scope: Construct, environment: string): void {
  requireThat(scope, !isKnown(environment) || /^(?!.*\$\{)[\x20-\x7e\xa1-\xff]{1,255}$/.test(environment), {
    prop: 'deployments.environment', rule: 'must be 1 to 255 printable Latin characters without ${', value: environment, fix: 'for example "production"',
  });
}

/** What git takes in a ref. @see https://git-scm.com/docs/git-check-ref-format */
function checkRefs(scope: Construct, refs: string[]): void {
  const prop = 'deployments.refs';
  requireThat(scope, refs.length > 0, { prop, rule: 'must name at least one ref', value: refs, fix: 'for example "refs/heads/main"' });
  for (const ref of refs) {
    requireThat(scope, !isKnown(ref) || /^refs\/(heads|tags)\/[!-~\xa1-\xff]+$/.test(ref) && !/[~^:?[\\$]|\*./.test(ref), {
      prop, rule: 'must be whole refs of branches or tags, with a * at most at the end', value: ref, fix: 'for example "refs/heads/main" or "refs/heads/release/*"',
    });
    requireThat(scope, !/^refs\/[a-z]+\/\*$/.test(ref), { prop, rule: 'must not trust every branch or tag', value: ref, fix: 'for example "refs/heads/release/*"' });
  }
}
