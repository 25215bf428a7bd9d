import { altered, credentialsStep, deploysAlways, diffsAlways } from './altered-workflow';
import { Changes } from './app-repository';
import { JOBS, Scenario } from './scenario';

const SUBJECT = 'repo:acme@1234567/orders-infra@987654321';
const REFUSED = 'Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity';
const NO_PERMISSION = 'Did you mean to set the `id-token` permission?';
const IDS = { id: '987654321', ownerId: '1234567' };

/** A change that reaches the deployed stack: its tag PRNumber. */
function prNumber(number: number): Changes {
  return { 'orders-stack.ts': (text) => text.replace(/prNumber: '\d+'/, `prNumber: '${number}'`) };
}

/** Nothing in AWS, and nobody told of it. */
const UNTOUCHED = { stack: 'as before', message: 'none', bootstrapRoles: 'none' };

/** A push to main that every job let through. */
const DELIVERED = {
  jobs: 'ok: source build test (2 legs) security-scan diff deploy; skipped: notify',
  stack: 'is the artifact',
  message: 'none',
  synthesised: 'source, build',
  tokens: `deploy ${SUBJECT}:environment:production; diff ${SUBJECT}:ref:refs/heads/main`,
};

const DELIVERIES: readonly Scenario[] = [
  {
    name: 'push to main',
    eventName: 'push',
    branch: 'main',
    changes: prNumber(43),
    real: JOBS,
    expected: {
      ...DELIVERED,
      bootstrapRoles: 'deploy: deploy; deploy: file-publishing; diff: lookup',
    },
  },
  {
    name: 'started by hand on main: nothing has changed',
    eventName: 'workflow_dispatch',
    branch: 'main',
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff deploy; skipped: notify',
      stack: 'as before',
      tokens: `deploy ${SUBJECT}:environment:production; diff ${SUBJECT}:ref:refs/heads/main`,
    },
  },
  {
    name: 'push to release/1.0: the environment of that branch',
    eventName: 'push',
    branch: 'release/1.0',
    changes: prNumber(44),
    real: ['build'],
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff deploy; skipped: notify',
      stack: 'is the artifact',
      message: 'none',
      synthesised: 'source, build',
      tokens: `deploy ${SUBJECT}:environment:staging; diff ${SUBJECT}:ref:refs/heads/release/1.0`,
    },
  },
  {
    name: 'started by hand on another branch: checked, not deployed',
    eventName: 'workflow_dispatch',
    branch: 'feature/discounts',
    expected: { ...UNTOUCHED, jobs: 'ok: source build test (2 legs) security-scan; skipped: diff deploy notify', tokens: 'none' },
  },
];

const PULL_REQUESTS: readonly Scenario[] = [
  {
    name: 'pull request: compared, not deployed',
    eventName: 'pull_request',
    branch: 'discounts',
    pullRequest: 7,
    changes: prNumber(45),
    real: ['build'],
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff; skipped: deploy notify',
      stack: 'as before',
      message: 'none',
      comments: '#7 made: -44 +45',
      tokens: `diff ${SUBJECT}:pull_request`,
      bootstrapRoles: 'diff: lookup',
    },
  },
  {
    name: 'pull request, pushed to again: the same comment',
    eventName: 'pull_request',
    branch: 'discounts',
    pullRequest: 7,
    changes: prNumber(46),
    real: ['build'],
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff; skipped: deploy notify',
      stack: 'as before',
      comments: '#7 made, changed 1 times: -44 +46',
    },
  },
  {
    name: 'pull request from a fork: no token, nothing said',
    eventName: 'pull_request',
    branch: 'patch',
    pullRequest: 8,
    fork: true,
    expected: {
      ...UNTOUCHED,
      jobs: 'ok: source build test (2 legs) security-scan; skipped: diff deploy notify',
      comments: '#7 made, changed 1 times: -44 +46',
      tokens: 'none',
    },
  },
];

