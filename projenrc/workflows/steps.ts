import { workflows } from 'projen/lib/github';
import { PINS } from './reasons';

/** npm publishes without a token from 11.5.1 on, which comes with Node 24: https://docs.npmjs.com/trusted-publishers */
export const NODE_VERSION = '24';

/** Before all tests: without them the tests of the workflows are skipped. */
export const INSTALL_TOOLS: workflows.JobStep = { name: 'Install the programs of the workflow tests', run: 'npx projen tools' };

/** Clone, Node and the packages of the lock file. */
export const SETUP: workflows.JobStep[] = [
  { name: 'Checkout', uses: PINS['actions/checkout'] },
  { name: 'Setup Node.js', uses: PINS['actions/setup-node'], with: { 'node-version': NODE_VERSION, 'package-manager-cache': false } },
  { name: 'Install dependencies', run: 'npm ci' },
];

export const READ: workflows.JobPermissions = { contents: workflows.JobPermission.READ };
