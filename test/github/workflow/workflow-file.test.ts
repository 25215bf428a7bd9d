import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { headerOf, WorkflowFile } from '../../../src/github/workflow/workflow-file';
import { findRepositoryRoot } from '../../../src/private/repository-root';

const FILE = '.github/workflows/ci-cd.yml';
const OWNER = 'Orders/Cicd/GitHubWorkflow';
const text = (rest: string, owner = OWNER) => `# ${headerOf(owner)}\n\n${rest}\n`;

describe('a workflow file', () => {
  let root: string;
  let file: WorkflowFile;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'workflow file '));
    file = new WorkflowFile({ root, file: FILE, owner: OWNER });
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const read = () => fs.readFileSync(path.join(root, FILE), 'utf8');
  const put = (content: string) => {
    fs.mkdirSync(path.dirname(path.join(root, FILE)), { recursive: true });
    fs.writeFileSync(path.join(root, FILE), content);
  };

  test('is made, with its folders', () => {
    expect(file.write(text('a'))).toEqual([]);
    expect(read()).toBe(text('a'));
  });

  test('is written anew', () => {
    put(text('a'));
    expect(file.write(text('b'))).toEqual([]);
    expect(read()).toBe(text('b'));
  });

  test.each([['somebody', 'name: mine\n'], ['another pipeline', text('a', 'Shop/Cicd/GitHubWorkflow')]])('is left alone when it is of %s', (_whose, content) => {
    put(content);
    const problem = [`${FILE} was not made from ${OWNER}: give another workflowName, or remove the file once`];
    expect(file.write(text('b'))).toEqual(problem);
    expect(file.compare(text('b'))).toEqual(problem);
    expect(read()).toBe(content);
  });

  test('is compared, and nothing is written', () => {
    put(text('a'));
    expect(file.compare(text('a'))).toEqual([]);
    expect(file.compare(text('b'))).toEqual([`${FILE} is not what the app makes: run "npx cdk synth" on your machine and commit the file`]);
    expect(read()).toBe(text('a'));
  });

  test('is missed, and not made, when it is compared', () => {
    expect(file.compare(text('a'))).toEqual([`${FILE} is missing: run "npx cdk synth" on your machine and commit the file`]);
    expect(fs.existsSync(path.join(root, FILE))).toBe(false);
  });
});

describe('the root of the repository', () => {
  test.each(['.git', '.github'])('is the nearest folder with %s', (marker) => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'root-'));
    fs.mkdirSync(path.join(root, 'infra', 'app'), { recursive: true });
    fs.mkdirSync(path.join(root, marker));
    expect(findRepositoryRoot(path.join(root, 'infra', 'app'))).toBe(root);
    fs.rmSync(root, { recursive: true });
  });

  test('is unknown where there is none', () => expect(findRepositoryRoot(path.join(os.tmpdir(), 'no', 'such', 'folder'))).toBeUndefined());
});
