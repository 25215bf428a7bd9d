import { runFront } from '../sandbox';
import { demo } from './commands/demo';
import { init } from './commands/init';
import { logs } from './commands/logs';
import { report } from './commands/report';
import { run } from './commands/run';
import { printCalls, printEnvironment, sandboxDown, sandboxUp } from './commands/sandbox';
import { status } from './commands/status';
import { EXIT, exitCodeOf, renderError } from './errors';
import { Handlers, runProgram } from './program';
import { processOutput } from './terminal/output';

const output = processOutput();

const HANDLERS: Handlers = {
  init: (options) => init(options, output),
  run: (options) => run(options, output),
  up: sandboxUp,
  down: (options) => sandboxDown(options, output),
  calls: (options) => printCalls(options, output),
  environment: (options) => printEnvironment(options, output),
  status: (options) => status(options, output),
  logs: (options) => logs(options, output),
  report: (options) => report(options, output),
  demo,
  front: ({ state }) => runFront(state).then(() => EXIT.ok),
};

const PARSER_OUTPUT = { writeOut: (text: string) => void process.stdout.write(text), writeErr: (text: string) => void process.stderr.write(text) };

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.unexpected));

runProgram(process.argv.slice(2), HANDLERS, PARSER_OUTPUT).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    const json = process.argv.includes('--json');
    output.complain(renderError(error, { json, debug: Boolean(process.env.DEBUG) }));
    process.exitCode = exitCodeOf(error);
  },
);
