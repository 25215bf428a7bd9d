import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { BackgroundProcess, isRunning, lastLines, startBackground, stopBackground, waitFor } from './background-process';
import { PythonEnvironment } from './python-environment';

/** The Python files beside this program: as source, and copied beside the bundle. */
export const EMULATOR_FOLDER = path.join(__dirname, 'emulator');

/** Types of CloudFormation that the sandbox's own services hold. */
export const FORWARDED_TYPES = [
  'AWS::CodePipeline::Pipeline',
  'AWS::CodePipeline::Webhook',
  'AWS::CodeBuild::Project',
  'AWS::CodeBuild::ReportGroup',
  'AWS::CodeStarConnections::Connection',
  'AWS::CodeConnections::Connection',
  'AWS::CodeStarNotifications::NotificationRule',
  'AWS::ECS::Cluster',
  'AWS::ECS::TaskDefinition',
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
] as const;

export interface EmulatorOptions {
  readonly python: PythonEnvironment;
  /** NODE_PATH of the functions that the emulator runs. */
  readonly functionLibraries: string;
  readonly port: number;
  /** Where the provisioner of the forwarded types posts to. */
  readonly frontUrl: string;
  readonly accountId: string;
  readonly region: string;
  /** The sandbox's folder; the emulator's log and temporary files go below it. */
  readonly stateFolder: string;
}

/** Starts the emulator and waits until it answers. */
export async function startEmulator(options: EmulatorOptions): Promise<BackgroundProcess> {
  const folder = path.join(options.stateFolder, 'emulator');
  const temporary = path.join(folder, 'tmp');
  makeTemporaryFolder(temporary);
  const logFile = path.join(options.stateFolder, 'logs', 'emulator.log');
  const started = await startBackground([options.python.python, path.join(EMULATOR_FOLDER, 'server.py')], {
    logFile, cwd: folder, env: emulatorEnvironment(options, temporary),
  });
  const up = await waitFor(async () => !isRunning(started) || answers(options.port), 60, 100);
  if (!up || !isRunning(started)) {
    await stopBackground(started);
    throw new Error(`the emulator did not start on port ${options.port}:\n${lastLines(logFile)}\nthe whole log is ${logFile}`);
  }
  return started;
}

/** Functions run below it. Node asks the nearest package.json above what a `.js` file is, and the user's may say ES module. */
export function makeTemporaryFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'commonjs' }));
}

/** The emulator's environment: loopback only, and none of the caller's AWS settings. */
export function emulatorEnvironment(options: EmulatorOptions, temporary: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|MINISTACK_|LOCALSTACK_|DOCKER_|PYTHON|NODE_)|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(options.port),
    MINISTACK_ACCOUNT_ID: options.accountId,
    MINISTACK_REGION: options.region,
    MINISTACK_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    // Policies are enforced by the front: the emulator would also judge the CDK CLI's and CloudFormation's calls, and refuse what AWS allows.
    AUTH: 'false',
    LOG_LEVEL: 'WARNING',
    TMPDIR: temporary,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    // For the functions that the emulator runs: they call the one endpoint, like everybody else.
    AWS_ENDPOINT_URL: options.frontUrl,
    NODE_PATH: options.functionLibraries,
    NO_PROXY: '*',
    SANDBOX_FRONT_URL: options.frontUrl,
    SANDBOX_FORWARDED_TYPES: FORWARDED_TYPES.join(','),
    SANDBOX_NOT_VERIFIED: notVerifiedFile(options.stateFolder),
    SANDBOX_REGISTRY_CLOSED: closedRegistryFile(options.stateFolder),
  };
}

/** A property that was accepted and cannot be read back. */
export interface NotVerified {
  readonly type: string;
  readonly resource: string;
  readonly property: string;
  readonly reason: string;
}

/** What the emulator noted since the sandbox is up, each entry once. */
export function readNotVerified(stateFolder: string): NotVerified[] {
  const file = notVerifiedFile(stateFolder);
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return [...new Set(lines)].map((line) => JSON.parse(line) as NotVerified);
}

/** Closes the registry for pushes to these repositories; an empty list opens it again. */
export function closeRegistry(stateFolder: string, repositories: string[]): void {
  const file = closedRegistryFile(stateFolder);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, JSON.stringify(repositories));
  fs.renameSync(`${file}.part`, file);
}

function closedRegistryFile(stateFolder: string): string {
  return path.join(stateFolder, 'emulator', 'registry-closed.json');
}

function notVerifiedFile(stateFolder: string): string {
  return path.join(stateFolder, 'emulator', 'not-verified.jsonl');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/_ministack/health', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });
}
