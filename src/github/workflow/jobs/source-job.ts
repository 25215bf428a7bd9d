import { cdk, checkout, quoted, synthesisEnvironment } from './steps';
import { WorkflowStep } from '../../toolchains/toolchain';
import { Job } from '../workflow-model';
import { WorkflowSettings } from '../workflow-settings';

/** Refuses a commit that cannot be delivered: a stale lock file, an app that does not synthesise, a stale workflow file. */
export function sourceJob(settings: WorkflowSettings): Job {
  const { toolchain, workingDirectory } = settings;
  return {
    name: 'Source',
    permissions: { contents: 'read' },
    timeoutMinutes: 15,
    workingDirectory,
    outputs: Object.fromEntries(METADATA.map(([output]) => [output, `\${{ steps.metadata.outputs.${output} }}`])),
    steps: [
      checkout(), metadata(), ...toolchain.setup, ...toolchain.checkLock, ...toolchain.install, ...toolchain.compile, trySynthesis(settings),
    ],
  };
}

/** The metadata of the commit: output, variable, where it comes from. */
const METADATA = [
  ['commit', 'COMMIT', '${{ github.sha }}'],
  ['branch', 'BRANCH', '${{ github.head_ref || github.ref_name }}'],
  ['author', 'AUTHOR', '${{ github.actor }}'],
  ['pull-request', 'PULL_REQUEST', '${{ github.event.pull_request.number }}'],
] as const;

function metadata(): WorkflowStep {
  return {
    name: 'Read the metadata of the commit',
    id: 'metadata',
    env: Object.fromEntries(METADATA.map(([, variable, expression]) => [variable, expression])),
    run: ['{', ...METADATA.map(([output, variable]) => `  printf '${output}=%s\\n' "$${variable}"`), '} >> "$GITHUB_OUTPUT"'].join('\n'),
  };
}

/** Into a folder that is thrown away: what is deployed is synthesised once, in `build`. */
function trySynthesis(settings: WorkflowSettings): WorkflowStep {
  return {
    name: 'Check that the app synthesises and that this file is up to date',
    env: synthesisEnvironment(settings),
    run: cdk(settings, 'synth', ...quoted(settings.stacks), '--quiet', '--output', '"$RUNNER_TEMP/validation"'),
  };
}