const FAILURES: readonly Scenario[] = [
  {
    name: 'failure in source: the lock file is stale',
    eventName: 'push',
    branch: 'main',
    changes: { 'package.json': (text) => text.replace('"constructs"', '"semver": "7.7.2",\n    "constructs"') },
    real: ['source'],
    listensFor: /Missing: semver@7\.7\.2 from lock file/,
    expected: {
      jobs: 'ok: notify; failed: source; skipped: build test security-scan diff deploy',
      stack: 'as before',
      message: 'ci-cd failed at source: acme/orders-infra',
      said: 'Missing: semver@7.7.2 from lock file',
    },
  },
  {
    name: 'failure in source: the workflow file is stale',
    eventName: 'push',
    branch: 'main',
    changes: { 'orders-stack.ts': (text) => text.replace("'staging'", "'acceptance'") },
    real: ['source'],
    listensFor: /ci-cd\.yml is not what the app makes: run "npx cdk synth" on your machine and commit the file/,
    expected: {
      jobs: 'ok: notify; failed: source; skipped: build test security-scan diff deploy',
      stack: 'as before',
      message: 'ci-cd failed at source: acme/orders-infra',
      said: 'ci-cd.yml is not what the app makes: run "npx cdk synth" on your machine and commit the file',
    },
  },
  {
    name: 'failure in build: another stack of the app has an error',
    eventName: 'push',
    branch: 'main',
    changes: { 'app.ts': (text) => `${text.replace('{ App }', '{ Annotations, App, Stack }')}Annotations.of(new Stack(app, 'Other')).addError('not finished');\n` },
    real: ['source', 'build'],
    expected: {
      jobs: 'ok: source notify; failed: build; skipped: test security-scan diff deploy',
      stack: 'as before',
      message: 'ci-cd failed at build: acme/orders-infra',
    },
  },
  {
    name: 'failure in test: a unit test',
    eventName: 'push',
    branch: 'main',
    changes: { 'test/unit/orders-stack.test.ts': (text) => text.replace('payments@acme.example', 'nobody@acme.example') },
    real: ['test'],
    expected: {
      jobs: 'ok: source build diff notify; failed: test (2 legs); skipped: security-scan deploy',
      stack: 'as before',
      message: 'ci-cd failed at test: acme/orders-infra',
    },
  },
  {
    name: 'failure in security-scan: a dependency has a critical advisory',
    eventName: 'push',
    branch: 'main',
    advisory: ['aws-cdk-lib', 'critical'],
    real: ['security-scan'],
    listensFor: /critical finding of the test/,
    expected: {
      jobs: 'ok: source build test (2 legs) diff notify; failed: security-scan; skipped: deploy',
      stack: 'as before',
      message: 'ci-cd failed at security-scan: acme/orders-infra',
      said: 'critical finding of the test',
    },
  },
  {
    name: 'failure in security-scan: nothing could be looked up',
    eventName: 'push',
    branch: 'main',
    advisory: 'nothing',
    real: ['security-scan'],
    listensFor: /nothing can be looked up there/,
    expected: {
      jobs: 'ok: source build test (2 legs) diff notify; failed: security-scan; skipped: deploy',
      stack: 'as before',
      message: 'ci-cd failed at security-scan: acme/orders-infra',
      said: 'nothing can be looked up there',
    },
  },
  {
    name: 'failure in deploy: CloudFormation refuses the template',
    eventName: 'push',
    branch: 'main',
    changes: {
      'orders-stack.ts': (text) => text.replace('{ aws_codeconnections', '{ CfnResource, aws_codeconnections')
        .replace('    // On AWS', "    new CfnResource(this, 'Unknown', { type: 'AWS::Orders::Unknown' });\n    // On AWS"),
    },
    real: ['build'],
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff notify; failed: deploy',
      stack: 'as before',
      message: 'ci-cd failed at deploy: acme/orders-infra',
    },
  },
];

/** What comes of a deploy job that AWS, or before it GitHub, gives nothing. */
const refused = (said: string, notify: 'ok' | 'failed') => ({
  ...UNTOUCHED,
  jobs: `ok: source build test (2 legs) security-scan${notify === 'ok' ? ' notify; failed: deploy' : '; failed: deploy notify'}; skipped: diff`,
  said,
});

