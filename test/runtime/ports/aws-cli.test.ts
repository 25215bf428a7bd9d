import { existsSync, readFileSync, statSync } from 'node:fs';
import { AwsCallError, isAwsError, messageOf, timeOf } from '../../../src/runtime/ports/aws';
import { AwsCli, CommandResult, commandOf, runCommand } from '../../../src/runtime/ports/aws-cli';

const DONE: CommandResult = { exitCode: 0, stdout: '{"a":1}', stderr: '' };

interface Started { command: string; args: string[]; environment: NodeJS.ProcessEnv; input: unknown; mode: number; file: string }

function cliWith(result: CommandResult) {
  const started: Started[] = [];
  const cli = new AwsCli((command, args, environment) => {
    const file = args[3].replace('file://', '');
    started.push({ command, args, environment, file, input: JSON.parse(readFileSync(file, 'utf8')), mode: statSync(file).mode % 0o1000 });
    return Promise.resolve(result);
  }, { HOME: '/h', AWS_PAGER: 'less' });
  return { cli, started };
}

async function errorFor(result: Partial<CommandResult>): Promise<AwsCallError> {
  const { cli } = cliWith({ exitCode: 254, stdout: '', stderr: '', ...result });
  return cli.call('ecs', 'DescribeServices', {}).then(() => { throw new Error('no error'); }, (error) => error as AwsCallError);
}

describe('AwsCli', () => {
  test('calls the operation with its input in a private file, without pager and without following pages', async () => {
    const { cli, started } = cliWith(DONE);
    await expect(cli.call('ecr', 'DescribeImageScanFindings', { repositoryName: 'r' })).resolves.toEqual({ a: 1 });
    const [{ command, args, environment, input, mode, file }] = started;
    expect(command).toBe('aws');
    expect(args).toEqual(['ecr', 'describe-image-scan-findings', '--cli-input-json', `file://${file}`, '--output', 'json', '--no-paginate']);
    expect(environment).toEqual({ HOME: '/h', AWS_PAGER: '' });
    expect(input).toEqual({ repositoryName: 'r' });
    expect(mode).toBe(0o600);
    expect(file).toMatch(/pipeline-runtime-/);
  });

  test('leaves no input behind, neither after success nor after failure', async () => {
    const good = cliWith(DONE);
    await good.cli.call('ecs', 'DescribeServices', {});
    const bad = cliWith({ exitCode: 1, stdout: '', stderr: 'no' });
    await expect(bad.cli.call('ecs', 'DescribeServices', {})).rejects.toThrow();
    expect(existsSync(good.started[0].file)).toBe(false);
    expect(existsSync(bad.started[0].file)).toBe(false);
  });

  test.each(['', ' \n'])('takes an empty answer %j for an empty object', async (stdout) => {
    await expect(cliWith({ ...DONE, stdout }).cli.call('ecs', 'DescribeServices', {})).resolves.toEqual({});
  });

  test.each([
    ['version 1', '\nAn error occurred (ScanNotFoundException) when calling the DescribeImageScanFindings operation: Image scan does not exist\n'],
    ['version 2', '\naws: [ERROR]: An error occurred (ScanNotFoundException) when calling the DescribeImageScanFindings operation: Image scan does not exist'],
    ['retries', 'An error occurred (ScanNotFoundException) when calling the X operation (reached max retries: 4): Image scan does not exist'],
  ])('reads code and detail of a refusal (%s)', async (_, stderr) => {
    const error = await errorFor({ stderr });
    expect(error).toBeInstanceOf(AwsCallError);
    expect([error.service, error.operation, error.code, error.detail]).toEqual(['ecs', 'DescribeServices', 'ScanNotFoundException', 'Image scan does not exist']);
    expect(error.message).toBe('ecs:DescribeServices failed with ScanNotFoundException: Image scan does not exist');
    expect(error.name).toBe('AwsCallError');
  });

  test.each([
    ['Could not connect to the endpoint URL: "http://127.0.0.1:9/"', 'Unreachable'],
    ['Connect timeout on endpoint URL', 'Unreachable'],
    ['Read timeout on endpoint URL', 'Unreachable'],
    ['Connection was closed before we received a valid response', 'Unreachable'],
    ['aws timed out or printed too much', 'Unreachable'],
    ['Unable to locate credentials', 'CommandFailed'],
  ])('tells an AWS that cannot be reached from a command that fails: %s', async (stderr, code) => {
    const error = await errorFor({ stderr: `${stderr}\n`, exitCode: 255 });
    expect(error.code).toBe(code);
    expect(error.detail).toBe(stderr);
  });

  test('says that the aws command is missing', async () => {
    expect((await errorFor({ exitCode: 127, stderr: 'aws: command not found on PATH' })).code).toBe('CommandNotFound');
  });

  test('says so when the command failed without a word', async () => {
    expect((await errorFor({ exitCode: 9, stderr: ' ' })).detail).toBe('the aws command ended with exit code 9 and said nothing');
  });

  test('fails when the command prints no JSON', async () => {
    const error = await errorFor({ exitCode: 0, stdout: `oops${'x'.repeat(300)}` });
    expect(error.code).toBe('UnreadableAnswer');
    expect(error.detail).toBe(`the aws command printed no JSON: "oops${'x'.repeat(196)}"`);
  });
});

