import { WorkflowStep } from './toolchain';

/** A step that puts Node on the runner. Nothing is cached: another workflow of the repository could have filled the cache. */
export function setUpNode(version: string): WorkflowStep {
  return { name: 'Set up Node.js', uses: 'actions/setup-node', inputs: { 'node-version': version, 'package-manager-cache': 'false' } };
}
