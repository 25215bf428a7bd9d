import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, aws_iam as iam, aws_sns as sns, Stack } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { ParsedWorkflow, scriptOf } from './support/workflows';
import { GitHubWorkflow, GitHubWorkflowOptions } from '../../src';
import { makeApp, makeStack, StackOptions } from '../support/app';
import { makePipeline, Props } from '../support/pipeline';
import { PipelineTemplate } from '../support/template';

const IDS = { ownerId: '123456', repositoryId: '789012' };

function addTo(stack: Stack, options: GitHubWorkflowOptions = {}, props: Props = {}): GitHubWorkflow {
  return makePipeline(props, stack).addGitHubWorkflow({ ...IDS, ...options });
}

const make = (options?: GitHubWorkflowOptions, where?: StackOptions, props?: Props) => addTo(makeStack(where), options, props);
const read = (options?: GitHubWorkflowOptions, where?: StackOptions, props?: Props) => parse(make(options, where, props).content) as ParsedWorkflow;
const errorOf = (options: GitHubWorkflowOptions) => {
  try {
    make(options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the workflow is made');
};

describe('by default the workflow', () => {
  const workflow = read();

  test('delivers main and release branches into production', () => {
    expect(workflow.on.push).toEqual({ branches: ['main', 'release/*'] });
    expect(workflow.jobs.deploy.environment).toEqual({ name: 'production' });
  });

  test('deploys the stack of the pipeline', () => expect(scriptOf(workflow.jobs.deploy)).toContain("deploy 'Delivery' --app cdk.out"));

  test('installs, tests and audits with npm', () => {
    expect(scriptOf(workflow.jobs.build)).toContain('npm ci');
    expect(workflow.jobs.test.strategy?.matrix).toEqual({ suite: ['unit', 'integration'] });
  });

  test('names the roles that it makes', () => {
    const made = make();
    const template = PipelineTemplate.of(Stack.of(made));
    const names = template.all('AWS::IAM::Role').map(({ properties }) => properties.RoleName);
    for (const type of ['deploy', 'diff', 'notify']) {
      expect(names).toContain(`cicd-github-${type}-role-dev-us-east-1`);
      expect(made.content).toContain(`role/cicd-github-${type}-role-dev-\${{ vars.AWS_REGION }}`);
    }
  });

  test('says the same, whoever synthesises: account and region of the stack are not in it', () => {
    expect(make({}, { env: {} }).content).toBe(make().content);
    expect(make().content).not.toMatch(/111111111111|us-east-1/);
  });

  test('has no drift workflow', () => expect(make().driftContent).toBeUndefined());
});

describe('given', () => {
  test.each<[string, GitHubWorkflowOptions, (workflow: ParsedWorkflow) => unknown, unknown]>([
    ['branches', { branches: ['trunk'] }, ({ on }) => on.push, { branches: ['trunk'] }],
    ['paths', { paths: ['infra/**'] }, ({ on }) => on.pull_request, { branches: ['main', 'release/*'], paths: ['infra/**'] }],
    ['a name', { workflowName: 'orders-delivery' }, ({ name }) => name, 'orders-delivery'],
    ['runner labels', { runnerLabels: ['self-hosted', 'linux'] }, ({ jobs }) => jobs.deploy['runs-on'], ['self-hosted', 'linux']],
    ['a folder', { workingDirectory: 'infra/cdk' }, ({ jobs }) => jobs.build.defaults, { run: { 'working-directory': 'infra/cdk' } }],
    ['stacks', { stacks: ['Orders/Network', 'Orders/Service'] }, ({ jobs }) => /deploy (.*) --app/.exec(scriptOf(jobs.deploy))?.[1], "'Orders/Network' 'Orders/Service'"],
    ['a version of the CLI', { cdkVersion: '2.1130.0' }, ({ jobs }) => scriptOf(jobs.deploy).split(' ')[2], 'aws-cdk@2.1130.0'],
    ['an account', { accountId: '111111111111' }, ({ jobs }) => jobs.deploy.steps[2].with?.['role-to-assume'], 'arn:aws:iam::111111111111:role/cicd-github-deploy-role-dev-${{ vars.AWS_REGION }}'],
    ['a region of another partition', { region: 'us-gov-west-1' }, ({ jobs }) => jobs.deploy.steps[2].with?.['role-to-assume'],
      'arn:aws-us-gov:iam::${{ vars.AWS_ACCOUNT_ID }}:role/cicd-github-deploy-role-dev-us-gov-west-1'],
    ['provenance', { attestProvenance: true }, ({ jobs }) => jobs.provenance.permissions, { 'id-token': 'write', 'attestations': 'write' }],
    ['an environment of a branch', { environments: { 'release/*': 'staging' } }, ({ jobs }) => jobs.deploy.environment?.name, "${{ github.ref == 'refs/heads/main' && 'production' || startsWith(github.ref, 'refs/heads/release/') && 'staging' || 'no-environment' }}"],
    ['a patch', { patches: ['[{"op":"replace","path":"/jobs/deploy/timeout-minutes","value":90}]'] }, ({ jobs }) => jobs.deploy['timeout-minutes'], 90],
  ])('%s, the workflow has it', (_what, options, part, expected) => expect(part(read(options))).toEqual(expected));

  test('a drift schedule, there is a second workflow, which may read and notify and not deploy', () => {
    const stack = makeStack();
    const { driftContent } = addTo(stack, { driftSchedule: '23 4 * * 1' });
    expect((parse(driftContent ?? '') as ParsedWorkflow).name).toBe('ci-cd-drift');
    const trusted = (type: string) => JSON.stringify(roleOf(stack, type).AssumeRolePolicyDocument).includes('ci-cd-drift.yml@');
    expect(['diff', 'notify', 'deploy'].map(trusted)).toEqual([true, true, false]);
  });

  test('a topic of one\'s own, its ARN is in the workflow, or a variable where it is not known', () => {
    const told = (stack: Stack, topic: sns.ITopic) => {
      const { jobs } = parse(addTo(stack, {}, { topic }).content) as ParsedWorkflow;
      return jobs.notify.steps.at(-1)?.env?.TOPIC_ARN;
    };
    const stack = makeStack();
    expect(told(stack, sns.Topic.fromTopicArn(stack, 'Theirs', 'arn:aws:sns:us-east-1:111111111111:theirs'))).toBe('arn:aws:sns:us-east-1:111111111111:theirs');
    const other = makeStack();
    expect(told(other, new sns.Topic(other, 'Ours'))).toBe('${{ vars.CICD_TOPIC_ARN }}');
  });

  test.each([[undefined, true], [true, true], [false, false]])('diffPullRequests %s, the diff role trusts them: %s', (diffPullRequests, trusted) => {
    const stack = makeStack();
    addTo(stack, { diffPullRequests });
    expect(JSON.stringify(roleOf(stack, 'diff').AssumeRolePolicyDocument).includes(':pull_request"')).toBe(trusted);
  });

  test('another repository, that one is trusted', () => {
    const stack = makeStack();
    addTo(stack, { repository: 'acme/orders-infra' });
    expect(JSON.stringify(roleOf(stack, 'deploy').AssumeRolePolicyDocument)).toContain('repo:acme@123456/orders-infra@789012:environment:production');
  });

  test('a provider, it is the one that is trusted', () => {
    const stack = makeStack();
    const oidcProvider = iam.OidcProviderNative.fromOidcProviderArn(stack, 'GitHub', 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com');
    expect(addTo(stack, { oidcProvider }).oidcProvider).toBe(oidcProvider);
    expect(PipelineTemplate.of(stack).all('AWS::IAM::OIDCProvider')).toEqual([]);
  });
});

describe('fails when', () => {
  test.each<[string, GitHubWorkflowOptions, string]>([
    ['there is no branch', { branches: [] }, "'branches' must not be empty, got []"],
    ['a branch is a wider pattern', { branches: ['**'] }, "'branches' must be names of branches, or a folder of names that ends in /*, got \"**\""],
    ['a branch would end a string of an expression', { branches: ["a'b"] }, "'branches' must be names of branches"],
    ['an environment belongs to no branch', { environments: { trunk: 'production' } }, "'environments' must name branches of 'branches', which are main, release/*, got \"trunk\""],
    ['an environment would end a string of an expression', { environments: { main: "a'b" } }, "'environments' must be 1 to 255 letters, digits, dots, hyphens and underscores"],
    ['the name is a path', { workflowName: '../ci' }, "'workflowName' must be 1 to 64 lower-case letters"],
    ['the folder is outside', { workingDirectory: '../infra' }, "'workingDirectory' must be a folder below the root of the repository"],
    ['the version is a range', { cdkVersion: '^2.1148.1' }, "'cdkVersion' must be an exact version of the CDK CLI, got \"^2.1148.1\": for example \"2.1148.1\""],
    ['the account is none', { accountId: '1111' }, "'accountId' must be 12 digits"],
    ['the region is none', { region: 'here' }, "'region' must be a region"],
    ['the schedule is none', { driftSchedule: 'weekly' }, "'driftSchedule' must be a cron expression of five fields"],
    ['there are no labels', { runnerLabels: [] }, "'runnerLabels' must not be empty"],
    ['a patch is no JSON', { patches: ['nonsense'] }, "'patches' must be JSON Patches that fit the workflow"],
    ['a patch does not fit', { patches: ['[{"op":"remove","path":"/jobs/release"}]'] }, "'patches' must be JSON Patches that fit the workflow"],
  ])('%s', (_what, options, message) => expect(errorOf(options)).toContain(`Delivery/Cicd/GitHubWorkflow: ${message}`));

  test('it is added twice', () => {
    const cicd = makePipeline();
    cicd.addGitHubWorkflow(IDS);
    expect(() => cicd.addGitHubWorkflow(IDS)).toThrow("Delivery/Cicd: 'addGitHubWorkflow' must be called once");
  });

  test('two pipelines of an app have the same file', () => {
    const app = makeApp();
    const [blue, green] = ['Blue', 'Green'].map((stackName) => makeStack({ app, stackName, env: { account: stackName === 'Blue' ? '111111111111' : '222222222222', region: 'us-east-1' } }));
    addTo(blue);
    expect(() => addTo(green)).toThrow("Green/Cicd/GitHubWorkflow: 'workflowName' must give a file that no other pipeline of this app has; Blue/Cicd/GitHubWorkflow has the same");
  });
});

describe('the file', () => {
  let root: string;
  const saved = { CDK_OUTDIR: process.env.CDK_OUTDIR, CI: process.env.CI };
  const file = () => path.join(root, '.github', 'workflows', 'ci-cd.yml');

  beforeEach(() => { root = fs.mkdtempSync(path.join(os.tmpdir(), 'repository-')); });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
    set(saved);
  });

  function synthesise(environment: typeof saved, options: GitHubWorkflowOptions = {}): string {
    const app = new App({ outdir: path.join(root, 'cdk.out'), analyticsReporting: false });
    const { content } = addTo(makeStack({ app }), { repositoryRoot: root, ...options });
    set(environment);
    app.synth();
    return content;
  }

  test('is written when the CDK CLI synthesises', () => {
    const content = synthesise({ CDK_OUTDIR: 'cdk.out', CI: undefined });
    expect(fs.readFileSync(file(), 'utf8')).toBe(content);
    expect(content).toMatch(/^# ~~ Generated by tap-cicd-pipeline from Delivery\/Cicd\/GitHubWorkflow\. /);
  });

  test('is written into the current folder where no folder above is that of a repository', () => {
    const before = process.cwd();
    process.chdir(root);
    try {
      synthesise({ CDK_OUTDIR: 'cdk.out', CI: undefined }, { repositoryRoot: undefined });
    } finally {
      process.chdir(before);
    }
    expect(fs.existsSync(file())).toBe(true);
  });

  test('is not written by other synthesis, such as that of a unit test', () => {
    synthesise({ CDK_OUTDIR: undefined, CI: undefined });
    expect(fs.existsSync(file())).toBe(false);
  });

  test('is compared in CI, where a stale one fails the synthesis', () => {
    synthesise({ CDK_OUTDIR: 'cdk.out', CI: undefined });
    expect(() => synthesise({ CDK_OUTDIR: 'cdk.out', CI: 'true' })).not.toThrow();
    expect(() => synthesise({ CDK_OUTDIR: 'cdk.out', CI: 'true' }, { paths: ['infra/**'] }))
      .toThrow('.github/workflows/ci-cd.yml is not what the app makes: run "npx cdk synth" on your machine and commit the file');
  });

  function set(environment: typeof saved): void {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

function roleOf(stack: Stack, type: string) {
  return PipelineTemplate.of(stack).one('AWS::IAM::Role', { RoleName: `cicd-github-${type}-role-dev-us-east-1` }).properties;
}
