import { setUpNode } from '../../toolchains/set-up-node';
import { WorkflowStep } from '../../toolchains/toolchain';
import { WorkflowSettings } from '../workflow-settings';

/** The artifact that carries the cloud assembly from `build` to all jobs after it. */
const ASSEMBLY = 'cloud-assembly';
export const ASSEMBLY_FOLDER = 'cdk.out';

/** What the CDK CLI runs on; @see https://docs.aws.amazon.com/cdk/v2/guide/node-versions.html */
const CLI_NODE_VERSION = '24';

/** The repository, without leaving a token behind for the steps that follow. */
export function checkout(): WorkflowStep {
  return { name: 'Check out', uses: 'actions/checkout', inputs: { 'persist-credentials': 'false' } };
}

/** Node for the CDK CLI, in jobs that need nothing else of the toolchain. */
export function setUpCli(): WorkflowStep {
  return setUpNode(CLI_NODE_VERSION);
}

/** A command of the CDK CLI, in the one version that all jobs use. */
export function cdk({ cdkVersion }: WorkflowSettings, ...args: string[]): string {
  return `npx --yes aws-cdk@${cdkVersion} ${args.join(' ')}`;
}

/** Names as words of a shell. */
export function quoted(names: string[]): string[] {
  return names.map((name) => `'${name.replace(/'/g, "'\\''")}'`);
}

/** What a synthesis without credentials is told of the account, so that it is the same in every job. */
export function synthesisEnvironment({ aws }: WorkflowSettings): { readonly [name: string]: string } {
  return { AWS_REGION: aws.region, CDK_DEFAULT_ACCOUNT: aws.accountId, CDK_DEFAULT_REGION: aws.region };
}

/** From a fresh runner to a compiled app. */
export function prepareApp({ toolchain }: WorkflowSettings): WorkflowStep[] {
  return [checkout(), ...toolchain.setup, ...toolchain.install, ...toolchain.compile];
}

/** From a fresh runner to the assembly, kept for the jobs after this one. */
export function makeAssembly(settings: WorkflowSettings): WorkflowStep[] {
  return [
    ...prepareApp(settings),
    { name: 'Synthesise', env: synthesisEnvironment(settings), run: cdk(settings, 'synth', '--all', '--quiet', '--output', ASSEMBLY_FOLDER) },
    uploadAssembly(settings.workingDirectory),
  ];
}

function uploadAssembly(folder: string): WorkflowStep {
  return {
    name: 'Keep the cloud assembly',
    id: 'assembly',
    uses: 'actions/upload-artifact',
    inputs: { 'name': ASSEMBLY, 'path': inFolder(folder, ASSEMBLY_FOLDER), 'if-no-files-found': 'error', 'include-hidden-files': 'true', 'retention-days': '7' },
  };
}

export function downloadAssembly(): WorkflowStep {
  return { name: 'Fetch the cloud assembly', uses: 'actions/download-artifact', inputs: { name: ASSEMBLY, path: ASSEMBLY_FOLDER } };
}

/** Credentials of a role, for an hour, by the job's own token. */
export function assumeRole(name: string, roleArn: string, { aws }: WorkflowSettings, condition?: string): WorkflowStep {
  return {
    name,
    condition,
    uses: 'aws-actions/configure-aws-credentials',
    inputs: { 'role-to-assume': roleArn, 'aws-region': aws.region, 'role-session-name': 'github-${{ github.run_id }}-${{ github.run_attempt }}' },
  };
}

/** A path from the root of the repository. */
export function inFolder(folder: string, file: string): string {
  return folder === '.' ? file : `${folder}/${file}`;
}
