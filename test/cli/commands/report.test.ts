import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { report } from '../../../src/cli/commands/report';
import { ReportOptions } from '../../../src/cli/program';
import { painter } from '../../../src/cli/terminal/paint';
import { makeApp, makeStack } from '../../support/app';
import { makePipeline } from '../../support/pipeline';

jest.spyOn(console, 'error').mockImplementation(() => {});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli report-'));
const before = process.cwd();
let assembly: string;
beforeAll(() => {
  const stack = makeStack({ app: makeApp() });
  makePipeline({}, stack);
  assembly = (stack.node.root as App).synth().directory;
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  fs.rmSync(folder, { recursive: true });
});

async function run(options: Partial<ReportOptions> = {}) {
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const output = { isTerminal: false, isInteractive: false, paint: painter(false), write, complain: write };
  const exitCode = await report({ folder: assembly, format: 'html', ...options }, output);
  return { exitCode, written };
}

test.each([
  ['html', 'pipeline-report.html', /^<!doctype html>/], ['json', 'pipeline-report.json', /^\{\n {2}"version": 1,/], ['markdown', 'pipeline-report.md', /^## Pipeline report/],
] as const)('%s is written to %s, and that is said', async (format, file, beginning) => {
  const { exitCode, written } = await run({ format });
  expect(fs.readFileSync(file, 'utf8')).toMatch(beginning);
  expect(written).toEqual([expect.stringMatching(new RegExp(`^${file}: cicd-pipeline-dev \\(stack Delivery\\); \\d+ kB$`))]);
  expect(exitCode).toBe(0);
});

test('--output names the file, or the standard output', async () => {
  await run({ output: 'review.html' });
  expect(fs.existsSync('review.html')).toBe(true);
  const { written } = await run({ format: 'json', output: '-' });
  expect(JSON.parse(written.join(''))).toMatchObject({ version: 1, stacks: [{ name: 'Delivery' }] });
});

test('the same assembly gives the same report', async () => {
  expect((await run({ output: '-' })).written).toEqual((await run({ output: '-' })).written);
});

test.each<[string, Partial<ReportOptions>, string, string]>([
  ['there is no assembly', { folder: 'cdk.out' }, 'cdk.out: there is no manifest.json', 'run "npx cdk synth"'],
  ['the stack is not there', { stack: 'Orders' }, 'has no stack "Orders"', 'it has Delivery'],
  ['the folder of the output is not there', { output: 'no/such/file.html' }, 'no/such/file.html cannot be written', 'a folder that is there'],
])('fails when %s, with what to do', async (_when, options, message, fix) => {
  const containing = (text: string): string => expect.stringContaining(text) as string;
  await expect(run(options)).rejects.toMatchObject({ message: containing(message), fix: containing(fix), exitCode: 2 });
});
