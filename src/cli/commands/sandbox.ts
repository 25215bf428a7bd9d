import { describeCalls, down, readCalls, readSandbox, Sandbox, sandboxEnvironment, up } from '../../sandbox';
import { CliError, EXIT } from '../errors';
import { StateOptions } from '../program';
import { Output } from '../terminal/output';

/** The sandbox of the folder; that there is none is an error. */
export function requireSandbox(stateFolder: string): Sandbox {
  const sandbox = readSandbox(stateFolder);
  if (!sandbox) throw new CliError(`there is no sandbox in ${stateFolder}`, 'start one with "npx tap-cicd-pipeline sandbox up", or name its folder with --state');
  return sandbox;
}

/** `sandbox up`. */
export async function sandboxUp({ state }: StateOptions): Promise<number> {
  await up({ stateFolder: state });
  return EXIT.ok;
}

/** `sandbox down`; that there was none is as good. */
export async function sandboxDown({ state }: StateOptions, output: Output): Promise<number> {
  if (!(await down(state))) output.write(`no sandbox in ${state}`);
  return EXIT.ok;
}

/** `sandbox env`, for `eval` of a shell. */
export async function printEnvironment({ state }: StateOptions, output: Output): Promise<number> {
  const environment = sandboxEnvironment(requireSandbox(state), { PATH: process.env.PATH });
  Object.entries(environment).forEach(([name, value]) => output.write(`export ${name}='${String(value).replace(/'/g, "'\\''")}'`));
  return EXIT.ok;
}

/** `sandbox calls`: who asked for what under a role, and whether it was allowed. */
export async function printCalls({ state }: StateOptions, output: Output): Promise<number> {
  describeCalls(readCalls(requireSandbox(state).stateFolder)).forEach((line) => output.write(line));
  return EXIT.ok;
}
