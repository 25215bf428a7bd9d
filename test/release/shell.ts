import { spawnSync } from 'node:child_process';

/** Where and with what a program runs. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a program printed; one that fails is an error with its last lines. */
export function run(program: string, args: string[], surroundings: Surroundings): string {
  const { passed, output } = attempt(program, args, surroundings);
  if (!passed) throw new Error(`'${[program, ...args].join(' ')}' failed:\n${lastLines(output)}`);
  return output;
}

/** Both streams of a program, whether it fails or not. */
export function attempt(program: string, args: string[], { cwd, env = process.env }: Surroundings): { passed: boolean; output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] });
  return { passed: status === 0, output: error ? error.message : `${stdout}${stderr}` };
}

/** Settings of npm as variables; an npm around this one may have set the same in other letters. @see https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables */
export function withNpmSettings(env: NodeJS.ProcessEnv, settings: { readonly [name: string]: string }): NodeJS.ProcessEnv {
  const variables = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`npm_config_${name}`, value]));
  const others = Object.entries(env).filter(([name]) => !(name.toLowerCase() in variables));
  return { ...Object.fromEntries(others), ...variables };
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-40).join('\n');
}
