import { App, aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Repo, RetryableStage, TapCicdPipeline, TapCicdPipelineOverrides } from '../src';
import { ACCOUNT, makeApp, makeStack } from './support/app';
import { judgeIdentityStatements } from './support/iam-judge';
import { CONNECTION, errorOf, makePipeline, Props, synthesise } from './support/pipeline';
import { PipelineTemplate } from './support/template';
import { THEIRS } from './support/theirs';

describe('from the environment', () => {
  const VARIABLES = {
    ENVIRONMENT_SUFFIX: 'qa',
    GITHUB_REPOSITORY: 'acme/orders',
    GITHUB_CONNECTION_ARN: CONNECTION,
    DELIVERY_BRANCH: 'develop',
    APPLICATION: 'shop',
    PROJECT: 'orders',
    TEAM: 'payments',
    COMMIT_AUTHOR: 'jane',
    PR_NUMBER: '42',
  };
  const before = process.env;
  afterEach(() => { process.env = before; });

  function fromEnvironment(variables: NodeJS.ProcessEnv, overrides?: (stack: Stack) => TapCicdPipelineOverrides): PipelineTemplate {
    process.env = { CDK_VALIDATION: 'false', PATH: before.PATH, ...variables };
    const stack = makeStack();
    TapCicdPipeline.fromEnvironment(stack, 'Cicd', overrides?.(stack));
    return PipelineTemplate.of(stack);
  }

  const tagsOf = (template: PipelineTemplate) => {
    const tags = template.one('AWS::ECR::Repository').properties.Tags as Array<{ Key: string; Value: string }>;
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  };

  test('takes everything that is set', () => {
    const template = fromEnvironment(VARIABLES);
    expect(template.one('AWS::CodePipeline::Pipeline').properties.Name).toBe('cicd-shop-pipeline-qa');
    expect(template.action('GitHub').Configuration).toMatchObject({ FullRepositoryId: 'acme/orders', BranchName: 'develop', ConnectionArn: CONNECTION });
    expect(tagsOf(template)).toEqual({ Environment: 'qa', Repository: 'acme/orders', Project: 'orders', Team: 'payments', Author: 'jane', PRNumber: '42' });
  });

  test('falls back to dev, main, the OAuth token and the name of the repository', () => {
    const template = fromEnvironment({ GITHUB_REPOSITORY: 'acme/orders' });
    expect(template.one('AWS::CodePipeline::Pipeline').properties.Name).toBe('cicd-pipeline-dev');
    expect(template.action('GitHub')).toMatchObject({ ActionTypeId: { Owner: 'ThirdParty' }, Configuration: { Branch: 'main' } });
    expect(tagsOf(template)).toEqual({ Environment: 'dev', Repository: 'acme/orders', Project: 'orders' });
  });

  test('counts an empty variable as not set', () => {
    const template = fromEnvironment({ ...VARIABLES, ENVIRONMENT_SUFFIX: '', APPLICATION: '', DELIVERY_BRANCH: '', GITHUB_CONNECTION_ARN: '', TEAM: '' });
    expect(template.one('AWS::CodePipeline::Pipeline').properties.Name).toBe('cicd-pipeline-dev');
    expect(template.action('GitHub')).toMatchObject({ ActionTypeId: { Owner: 'ThirdParty' }, Configuration: { Branch: 'main' } });
    expect(tagsOf(template)).not.toHaveProperty('Team');
  });

  test('lets each override win, tag by tag', () => {
    const template = fromEnvironment(VARIABLES, () => ({
      environmentSuffix: 'prod', repo: Repo.gitHub('acme/billing'), naming: { application: 'bill' }, tags: { team: 'billing', project: undefined, additional: { CostCenter: '12' } },
    }));
    expect(template.one('AWS::CodePipeline::Pipeline').properties.Name).toBe('cicd-bill-pipeline-prod');
    expect(tagsOf(template)).toEqual({
      Environment: 'prod', Repository: 'acme/billing', Project: 'orders', Team: 'billing', Author: 'jane', PRNumber: '42', CostCenter: '12',
    });
  });

  test('takes what no variable says as an override too', () => {
    const template = fromEnvironment(VARIABLES, (stack) => ({ key: THEIRS.key(stack), executionMode: codepipeline.ExecutionMode.SUPERSEDED }));
    expect(template.all('AWS::KMS::Key')).toEqual([]);
    expect(template.one('AWS::CodePipeline::Pipeline').properties.ExecutionMode).toBe('SUPERSEDED');
  });

  test('fails when no repository is known', () => {
    expect(() => fromEnvironment({ GITHUB_REPOSITORY: '' })).toThrow(
      "Delivery: 'repo' must be given, or the variable GITHUB_REPOSITORY be set, got undefined: export GITHUB_REPOSITORY=owner/name",
    );
  });

  test('puts no token of the environment into the template', () => {
    const template = fromEnvironment({ ...VARIABLES, GITHUB_CONNECTION_ARN: '', GITHUB_TOKEN: 'ghp_secret', GITHUB_OAUTH_TOKEN: 'gho_secret' });
    expect(JSON.stringify(template.json)).not.toMatch(/gh[po]_secret/);
  });
});

