import { refusal } from './support/fake-aws';
import { FakeCluster, NEW_DIGEST } from './support/fake-cluster';
import { Program, runProgram } from '../../src/runtime/program';

let cluster: FakeCluster;
let program: Program;

beforeEach(() => {
  cluster = new FakeCluster();
  const { aws, clock, log } = cluster;
  const http = { get: () => Promise.resolve({ kind: 'answer', status: 200, body: '' } as const) };
  program = { aws, clock, log, http, readFile: () => cluster.imageDefinitions, writeFile: () => undefined };
});

describe('runProgram', () => {
  test.each([[[]], [['scan']], [['deploy', 'now']], [['scan-gate', 'x']]])('refuses the arguments %j with exit code 2 and shows the usage', async (args) => {
    await expect(runProgram(args, {}, program)).resolves.toBe(2);
    expect(cluster.ending).toBe(`unknown arguments ${JSON.stringify(args)}\nusage: node pipeline-runtime.js scan-gate|deploy (settings come from environment variables)`);
  });

  test('runs the scan gate', async () => {
    cluster.aws.reply('ecr:DescribeImageScanFindings', { imageScanStatus: { status: 'COMPLETE' } });
    await expect(runProgram(['scan-gate'], { REPOSITORY_NAME: 'orders', IMAGE_DIGEST: NEW_DIGEST }, program)).resolves.toBe(0);
    cluster.aws.reply('ecr:DescribeImageScanFindings', refusal('ecr:DescribeImageScanFindings', 'AccessDeniedException'));
    await expect(runProgram(['scan-gate'], { REPOSITORY_NAME: 'orders', IMAGE_DIGEST: NEW_DIGEST }, program)).resolves.toBe(3);
  });

  test('runs the deployer', async () => {
    const environment = { CLUSTER_NAME: 'cluster', SERVICE_NAME: 'service', REPOSITORY_NAME: 'orders', IMAGE_DIGEST: NEW_DIGEST };
    await expect(runProgram(['deploy'], environment, program)).resolves.toBe(0);
    expect(cluster.ending).toBe(`deployed ${NEW_DIGEST}`);
  });

  test.each(['scan-gate', 'deploy'])('%s ends with exit code 2 when its settings are malformed', async (command) => {
    await expect(runProgram([command], {}, program)).resolves.toBe(2);
    expect(cluster.ending).toContain(`${command} failed: the settings cannot be used:\n`);
  });

  test('ends with exit code 1 when the program breaks in an unforeseen way', async () => {
    const log = { step: () => { throw new Error('no stream'); }, plain: cluster.log.plain.bind(cluster.log) };
    await expect(runProgram(['scan-gate'], { REPOSITORY_NAME: 'orders', IMAGE_DIGEST: NEW_DIGEST }, { ...program, log })).resolves.toBe(1);
    expect(cluster.ending).toBe('scan-gate failed: no stream');
  });
});
