import { Command, CommanderError, Option } from 'commander';
import { BREAKS } from './demo/breaks';
import { EXIT } from './errors';
import { Language, LANGUAGES } from './init/answers';

/** Where the sandbox is. */
export interface StateOptions {
  readonly state: string;
}

/** Which account is looked at: the sandbox's, or one of AWS. */
export interface AccountOptions extends StateOptions {
  readonly aws?: boolean;
  readonly profile?: string;
  readonly region?: string;
}

export interface InitOptions {
  readonly folder: string;
  readonly language?: Language;
  readonly repository?: string;
  readonly branch?: string;
  readonly connectionName?: string;
  readonly connectionArn?: string;
  readonly tokenSecret?: string;
  readonly suffix?: string;
  readonly email?: string;
  readonly tag?: string[];
  readonly withService?: boolean;
  readonly withoutService?: boolean;
  readonly appFolder?: string;
  readonly infraRepository?: string;
  readonly ownerId?: string;
  readonly repositoryId?: string;
  readonly environment?: string[];
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export interface RunOptions extends StateOptions {
  readonly app: string;
  readonly source?: string;
  readonly stack?: string;
  readonly pipeline?: string;
  readonly context?: string[];
  readonly only?: string;
  readonly cache: boolean;
  readonly breakOnFailure?: boolean;
  readonly json?: boolean;
}

export interface StatusOptions extends AccountOptions {
  readonly pipeline?: string;
  readonly json?: boolean;
}

export interface LogsOptions extends AccountOptions {
  readonly pipeline?: string;
  readonly execution?: string;
  readonly stage?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

export interface ReportOptions {
  readonly folder: string;
  readonly format: 'html' | 'json' | 'markdown';
  readonly output?: string;
  readonly stack?: string;
  readonly anySchema?: boolean;
}

export interface DemoCommandOptions extends StateOptions {
  readonly break?: string;
}

/** What the commands do; each answers the exit code. */
export interface Handlers {
  init(options: InitOptions): Promise<number>;
  run(options: RunOptions): Promise<number>;
  up(options: StateOptions): Promise<number>;
  down(options: StateOptions): Promise<number>;
  calls(options: StateOptions): Promise<number>;
  environment(options: StateOptions): Promise<number>;
  status(options: StatusOptions): Promise<number>;
  logs(options: LogsOptions): Promise<number>;
  report(options: ReportOptions): Promise<number>;
  demo(options: DemoCommandOptions): Promise<number>;
  front(options: StateOptions): Promise<number>;
}

/** Takes what the parser itself has to say: help, and what is wrong with the words. */
export interface ParserOutput {
  writeOut(text: string): void;
  writeErr(text: string): void;
}

const EXIT_CODES = `
Exit codes:
  0    ok
  1    the execution failed
  2    wrong usage, or something it needs is not there
  3    unexpected: an engine, a deployment or an API failed
  130  stopped with Ctrl-C

NO_COLOR=1 and FORCE_COLOR=1 are obeyed; DEBUG=1 adds the stack trace to an error.`;

/** Finds the command of the words and does it; answers the exit code. */
export async function runProgram(argv: string[], handlers: Handlers, output: ParserOutput): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(handlers, output, (code) => { exitCode = code; });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

function buildProgram(handlers: Handlers, output: ParserOutput, ended: (code: number) => void): Command {
  const program = configured(new Command('tap-cicd-pipeline'), output);
  program.description('Makes CDK apps with TapCicdPipeline, runs their pipelines in a local AWS, and looks at those in a real one.');
  program.addHelpText('after', examples(['init', 'run', 'run --app infra --source .', 'status', 'logs -f', 'sandbox down']) + EXIT_CODES);
  const does = <T>(handler: (options: T) => Promise<number>) => async (options: T): Promise<void> => ended(await handler(options));
  addInit(program).action((folder: string, options: Omit<InitOptions, 'folder'>) => does(handlers.init)({ ...options, folder }));
  addRun(program).action(does(handlers.run));
  addSandbox(program, handlers, does);
  addStatus(program).action(does(handlers.status));
  addLogs(program).action(does(handlers.logs));
  addReport(program).action((folder: string, options: ReportOptions) => does(handlers.report)({ ...options, folder }));
  addDemo(program).action(does(handlers.demo));
  program.command('_front', { hidden: true }).addOption(stateOption()).action(does(handlers.front));
  return program;
}

/** Commands made from here on inherit the settings. */
function configured(program: Command, output: ParserOutput): Command {
  return program
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.writeOut(text), writeErr: (text) => output.writeErr(text) })
    .configureHelp({ sortOptions: false, showGlobalOptions: false })
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help tells more)')
    .helpCommand('help [command]', 'display help for a command')
    .helpOption('-h, --help', 'display help');
}