describe('what was made', () => {
  const stack = makeStack();
  const pipeline = makePipeline({}, stack);
  pipeline.addTestSuite('contract');

  test('can be reached', () => {
    expect(pipeline.pipeline.node.path).toBe('Delivery/Cicd/Pipeline/Resource');
    expect(stack.resolve(pipeline.service.serviceName)).toEqual({ 'Fn::GetAtt': [expect.stringContaining('CicdService'), 'Name'] });
    const { key, artifactBucket, repository, topic, role, loadBalancer, taskRole } = pipeline;
    for (const part of [key, artifactBucket, repository, topic, role, loadBalancer, taskRole]) {
      expect(part?.node.path).toContain('Delivery/Cicd/');
    }
    expect(pipeline.topic).toBe(pipeline.notifications.topic);
  });

  test('names its projects by type, added suites too', () => {
    expect(Object.keys(pipeline.projects).sort()).toEqual(['build', 'contract', 'deploy', 'integration', 'scan', 'unit']);
    expect(pipeline.projects.contract).toBe(pipeline.testSuites[2].project);
  });

  test('hands out its suites as a copy, which changes nothing', () => {
    expect(pipeline.testSuites.map(({ suiteName }) => suiteName)).toEqual(['unit', 'integration', 'contract']);
    pipeline.testSuites.pop();
    expect(pipeline.testSuites).toHaveLength(3);
  });

  test('is told of in outputs', () => {
    const outputs = PipelineTemplate.of(stack).json.Outputs as { [id: string]: { Description: string } };
    expect(Object.values(outputs).map(({ Description }) => Description)).toEqual(['The pipeline', 'Where the images are', 'What people are told of', 'Where the service answers']);
  });
});

describe('grants', () => {
  async function granted(grant: (pipeline: TapCicdPipeline, role: iam.Role) => iam.Grant) {
    const stack = makeStack();
    const role = new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() });
    grant(makePipeline({}, stack), role);
    const template = PipelineTemplate.of(stack);
    const [{ properties }] = template.all('AWS::IAM::Policy');
    const [{ Action, Resource }] = (properties.PolicyDocument as { Statement: Array<{ Action: unknown; Resource: unknown }> }).Statement;
    return { actions: Action, resource: template.render(Resource), offences: await judgeIdentityStatements(template) };
  }
  const resource = 'arn:aws:codepipeline:us-east-1:111111111111:cicd-pipeline-dev';

  test('let someone start this pipeline', async () => {
    expect(await granted((pipeline, role) => pipeline.grantStart(role))).toEqual({ actions: 'codepipeline:StartPipelineExecution', resource, offences: [] });
  });

  test('let someone see this pipeline, and change nothing', async () => {
    const { actions: allowed, ...rest } = await granted((pipeline, role) => pipeline.grantRead(role));
    expect(rest).toEqual({ resource, offences: [] });
    expect((allowed as string[]).every((action) => /^codepipeline:(Get|List)/.test(action))).toBe(true);
  });
});

