import { Changes } from './app-repository';
import { JOBS, Scenario } from './scenario';

const STACK_FILE = 'orders-stack.ts';

/** A change that reaches the deployed stack: its tag PRNumber. */
function prNumber(number: number): Changes {
  return { [STACK_FILE]: (text) => text.replace(/prNumber: '\d+'/, `prNumber: '${number}'`) };
}

/** Each with what must come of it; the first is recorded. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'push to main',
    eventName: 'push',
    branch: 'main',
    changes: prNumber(43),
    real: JOBS,
    expected: {
      jobs: 'ok: source build test (2 legs) security-scan diff deploy; skipped: notify',
      stack: 'is the artifact',
      message: 'none',
      synthesised: 'source, build',
      tokens: 'deploy repo:acme@1234567/orders-infra@987654321:environment:production; diff repo:acme@1234567/orders-infra@987654321:ref:refs/heads/main',
      bootstrapRoles: 'deploy: deploy; deploy: file-publishing; diff: lookup',
    },
  },
];