function addInit(program: Command): Command {
  return program.command('init')
    .description('Makes a CDK app with the pipeline, its tests and the GitHub workflow. What is not given is asked at a terminal.')
    .argument('[folder]', 'the repository: the application\'s, or one for the CDK app alone', '.')
    .addOption(new Option('--language <name>', 'of the CDK app').choices(LANGUAGES))
    .option('--repository <owner/name>', 'the application on GitHub (default: the remote origin)')
    .option('--branch <name>', 'the branch that is delivered (default: that of the remote, or main)')
    .option('--connection-name <name>', 'the stack makes a connection to GitHub')
    .option('--connection-arn <arn>', 'a connection that is there')
    .option('--token-secret <name>', 'a secret that holds an OAuth token')
    .option('--suffix <name>', 'of the environment, part of all names')
    .option('--email <address>', 'is told of failures')
    .option('--tag <name=value>', 'project, team, author, prNumber, or one of your own; may be repeated', collect)
    .option('--with-service', 'also a service to start with: Dockerfile, code and tests')
    .option('--without-service', 'only the CDK app')
    .option('--app-folder <folder>', 'of the CDK app (default: infra beside an application, else the folder itself)')
    .option('--infra-repository <owner/name>', 'the repository that the CDK app stands in, when it is another one')
    .option('--owner-id <number>', 'of the owner of that repository on GitHub, with --repository-id')
    .option('--repository-id <number>', 'of that repository on GitHub')
    .option('--environment <branch=name>', 'GitHub environment of a branch (default: production); may be repeated', collect)
    .option('-y, --yes', 'take the suggestions, ask nothing')
    .option('--force', 'write over files with other content')
    .option('--dry-run', 'only tell what would be written')
    .option('--json', 'one JSON document; asks nothing')
    .addHelpText('after', examples(['init', 'init shop --yes --repository acme/shop', 'init --language python --connection-arn ARN --suffix prod', 'init --dry-run --yes']) + EXIT_CODES);
}

/** An option that may be given several times. */
function collect(value: string, all: string[] = []): string[] {
  return [...all, value];
}

function addRun(program: Command): Command {
  return program.command('run')
    .description('Brings the sandbox up, deploys your CDK app into it when it has changed, and runs its pipeline on your working tree.')
    .option('--app <folder>', 'the CDK app, with its cdk.json', '.')
    .option('--source <folder>', 'the application, with its Dockerfile (default: the app folder, or the nearest one above it with a Dockerfile)')
    .option('--stack <name>', 'the stack that holds the pipeline, when several do')
    .option('--pipeline <name>', 'the pipeline, when there are several')
    .option('-c, --context <key=value>', 'context for the CDK app; may be repeated', collect)
    .option('--only <stage>', 'only the builds of a stage, or of one action: Test, Test.Unit')
    .option('--no-cache', 'neither Docker layers nor cached folders of earlier builds')
    .option('--break-on-failure', 'open a shell in the environment of a build that fails')
    .option('--json', 'one event a line')
    .addOption(stateOption())
    .addHelpText('after', examples(['init', 'run', 'run --app infra --source ../orders', 'run --only Test', 'run --only Test.Unit --break-on-failure', 'run --json | jq .event']) + EXIT_CODES);
}

type Does = <T>(handler: (options: T) => Promise<number>) => (options: T) => Promise<void>;

