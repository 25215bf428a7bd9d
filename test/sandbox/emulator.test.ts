import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EMULATOR_FOLDER, EmulatorOptions, emulatorEnvironment, makeTemporaryFolder, readNotVerified } from '../../src/sandbox/emulator';

const OPTIONS: EmulatorOptions = {
  python: { python: 'python', commands: '/venv/bin' }, functionLibraries: '/functions', port: 4567, frontUrl: 'http://127.0.0.1:4566', accountId: '111122223333', region: 'us-east-1', stateFolder: '/state',
};

test('listens on loopback only', () => {
  expect(emulatorEnvironment(OPTIONS, '/tmp/x')).toMatchObject({ BIND_HOST: '127.0.0.1', GATEWAY_PORT: '4567', IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0' });
});

test('is told which types the front holds and where it is', () => {
  const environment = emulatorEnvironment(OPTIONS, '/tmp/x');
  expect(environment.SANDBOX_FRONT_URL).toBe('http://127.0.0.1:4566');
  expect(environment.SANDBOX_FORWARDED_TYPES?.split(',')).toContain('AWS::CodePipeline::Pipeline');
});

test('gets none of the caller\'s AWS settings, engine or proxies', () => {
  const given = { AWS_PROFILE: 'prod', DOCKER_HOST: 'tcp://x', https_proxy: 'http://p', PYTHONPATH: '/x' };
  Object.assign(process.env, given);
  try {
    const environment = emulatorEnvironment(OPTIONS, '/tmp/x');
    expect(Object.keys(given).filter((name) => name in environment)).toEqual([]);
  } finally {
    Object.keys(given).forEach((name) => delete process.env[name]);
  }
});

test('functions call the one endpoint and find the SDK', () => {
  expect(emulatorEnvironment(OPTIONS, '/tmp/x')).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', NODE_PATH: '/functions' });
});

test('functions are CommonJS unless they say otherwise, also in a project of ES modules', () => {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), 'esm-'));
  fs.writeFileSync(path.join(project, 'package.json'), '{"type": "module"}');
  const temporary = path.join(project, '.sandbox', 'tmp');
  makeTemporaryFolder(temporary);
  fs.mkdirSync(path.join(temporary, 'function'));
  const worker = path.join(temporary, 'function', 'worker.js');
  fs.writeFileSync(worker, 'console.log(typeof require);');
  expect(execFileSync(process.execPath, [worker], { encoding: 'utf8' })).toBe('function\n');
  fs.rmSync(project, { recursive: true });
});

test('leaves the enforcement of policies to the front', () => {
  expect(emulatorEnvironment(OPTIONS, '/tmp/x').AUTH).toBe('false');
});

test('the Python files are found beside the program', () => {
  expect(fs.existsSync(path.join(EMULATOR_FOLDER, 'server.py'))).toBe(true);
});

test('lists what cannot be read back, each entry once', () => {
  const state = fs.mkdtempSync(path.join(os.tmpdir(), 'emulator-'));
  const entry = { type: 'AWS::S3::Bucket', resource: 'b', property: 'AccessControl', reason: 'not kept' };
  expect(readNotVerified(state)).toEqual([]);
  fs.mkdirSync(path.join(state, 'emulator'));
  fs.writeFileSync(path.join(state, 'emulator', 'not-verified.jsonl'), `${JSON.stringify(entry)}\n${JSON.stringify(entry)}\n`);
  expect(readNotVerified(state)).toEqual([entry]);
  fs.rmSync(state, { recursive: true });
});