const REFUSALS: readonly Scenario[] = [
  {
    name: 'refused: another branch',
    eventName: 'push',
    branch: 'feature/wide',
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: { ...refused(REFUSED, 'ok'), tokens: `deploy ${SUBJECT}:environment:production` },
  },
  {
    name: 'refused: another branch whose name begins like a trusted one',
    eventName: 'push',
    branch: 'main-2',
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: { ...refused(REFUSED, 'ok'), tokens: `deploy ${SUBJECT}:environment:production` },
  },
  {
    name: 'refused: main without its environment, and so without approval',
    eventName: 'push',
    branch: 'main',
    workflow: altered(deploysAlways, ({ deploy }) => { delete deploy.environment; }),
    listensFor: /Could not assume role.*/,
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan notify; failed: deploy; skipped: diff',
      stack: 'as before',
      message: 'ci-cd failed at deploy: acme/orders-infra',
      said: REFUSED,
      tokens: `deploy ${SUBJECT}:ref:refs/heads/main; notify ${SUBJECT}:ref:refs/heads/main`,
    },
  },
  {
    name: "refused: main with another branch's environment",
    eventName: 'push',
    branch: 'main',
    workflow: altered(deploysAlways, ({ deploy }) => { deploy.environment = { name: 'staging' }; }),
    listensFor: /Could not assume role.*/,
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan notify; failed: deploy; skipped: diff',
      stack: 'as before',
      message: 'ci-cd failed at deploy: acme/orders-infra',
      said: REFUSED,
    },
  },
  {
    name: 'refused: a pull request that deploys',
    eventName: 'pull_request',
    branch: 'wide',
    pullRequest: 9,
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: { ...refused(REFUSED, 'ok'), tokens: `deploy ${SUBJECT}:environment:production` },
  },
  {
    name: 'refused: a fork that compares and deploys',
    eventName: 'pull_request',
    branch: 'patch',
    pullRequest: 8,
    fork: true,
    workflow: altered(diffsAlways, ({ deploy }) => { delete deploy.if; deploy.needs = ['build']; }),
    listensFor: /Did you mean to set the `id-token` permission\?/,
    expected: {
      ...UNTOUCHED,
      jobs: 'ok: source build test (2 legs) security-scan notify; failed: diff deploy',
      tokens: 'none',
      said: NO_PERMISSION,
    },
  },
  {
    name: 'refused: another repository',
    eventName: 'push',
    branch: 'main',
    repository: { name: 'acme/other', id: '111', ownerId: IDS.ownerId },
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: refused(REFUSED, 'failed'),
  },
  {
    name: 'refused: a repository that took the name over',
    eventName: 'push',
    branch: 'main',
    repository: { name: 'acme/orders-infra', id: '222', ownerId: '333' },
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: refused(REFUSED, 'failed'),
  },
  {
    name: "refused: the subject's old form",
    eventName: 'push',
    branch: 'main',
    immutableSubject: false,
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: { ...refused(REFUSED, 'failed'), tokens: 'deploy repo:acme/orders-infra:environment:production; notify repo:acme/orders-infra:ref:refs/heads/main' },
  },
  {
    name: 'refused: another workflow file',
    eventName: 'push',
    branch: 'main',
    workflowPath: '.github/workflows/other.yml',
    workflow: altered(deploysAlways),
    listensFor: /Could not assume role.*/,
    expected: { ...refused(REFUSED, 'failed'), tokens: `deploy ${SUBJECT}:environment:production; notify ${SUBJECT}:ref:refs/heads/main` },
  },
  {
    name: 'refused: another audience',
    eventName: 'push',
    branch: 'main',
    workflow: altered(deploysAlways, ({ deploy }) => {
      const step = credentialsStep(deploy);
      step.with = { ...step.with, audience: 'https://github.com/acme' };
    }),
    listensFor: /Could not assume role.*/,
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan notify; failed: deploy; skipped: diff',
      stack: 'as before',
      said: 'Could not assume role with OIDC: Incorrect token audience',
    },
  },
  {
    name: 'refused: a job without the permission for a token',
    eventName: 'push',
    branch: 'main',
    workflow: altered(deploysAlways, ({ deploy }) => { deploy.permissions = { contents: 'read' }; }),
    listensFor: /Did you mean to set the `id-token` permission\?/,
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan notify; failed: deploy; skipped: diff',
      stack: 'as before',
      said: NO_PERMISSION,
      tokens: `notify ${SUBJECT}:ref:refs/heads/main`,
    },
  },
];

const LANGUAGES: readonly Scenario[] = [
  {
    name: 'Python: push to main, with pytest, Bandit, and Safety on advisories of the test\'s own',
    eventName: 'push',
    branch: 'main',
    language: 'python',
    changes: { 'orders_infra/orders_stack.py': (text) => text.replace('pr_number="42"', 'pr_number="48"') },
    real: JOBS,
    listensFor: /packages looked at, 0 problems/,
    expected: {
      ...DELIVERED,
      said: 'packages looked at, 0 problems',
    },
  },
  {
    name: 'Java: push to main, with Maven; what Dependency-Check looks up is a stub',
    eventName: 'push',
    branch: 'main',
    language: 'java',
    changes: { 'src/main/java/com/example/orders/OrdersStack.java': (text) => text.replace('prNumber("42")', 'prNumber("49")') },
    real: JOBS,
    listensFor: /\d+ libraries looked at/,
    expected: {
      ...DELIVERED,
      said: '1 libraries looked at',
    },
  },
];

/** Each with what must come of it. The first is recorded: it runs before any other. */
export const SCENARIOS: readonly Scenario[] = [...DELIVERIES, ...PULL_REQUESTS, ...FAILURES, ...REFUSALS, ...LANGUAGES];