describe('a stage that is added', () => {
  const approval = { stageName: 'Approve', actions: [new actions.ManualApprovalAction({ actionName: 'Approve' })] };

  test('comes last, or where it is placed', () => {
    const stack = makeStack();
    const pipeline = makePipeline({}, stack);
    const deploy = pipeline.pipeline.stages[4];
    pipeline.addStage({ ...approval, placement: { rightBefore: deploy } });
    pipeline.addStage({ stageName: 'Done', actions: [new actions.ManualApprovalAction({ actionName: 'Look' })] });
    expect(PipelineTemplate.of(stack).stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Test', 'SecurityScan', 'Approve', 'Deploy', 'Done']);
  });

  test('brings no role and no permission', () => {
    const stack = makeStack();
    makePipeline({}, stack).addStage(approval);
    const template = PipelineTemplate.of(stack);
    expect(template.all('AWS::IAM::Role')).toHaveLength(synthesise().all('AWS::IAM::Role').length);
    expect(template.all('AWS::IAM::Policy')).toEqual([]);
    expect(template.statementsOf('cicd-pipeline-role')).toEqual(synthesise().statementsOf('cicd-pipeline-role'));
  });
});

describe('the execution mode', () => {
  test('may be superseded', () => {
    expect(synthesise({ executionMode: codepipeline.ExecutionMode.SUPERSEDED }).one('AWS::CodePipeline::Pipeline').properties.ExecutionMode).toBe('SUPERSEDED');
  });

  test('fails when it is parallel', () => {
    expect(errorOf({ executionMode: codepipeline.ExecutionMode.PARALLEL })).toBe(
      'Delivery/Cicd/Pipeline: \'executionMode\' must be QUEUED or SUPERSEDED, since one service takes one deployment at a time, got "PARALLEL": leave it out',
    );
  });
});

describe('the automatic retry', () => {
  const failureOf = (props: Props) => Object.fromEntries(synthesise(props).stages.map(({ Name, OnFailure }) => [Name, OnFailure]));

  test('is off by default: a failed stage ends the execution', () => {
    expect(failureOf({})).toEqual({ Source: undefined, Build: undefined, Test: undefined, SecurityScan: undefined, Deploy: undefined });
    expect(failureOf({ retryOnFailure: [] })).toEqual(failureOf({}));
  });

  test('tries the failed actions of the named stages once more', () => {
    const once = { Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } };
    expect(failureOf({ retryOnFailure: [RetryableStage.SOURCE, RetryableStage.TEST] })).toEqual({ ...failureOf({}), Source: once, Test: once });
    expect(failureOf({ retryOnFailure: [RetryableStage.BUILD] })).toEqual({ ...failureOf({}), Build: once });
  });

  test('cannot be had for the gate and the deployment, whose second try would hide the first', () => {
    expect(Object.values(RetryableStage)).toEqual(['Source', 'Build', 'Test']);
  });
});

describe('where it can be deployed', () => {
  const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-1', 'me-central-1', 'us-gov-west-1', 'cn-north-1'];
  test.each(REGIONS)('synthesises for %s', (region) => {
    const template = synthesise({}, { env: { account: ACCOUNT, region } });
    expect(template.one('AWS::S3::Bucket').properties.BucketName).toBe(`cicd-artifacts-dev-${ACCOUNT}-${region}`);
  });

  test.each(REGIONS)('names no partition in %s: every ARN of ours asks for it', (region) => {
    const ours = JSON.stringify(synthesise({}, { env: { account: ACCOUNT, region } }).json).replaceAll(CONNECTION, '');
    expect(ours).not.toMatch(/"arn:aws/);
  });

  describe('without a known environment', () => {
    const template = synthesise({}, { env: {} });

    test('has names that CloudFormation completes', () => {
      expect(template.one('AWS::S3::Bucket').properties.BucketName).toEqual({ 'Fn::Join': ['', ['cicd-artifacts-dev-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] });
      expect(template.stages).toHaveLength(5);
    });

    test('lets only the logs of the region use the key', () => {
      expect(JSON.stringify(template.one('AWS::KMS::Key').properties)).toContain('"Service":{"Fn::Join":["",["logs.",{"Ref":"AWS::Region"},".amazonaws.com"]]}');
    });
  });
});

describe('two pipelines', () => {
  const inOneApp = (first: Parameters<typeof makePipeline>[0], second: Parameters<typeof makePipeline>[0]) => {
    const app: App = makeApp();
    makePipeline(first, makeStack({ app, stackName: 'One' }));
    return () => makePipeline(second, makeStack({ app, stackName: 'Two' }));
  };

  test('fail when their names clash', () => {
    expect(inOneApp({}, {})).toThrow(
      "Two/Cicd: 'environmentSuffix' must give names that no other pipeline of this app has; One/Cicd has the same, got \"cicd-*-dev\": set naming.application, or another environmentSuffix",
    );
  });

  test('may share a suffix when they are of two applications', () => {
    expect(inOneApp({ naming: { application: 'orders' } }, { naming: { application: 'billing' } })).not.toThrow();
  });

  test('may be in one stack', () => {
    const stack = makeStack();
    makePipeline({}, stack);
    new TapCicdPipeline(stack, 'Other', { environmentSuffix: 'qa', repo: Repo.gitHub('acme/orders', { connectionArn: CONNECTION }) });
    expect(PipelineTemplate.of(stack).all('AWS::CodePipeline::Pipeline')).toHaveLength(2);
  });
});
