import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lintWorkflows, missingWorkflowLinters } from '../support/workflow-linters';

const OWN = path.join(__dirname, '..', '..', '.github', 'workflows');
const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const MISSING = missingWorkflowLinters();
if (MISSING) console.warn(`SKIPPED: actionlint, shellcheck and zizmor judged no workflow. Missing: ${MISSING}`);

/** Without the linters the tests are counted as skipped, never as passed. */
const describeWhereInstalled = MISSING ? describe.skip : describe;

/** An unknown context, a word that the shell splits, a tag in place of a commit, a title that becomes code. */
const BAD = `
name: bad
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: echo \${{ github.event.pull_request.title }} \${{ nothing.here }}
      - run: rm -r $HOME/$UNQUOTED
`;

describeWhereInstalled('actionlint, shellcheck and zizmor', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'workflows-'));

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('find nothing without a reason in our own workflows', () => {
    expect(lintWorkflows(OWN)).toEqual([]);
  }, 120_000);

  test.each(['java-infra', 'python-infra'])('find nothing in the workflow of the example %s', (example) => {
    expect(lintWorkflows(path.join(EXAMPLES, example, '.github', 'workflows'))).toEqual([]);
  }, 120_000);

  test('are red on a bad workflow', () => {
    fs.writeFileSync(path.join(folder, 'bad.yml'), BAD);

    const rules = lintWorkflows(folder).map(({ tool, file, rule }) => `${tool} ${file} ${rule}`);

    expect(rules).toEqual(expect.arrayContaining([
      'actionlint bad.yml expression',
      'actionlint bad.yml shellcheck',
      'zizmor bad.yml dangerous-triggers',
      'zizmor bad.yml template-injection',
      'zizmor bad.yml unpinned-uses',
      'zizmor bad.yml excessive-permissions',
      'zizmor bad.yml artipacked',
    ]));
  }, 120_000);

  test('fail when a folder has no workflow', () => {
    const empty = fs.mkdtempSync(path.join(folder, 'empty-'));

    expect(() => lintWorkflows(empty)).toThrow('no workflow file');
  });
});
