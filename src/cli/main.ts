import { parseArgs } from 'node:util';
import { down, readSandbox, runFront, sandboxEnvironment, up } from '../sandbox';
import { BREAKS } from './demo/breaks';
import { runDemo } from './demo/demo';

const USAGE = `usage: tap-cicd-pipeline COMMAND

  sandbox up          start the sandbox: a local AWS on loopback
  sandbox down        stop it and remove what it made
  sandbox env         print the environment that points the AWS CLI and CDK at it
  demo                deploy the example into the sandbox and run its pipeline to the end
  demo --break NAME   break the example on the way: ${Object.keys(BREAKS).join(', ')}

options
  --state FOLDER      where the sandbox keeps its state (default .sandbox)

exit codes: 0 the execution succeeded, 1 it failed, 2 wrong usage`;

/** Wrong usage: told without a stack trace, exit code 2. */
class UsageError extends Error {}

interface Arguments {
  readonly stateFolder: string;
  readonly breakName?: string;
}

/** Each command with what it does; the answer is the exit code. */
const COMMANDS: { readonly [command: string]: (args: Arguments) => Promise<number> } = {
  'sandbox up': ({ stateFolder }) => up({ stateFolder }).then(() => 0),
  'sandbox down': async ({ stateFolder }) => ((await down(stateFolder)) ? 0 : say(`no sandbox in ${stateFolder}`)),
  'sandbox env': async ({ stateFolder }) => printEnvironment(stateFolder),
  'demo': runDemo,
  '_front': ({ stateFolder }) => runFront(stateFolder).then(() => 0),
  '': async () => say(USAGE),
};

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArguments(argv);
  const command = COMMANDS[positionals.join(' ')];
  if (!command) throw new UsageError(`unknown command ${JSON.stringify(positionals.join(' '))}\n\n${USAGE}`);
  return command({ stateFolder: values.state ?? '.sandbox', breakName: values.break });
}

function parseArguments(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv, allowPositionals: true, options: { state: { type: 'string' }, break: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.break !== undefined && !(values.break in BREAKS)) {
      throw new UsageError(`--break knows ${Object.keys(BREAKS).join(', ')}, not ${JSON.stringify(values.break)}`);
    }
    return { values, positionals: values.help ? [] : positionals };
  } catch (cause) {
    throw cause instanceof UsageError ? cause : new UsageError(`${(cause as Error).message}\n\n${USAGE}`);
  }
}

function printEnvironment(stateFolder: string): number {
  const sandbox = readSandbox(stateFolder);
  if (!sandbox) throw new UsageError(`no sandbox in ${stateFolder}: start one with "sandbox up"`);
  const environment = sandboxEnvironment(sandbox, { PATH: process.env.PATH });
  return say(Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`).join('\n'));
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: Error) => {
    process.stderr.write(`${process.env.DEBUG ? error.stack : error.message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