describe('commandOf', () => {
  test.each([
    ['DescribeServices', 'describe-services'], ['StopServiceDeployment', 'stop-service-deployment'], ['PutImage', 'put-image'], ['GetLogEvents', 'get-log-events'],
  ])('%s is %s', (operation, command) => expect(commandOf(operation)).toBe(command));
});

describe('runCommand', () => {
  test('gives output and exit code 0', async () => {
    await expect(runCommand('sh', ['-c', 'echo $A; echo e >&2'], { ...process.env, A: 'b' })).resolves.toEqual({ exitCode: 0, stdout: 'b\n', stderr: 'e\n' });
  });

  test('gives the exit code and error text of a command that fails', async () => {
    await expect(runCommand('sh', ['-c', 'echo no >&2; exit 7'], process.env)).resolves.toEqual({ exitCode: 7, stdout: '', stderr: 'no\n' });
  });

  test('says something even when the command fails silently', async () => {
    const { exitCode, stderr } = await runCommand('sh', ['-c', 'exit 3'], process.env);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Command failed');
  });

  test('has exit code 127 for a command that is not there', async () => {
    await expect(runCommand('no-such-command-here', [], process.env))
      .resolves.toEqual({ exitCode: 127, stdout: '', stderr: 'no-such-command-here: command not found on PATH' });
  });

  test('has exit code 1 for a command that was killed from outside', async () => {
    expect((await runCommand('sh', ['-c', 'kill -9 $$'], process.env)).exitCode).toBe(1);
  });

  test('has a large room for output', async () => {
    const { stdout, exitCode } = await runCommand('sh', ['-c', 'head -c 3000000 /dev/zero | tr "\\0" x'], process.env);
    expect([stdout.length, exitCode]).toEqual([3_000_000, 0]);
  });
});

describe('helpers of the AWS port', () => {
  test('isAwsError asks for the code', () => {
    const error = new AwsCallError('ecr', 'PutImage', 'A', 'd');
    expect(isAwsError(error, 'B', 'A')).toBe(true);
    expect(isAwsError(error, 'B')).toBe(false);
    expect(isAwsError(new Error('A'), 'A')).toBe(false);
  });

  test('messageOf takes whatever was thrown', () => {
    expect(messageOf(new Error('m'))).toBe('m');
    expect(messageOf('text')).toBe('text');
  });

  test('timeOf reads seconds, ISO texts and nothing', () => {
    expect(timeOf(1.5)).toBe(1500);
    expect(timeOf('1970-01-01T00:00:02Z')).toBe(2000);
    expect(timeOf(undefined)).toBe(0);
  });
});