function addSandbox(program: Command, handlers: Handlers, does: Does): void {
  const sandbox = program.command('sandbox').description('The local AWS itself: up, down, and its environment for other programs.');
  sandbox.addHelpText('after', examples(['sandbox up', 'eval "$(npx tap-cicd-pipeline sandbox env)"', 'sandbox down'], ['eval']));
  sandbox.command('up').description('Start the sandbox; one that is up answers at once.').addOption(stateOption())
    .addHelpText('after', examples(['sandbox up', 'sandbox up --state /tmp/other'])).action(does(handlers.up));
  sandbox.command('down').description('Stop the sandbox and remove what it made; caches stay.').addOption(stateOption())
    .addHelpText('after', examples(['sandbox down'])).action(does(handlers.down));
  sandbox.command('calls').description('Print the calls that were made under roles: who, what, on what, allowed or denied.').addOption(stateOption())
    .addHelpText('after', examples(['sandbox calls | grep DENIED'])).action(does(handlers.calls));
  sandbox.command('env').description('Print the environment that points the AWS CLI, the SDKs and the CDK CLI at the sandbox.').addOption(stateOption())
    .addHelpText('after', examples(['eval "$(npx tap-cicd-pipeline sandbox env)" && aws codepipeline list-pipelines'], ['eval'])).action(does(handlers.environment));
}

function addStatus(program: Command): Command {
  return accountOptions(program.command('status')
    .description('Pipelines with their stages, the last execution, and what is served.')
    .option('--pipeline <name>', 'only this pipeline')
    .option('--json', 'one JSON document'))
    .addHelpText('after', examples(['status', 'status --json', 'status --profile prod --region eu-west-1 --pipeline cicd-pipeline-prod']) + EXIT_CODES);
}

function addLogs(program: Command): Command {
  return accountOptions(program.command('logs')
    .description('What the builds of the last execution printed; with -f also the stages and the service, as it comes.')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('--pipeline <name>', 'only this pipeline')
    .option('--execution <id>', 'another execution than the last one')
    .option('--stage <name>', 'only this stage')
    .option('--json', 'one line of a log is one JSON document'))
    .addHelpText('after', examples(['logs', 'logs -f', 'logs --stage Test', 'logs -f --profile prod --region eu-west-1']) + EXIT_CODES);
}

function addReport(program: Command): Command {
  return program.command('report')
    .description('What the pipelines of a synthesised app are: stages, resources, roles, costs, acknowledged findings; on one page.')
    .argument('[folder]', 'the cloud assembly that "cdk synth" wrote', 'cdk.out')
    .addOption(new Option('--format <format>', 'the form of the report').choices(['html', 'json', 'markdown']).default('html'))
    .option('--output <file>', 'where to write it, "-" for the standard output (default: pipeline-report.html, .json or .md)')
    .option('--stack <name>', 'only this stack')
    .option('--any-schema', 'read an assembly that is newer than this program')
    .addHelpText('after', examples(['report', 'report cdk.out --stack Orders --output review.html', 'report --format markdown --output - | gh pr comment --body-file -']) + EXIT_CODES);
}

function addDemo(program: Command): Command {
  return program.command('demo')
    .description('Deploy the example of the repository into the sandbox and run its pipeline to the end.')
    .addOption(new Option('--break <name>', 'break the example on the way').choices(Object.keys(BREAKS)))
    .addOption(stateOption())
    .addHelpText('after', examples(['demo', 'demo --break unit']) + EXIT_CODES);
}

function accountOptions(command: Command): Command {
  return command
    .option('--aws', 'an account of AWS with the credentials of the environment, not the sandbox')
    .option('--profile <name>', 'an account of AWS with the credentials of a profile')
    .option('--region <name>', 'the region in AWS')
    .addOption(stateOption());
}

function stateOption(): Option {
  return new Option('--state <folder>', 'where the sandbox keeps its state').default('.sandbox');
}

/** @param whole beginnings of lines that are no plain calls of this program */
function examples(lines: string[], whole: string[] = []): string {
  const line = (text: string) => `  $ ${whole.some((start) => text.startsWith(start)) ? '' : 'npx tap-cicd-pipeline '}${text}`;
  return ['', 'Examples:', ...lines.map(line), ''].join('\n');
}
