import * as fs from 'node:fs';
import * as path from 'node:path';
import { OWN_ACTION_VERSIONS } from '../../projenrc/workflows/reasons';
import { ACTION_VERSIONS } from '../../src/github/workflow/action-versions';
import { toWorkflowFile, WORKFLOW_RULES } from '../support/workflow-rules';

const FOLDER = path.join(__dirname, '..', '..', '.github', 'workflows');
const FILES = fs.readdirSync(FOLDER);
const own = (file: string) => toWorkflowFile(fs.readFileSync(path.join(FOLDER, file), 'utf8'));

const CHECKOUT = `actions/checkout@${ACTION_VERSIONS['actions/checkout'].sha} # ${ACTION_VERSIONS['actions/checkout'].version}`;
const STEPS = [`uses: ${CHECKOUT}`];

/** A workflow with one job that breaks every rule that its parts break. */
function bad(parts: { head?: string; job?: string; steps?: string[] }): string {
  const { head = 'on: push\npermissions: {}\nconcurrency: { group: one }', job = '', steps = STEPS } = parts;
  return `${head}\njobs:\n  bad:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;
}

/** For each rule, what must break it. */
const BAD: { readonly [rule: string]: string[] } = {
  'every action is of a table, at the commit that the table has, with its release beside it': [
    bad({ steps: ['uses: actions/checkout@v7'] }),
    bad({ steps: [`uses: ${CHECKOUT.split(' ')[0]}`] }),
    bad({ steps: [`uses: someone/else@${ACTION_VERSIONS['actions/checkout'].sha} # v1.0.0`] }),
    bad({ steps: [`uses: actions/checkout@${'0'.repeat(40)} # v7.0.1`] }),
    bad({ steps: ['uses: ./local'] }),
  ],
  'nothing is permitted but what a job asks for': [
    bad({ head: 'on: push', job: '    permissions: {}\n' }),
    bad({ head: 'on: push\npermissions: { contents: read }', job: '    permissions: {}\n' }),
    bad({}),
  ],
  'every job has an end': [bad({}), bad({ job: '    timeout-minutes: 0\n' })],
  'runs of one workflow do not overtake each other': [bad({ head: 'on: push\npermissions: {}' })],
  'no clone keeps the token': [bad({}), bad({ steps: [`{ uses: '${CHECKOUT}', with: { persist-credentials: true } }`] })],
  'no script has an expression': [bad({ steps: ['run: echo ${{ github.ref }}'] })],
  'an identity is only where a registry, AWS, GitHub Pages or a signature asks for it': [bad({ job: '    permissions: { id-token: write }\n' })],
  'what publishes or has a secret stands behind an environment': [
    bad({ steps: ['uses: aws-actions/configure-aws-credentials@v6'] }),
    bad({ steps: ['{ run: npx publib-npm, env: { NPM_TRUSTED_PUBLISHER: "true" } }'] }),
    bad({ steps: ['run: npx -p publib@1.0.0 publib-golang'] }),
    bad({ steps: ['uses: actions/deploy-pages@v5'] }),
    bad({ steps: ['{ run: make, env: { TOKEN: "${{ secrets.PAT }}" } }'] }),
  ],
  'packages are those of the lock file': [bad({ steps: ['run: npm install'] }), bad({ steps: ['run: npx -p publib@latest publib-npm'] })],
  'what a pull request starts can write nothing': [
    bad({ head: 'on: pull_request_target' }),
    bad({ head: 'on: [workflow_run]' }),
    bad({ head: 'on: { pull_request: {} }', job: '    permissions: { contents: write }\n' }),
  ],
};

describe.each(WORKFLOW_RULES)('$name', ({ name, breaches }) => {
  test.each(FILES)('holds in %s', (file) => {
    expect(breaches(own(file))).toEqual([]);
  });

  test('is red on a bad workflow', () => {
    expect(BAD[name].map((text) => breaches(toWorkflowFile(text)).length > 0)).toEqual(BAD[name].map(() => true));
  });
});

test('the workflows are those that CONTRIBUTING.md speaks of', () => {
  const contributing = fs.readFileSync(path.join(__dirname, '..', '..', 'CONTRIBUTING.md'), 'utf8');

  expect(FILES.filter((file) => !contributing.includes(`\`${file}\``))).toEqual([]);
});

test('our own table of actions has nothing that no workflow uses, and nothing that the package has too', () => {
  const texts = FILES.map((file) => own(file).text).join('\n');

  expect(Object.keys(OWN_ACTION_VERSIONS).filter((action) => !texts.includes(`${action}@`) || action in ACTION_VERSIONS)).toEqual([]);
});

test.each(Object.entries({ ...ACTION_VERSIONS, ...OWN_ACTION_VERSIONS }))('%s is pinned to a full commit of a full version', (_action, { sha, version }) => {
  expect(sha).toMatch(/^[0-9a-f]{40}$/);
  expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
});

describe('what each workflow is for', () => {
  test('the tools are there before the tests, in pull requests and in releases', () => {
    for (const [file, job, tests] of [['build.yml', 'build', 'npx projen build'], ['release.yml', 'release', 'npx projen release']]) {
      const runs = own(file).workflow.jobs[job].steps.map(({ run }) => run);

      expect(runs.indexOf('npx projen tools')).toBeGreaterThan(runs.indexOf('npm ci'));
      expect(runs.indexOf('npx projen tools')).toBeLessThan(runs.indexOf(tests));
    }
  });

  test('only Maven Central and Go have a stored credential', () => {
    const jobs = Object.entries(own('release.yml').workflow.jobs);
    const stored = (job: unknown) => [...JSON.stringify(job).matchAll(/secrets\.(\w+)/g)].map(([, name]) => name).filter((name) => !['GITHUB_TOKEN', 'NUGET_USERNAME'].includes(name));

    expect(jobs.filter(([, job]) => stored(job).length > 0).map(([id]) => id)).toEqual(['release_maven', 'release_golang']);
  });

  test('a released site goes online as it was built, by a job that runs nothing of the repository', () => {
    const { site, release } = own('release.yml').workflow.jobs;

    expect(site.permissions).toEqual({ 'pages': 'write', 'id-token': 'write' });
    expect(site.steps.flatMap(({ uses, run }) => uses?.split('@')[0] ?? run)).toEqual(['actions/download-artifact', 'actions/upload-pages-artifact', 'actions/deploy-pages']);
    expect(release.steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact')).map((step) => step.with?.path)).toEqual(['dist']);
    expect(Object.keys(own('build.yml').workflow.jobs)).not.toContain('site');
  });

  test('what runs new packages cannot write, and what writes runs none of them', () => {
    const { upgrade, 'pull-request': pullRequest } = own('upgrade.yml').workflow.jobs;

    expect(upgrade.permissions).toEqual({ contents: 'read' });
    expect(pullRequest.steps.filter(({ run }) => /\bnp[mx]\b/.test(run ?? ''))).toEqual([]);
  });
});
