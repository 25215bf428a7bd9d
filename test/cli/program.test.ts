import { EXIT } from '../../src/cli/errors';
import { Handlers, runProgram } from '../../src/cli/program';

/** What a command line came to: the command that was done with its options, what the parser said, the exit code. */
async function given(line: string, answer = 0) {
  const done: Array<[string, object]> = [];
  const said = { out: '', err: '' };
  const handler = (name: string) => async (options: object) => {
    done.push([name, { ...options }]);
    return answer;
  };
  const names = ['init', 'run', 'up', 'down', 'environment', 'status', 'logs', 'report', 'demo', 'front'];
  const handlers = Object.fromEntries(names.map((name) => [name, handler(name)])) as unknown as Handlers;
  const output = { writeOut: (text: string) => { said.out += text; }, writeErr: (text: string) => { said.err += text; } };
  const exitCode = await runProgram(line.split(' ').filter(Boolean), handlers, output);
  return { done, exitCode, ...said };
}

test.each([
  ['init', 'init', { folder: '.' }],
  ['init shop -y --repository acme/shop --tag a=1 --tag b=2 --dry-run', 'init', { folder: 'shop', yes: true, repository: 'acme/shop', tag: ['a=1', 'b=2'], dryRun: true }],
  ['run', 'run', { app: '.', cache: true, state: '.sandbox' }],
  ['run --app infra --source . --no-cache --break-on-failure', 'run', { app: 'infra', source: '.', cache: false, breakOnFailure: true, state: '.sandbox' }],
  ['run --only Test.Unit -c a=1 --context b=2', 'run', { app: '.', only: 'Test.Unit', context: ['a=1', 'b=2'], cache: true, state: '.sandbox' }],
  ['sandbox up --state /tmp/x', 'up', { state: '/tmp/x' }],
  ['sandbox down', 'down', { state: '.sandbox' }],
  ['sandbox env', 'environment', { state: '.sandbox' }],
  ['status --json', 'status', { json: true, state: '.sandbox' }],
  ['status --profile prod --region eu-west-1', 'status', { profile: 'prod', region: 'eu-west-1', state: '.sandbox' }],
  ['logs -f --stage Test', 'logs', { follow: true, stage: 'Test', state: '.sandbox' }],
  ['report', 'report', { folder: 'cdk.out', format: 'html' }],
  ['report out --format json --output - --stack Orders --any-schema', 'report', { folder: 'out', format: 'json', output: '-', stack: 'Orders', anySchema: true }],
  ['demo --break unit', 'demo', { break: 'unit', state: '.sandbox' }],
  ['_front --state /tmp/x', 'front', { state: '/tmp/x' }],
])('"%s" does %s', async (line, command, options) => {
  expect((await given(line)).done).toEqual([[command, options]]);
});

test("a command's answer is the exit code", async () => {
  expect((await given('status', 3)).exitCode).toBe(3);
});

test.each([
  ['rnu', 'Did you mean run?'],
  ['sandbox pu', 'Did you mean up?'],
  ['run --onyl Test', 'Did you mean --only?'],
  ['logs --folow', 'Did you mean --follow?'],
])('"%s" is wrong usage, and the nearest word is suggested', async (line, suggestion) => {
  const { exitCode, err, done } = await given(line);
  expect(exitCode).toBe(EXIT.usage);
  expect(err).toContain(suggestion);
  expect(done).toEqual([]);
});

test.each(['run --only', 'status extra', 'init --language cobol', 'init a b', 'report --format pdf', 'demo --break nonsense', 'sandbox'])('"%s" is wrong usage', async (line) => {
  const { exitCode, err, done } = await given(line);
  expect(exitCode).toBe(EXIT.usage);
  expect(err).not.toBe('');
  expect(done).toEqual([]);
});

test.each(['', '--help', 'help', 'help run', 'init --help', 'run --help', 'sandbox --help', 'sandbox up --help', 'sandbox down -h', 'sandbox env --help', 'status --help', 'logs --help', 'report --help', 'demo --help'])('"%s" shows help with examples', async (line) => {
  const { exitCode, out, err } = await given(line);
  expect(exitCode).toBe(EXIT.ok);
  expect(out).toMatch(/^Usage: tap-cicd-pipeline/);
  expect(out).toMatch(/Examples:\n {2}\$ .*tap-cicd-pipeline/);
  expect(err).toBe('');
});

test('help has the exit codes, and hides what is not for people', async () => {
  const { out } = await given('--help');
  expect(out).toMatch(/1 {4}the execution failed/);
  expect(out).not.toContain('_front');
});
