import { aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_ecr as ecr, aws_ecs as ecs, aws_elasticloadbalancingv2 as elbv2, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns, CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { readEnvironment } from './foundation/environment';
import { Foundation } from './foundation/foundation';
import { NamingOptions, ResourceNames } from './foundation/naming';
import { applyTags, PipelineTags, tagsOf } from './foundation/tagging';
import { GitHubWorkflow } from './github/github-workflow';
import { GitHubWorkflowOptions } from './github/workflow-options';
import { notifyOfAlarm } from './observability/alarms';
import { Notifications } from './observability/notifications';
import { InvalidPropError } from './private/errors';
import { BuildStage, DockerBuildOptions } from './stages/build-stage';
import { DeliveryPipeline } from './stages/delivery-pipeline';
import { DeployStage, DeploymentOptions } from './stages/deploy-stage';
import { DeployTarget, DeployTargetConfig } from './stages/deploy-target';
import { StageContext } from './stages/pipeline-stage';
import { RuntimeProgram } from './stages/private/runtime-program';
import { Repo } from './stages/repo';
import { SecurityScanOptions, SecurityScanStage } from './stages/security-scan-stage';
import { SourceStage } from './stages/source-stage';
import { RetryableStage } from './stages/stage-retry';
import { TestStage, TestSuite, TestSuiteOptions } from './stages/test-stage';

/** What a pipeline may be given, whether its settings come from props or from the environment. */
export interface TapCicdPipelineOptions {
  /**
   * The key that encrypts everything.
   *
   * The policy of an imported key cannot be extended from here, of which a warning tells: it must let CloudWatch Logs, CodeStar
   * Notifications and CloudWatch use it (README, "Bring your own", has the statements).
   *
   * @default - a rotated key with a policy of conditioned statements
   */
  readonly key?: kms.IKey;

  /**
   * The bucket of the artifacts. It must be versioned; artifacts are written under `key`.
   * @default - a private, versioned bucket under the key that forgets after 30 days
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * The repository of the images.
   *
   * The tags `live` and `last-good` must be allowed to move in it and be kept by its lifecycle rules, and it must scan on push: without a
   * list of findings SecurityScan fails. Where it has no tag `live`, a placeholder image is put under it.
   *
   * @default - a repository under the key with immutable tags, scan on push, and the last 10 images
   */
  readonly repository?: ecr.IRepository;

  /**
   * The topic of the notifications.
   *
   * An imported topic must let `codestar-notifications.amazonaws.com` and `cloudwatch.amazonaws.com` publish, and its key must let them
   * use it: neither policy can be changed from here.
   *
   * @default - a topic under the key
   */
  readonly topic?: sns.ITopic;

  /**
   * How the image is built.
   * @default - the Dockerfile at the root of the repository
   */
  readonly dockerBuild?: DockerBuildOptions;

  /**
   * The unit tests.
   * @default - `npm ci` and `npm test`
   */
  readonly unitTests?: TestSuiteOptions;

  /**
   * The integration tests.
   * @default - `npm ci` and `npm run test:integration`
   */
  readonly integrationTests?: TestSuiteOptions;

  /**
   * What the scan gate lets through.
   * @default - nothing of severity HIGH or above
   */
  readonly securityScan?: SecurityScanOptions;

  /**
   * Where the image is deployed.
   * @default - a Fargate service behind a load balancer, in a network of its own
   */
  readonly target?: DeployTarget;

  /**
   * How long a deployment may take and how it is tested.
   * @default - 20 minutes, three stopped tasks, `GET /health` answers 200
   */
  readonly deployment?: DeploymentOptions;

  /**
   * What happens when a push comes while an execution runs: wait, or take the place of one that waits.
   * @default ExecutionMode.QUEUED
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#concepts-how-it-works-executions
   */
  readonly executionMode?: codepipeline.ExecutionMode;

  /**
   * Stages that are tried once more by themselves when they fail: their failed actions run again, for the same commit.
   *
   * The notification of a failed action comes after the first try already, and the second one is paid like the first.
   *
   * @default - no stage: a failure ends the execution, and someone retries the stage
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
   */
  readonly retryOnFailure?: RetryableStage[];

  /**
   * What happens to the artifact bucket and the image repository when the stack is deleted.
   * @default - retained in a production-like environment, emptied and removed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What a pipeline is made of. */
export interface TapCicdPipelineProps extends TapCicdPipelineOptions {
  /**
   * The environment, the last part of every name: `cicd-{resource type}-{environmentSuffix}`.
   *
   * 1 to 20 lower-case letters, digits and single inner hyphens. `prod`, `production`, `prd` and `live`, alone or before a hyphen, are
   * production-like: stateful resources are then retained when the stack is deleted.
   */
  readonly environmentSuffix: string;

  /** Where the application's source comes from. */
  readonly repo: Repo;

  /**
   * Tags beside Environment and Repository.
   * @default - only Environment and Repository
   */
  readonly tags?: PipelineTags;

  /**
   * What else goes into the names.
   * @default - nothing else
   */
  readonly naming?: NamingOptions;
}

/** What is taken in place of what the environment says. */
export interface TapCicdPipelineOverrides extends TapCicdPipelineOptions {
  /**
   * The environment.
   * @default - `ENVIRONMENT_SUFFIX`, or `dev`
   */
  readonly environmentSuffix?: string;

  /**
   * Where the source comes from.
   * @default - `GITHUB_REPOSITORY`, by `GITHUB_CONNECTION_ARN` where that is set
   */
  readonly repo?: Repo;

  /**
   * Tags; each one wins over its variable.
   * @default - `PROJECT`, `TEAM`, `GITHUB_ACTOR`, `PR_NUMBER`
   */
  readonly tags?: PipelineTags;

  /**
   * What else goes into the names.
   * @default - `APPLICATION`
   */
  readonly naming?: NamingOptions;
}

/**
 * A container delivery pipeline: Source, Build, Test, SecurityScan, Deploy, with all that they stand on.
 *
 * Creating it starts a first execution. With a connection that is still pending, or a token that is not filled in, that execution fails
 * at Source, and the next push or start succeeds.
 *
 * No identity policy has an action wildcard. Each `*` in a resource, with its reason:
 *
 * | role | `*` | reason |
 * |---|---|---|
 * | build, execution | `*` for `ecr:GetAuthorizationToken` | the action takes no resource |
 * | deploy | `*` for `ecs:DescribeTaskDefinition`, `ecs:DeregisterTaskDefinition` | the actions take no resource |
 * | pipeline, every project, provisioning | `BUCKET/*` | the key of an artifact is made when the pipeline runs |
 * | every project, execution, flow logs, provisioning | `log-group:NAME:*` | the log stream is made when a build, task or function starts |
 * | deploy | `task-definition/FAMILY:*` | the revision is counted when it is registered |
 * | deploy | `service-deployment/CLUSTER/SERVICE/*` | the id of a service deployment is made when it begins |
 * | deploy | `task/CLUSTER/*` | the id of a task is made when it starts |
 * | deploy | `container-instance/CLUSTER/*` | `ecs:ListTasks` asks for container instances; the condition `ecs:cluster` names the cluster |
 *
 * @example
 * const cicd = new TapCicdPipeline(this, 'Cicd', {
 *   environmentSuffix: 'prod',
 *   repo: Repo.gitHub('acme/orders', { connectionArn }),
 *   tags: { project: 'orders', team: 'payments', author: 'jane', prNumber: '42' },
 * });
 * cicd.notifications.addEmail('payments@acme.example');
 */
export class TapCicdPipeline extends Construct {
  /**
   * A pipeline whose settings come from environment variables: `ENVIRONMENT_SUFFIX`, `GITHUB_REPOSITORY`, `GITHUB_CONNECTION_ARN`,
   * `DELIVERY_BRANCH`, `APPLICATION`, `PROJECT`, `TEAM`, `COMMIT_AUTHOR` or `GITHUB_ACTOR`, `PR_NUMBER`.
   *
   * No credential is read from the environment.
   */
  static fromEnvironment(scope: Construct, id: string, overrides: TapCicdPipelineOverrides = {}): TapCicdPipeline {
    const settings = readEnvironment(process.env);
    const { repository, connectionArn, branch } = settings;
    const repo = overrides.repo ?? (repository ? Repo.gitHub(repository, { connectionArn, branch }) : undefined);
    if (!repo) {
      throw new InvalidPropError(scope, { prop: 'repo', rule: 'must be given, or the variable GITHUB_REPOSITORY be set', value: repository, fix: 'export GITHUB_REPOSITORY=owner/name' });
    }
    return new TapCicdPipeline(scope, id, {
      ...overrides,
      environmentSuffix: overrides.environmentSuffix ?? settings.environmentSuffix,
      repo,
      tags: overrideTags(settings.tags, overrides.tags),
      naming: overrides.naming ?? settings.naming,
    });
  }

  /** The pipeline itself. */
  readonly pipeline: codepipeline.Pipeline;
  /** The pipeline's role. */
  readonly role: iam.IRole;
  /** The key that encrypts everything. */
  readonly key: kms.IKey;
  /** The bucket of the artifacts. */
  readonly artifactBucket: s3.IBucket;
  /** The repository of the images. */
  readonly repository: ecr.IRepository;
  /** The topic of the notifications. */
  readonly topic: sns.ITopic;
  /** What people are told of, and how. */
  readonly notifications: Notifications;
  /** The service that is deployed to. */
  readonly service: ecs.IBaseService;
  /** The load balancer, where one was made. */
  readonly loadBalancer?: elbv2.ApplicationLoadBalancer;
  /** The task role, where one was made: what you grant here, the application may do. */
  readonly taskRole?: iam.IRole;

  private readonly foundation: Foundation;
  private readonly sourceRepository: string;
  private readonly delivery: DeliveryPipeline;
  private readonly test: TestStage;
  private readonly projectsByStage: { readonly [stage: string]: codebuild.IProject };

  constructor(scope: Construct, id: string, props: TapCicdPipelineProps) {
    super(scope, id);
    const names = new ResourceNames(this, props.environmentSuffix, props.naming);
    applyTags(this, tagsOf(this, props.environmentSuffix, props.repo.repositoryName, props.tags));
    const foundation = new Foundation(this, names, props);
    this.foundation = foundation;
    this.sourceRepository = props.repo.repositoryName;
    const context: StageContext = { foundation, source: new codepipeline.Artifact('SourceOutput'), image: new codepipeline.Artifact('BuildOutput') };
    this.key = foundation.key;
    this.artifactBucket = foundation.artifactBucket;
    this.repository = foundation.repository;
    this.notifications = Notifications._make(this, foundation, props.topic);
    this.topic = this.notifications.topic;

    const target = (props.target ?? DeployTarget.fargateService())._bind(this, foundation);
    this.service = target.service;
    this.loadBalancer = target.loadBalancer;
    this.taskRole = target.taskRole;

    const program = new RuntimeProgram(this);
    const source = new SourceStage(this, props.repo);
    const build = new BuildStage(this, context, target.containerName, props.dockerBuild);
    this.test = new TestStage(this, context, { unit: props.unitTests, integration: props.integrationTests });
    const scan = new SecurityScanStage(this, context, program, props.securityScan);
    const deploy = new DeployStage(this, context, program, target, props.deployment);

    const stages = [source, build, this.test, scan, deploy].map((stage) => stage.bind(context));
    this.delivery = new DeliveryPipeline(this, 'Pipeline', { foundation, stages, executionMode: props.executionMode, retryOnFailure: props.retryOnFailure, trigger: source.trigger });
    this.pipeline = this.delivery.pipeline;
    this.role = this.delivery.role;
    source.attach(this.pipeline);
    this.projectsByStage = { build: build.project, scan: scan.project, deploy: deploy.project };
    this.notifications._watchPipeline(this.pipeline);
    if (target.rollbackAlarm) notifyOfAlarm(target.rollbackAlarm, this.topic);
    addOutputs(this, foundation.repositoryUri, target);
  }

  /** The CodeBuild projects by resource type: `build`, `unit`, `integration`, every suite that was added, `scan`, `deploy`. */
  get projects(): { [type: string]: codebuild.IProject } {
    const suites = this.test.suites.map((suite) => [suite.suiteName, suite.project]);
    return { ...this.projectsByStage, ...Object.fromEntries(suites) };
  }

  /** The suites of the Test stage. */
  get testSuites(): TestSuite[] {
    return [...this.test.suites];
  }

  /**
   * Adds a suite that runs beside the others in the Test stage.
   *
   * @param suiteName 1 to 20 lower-case letters, digits and single inner hyphens; the project is `cicd-{suiteName}-{environmentSuffix}`
   * @param options what runs, and where it leaves its results
   */
  addTestSuite(suiteName: string, options?: TestSuiteOptions): TestSuite {
    const suite = this.test.addSuite(suiteName, options);
    this.delivery.addAction(this.test.stageName, this.test.start(suite));
    return suite;
  }

  /**
   * Adds a stage of your own, for example an approval.
   *
   * The actions run under the pipeline's role, to which nothing is added behind your back: grant what they need on `role`.
   */
  addStage(stage: codepipeline.StageOptions): codepipeline.IStage {
    return this.pipeline.addStage(stage);
  }

  /**
   * Adds the other orchestration: the GitHub Actions workflow `ci-cd.yml` that delivers the CDK app with this pipeline in it, and its roles.
   *
   * The file is written when the CDK CLI synthesises the app; commit it. In CI a stale file is an error. Deploy once by hand: that makes
   * the roles.
   */
  addGitHubWorkflow(options: GitHubWorkflowOptions = {}): GitHubWorkflow {
    const { foundation, topic, sourceRepository } = this;
    const topicIsMade = topic.node.path.startsWith(`${this.node.path}/`);
    return GitHubWorkflow._make(this, { ...options, foundation, topic, topicIsMade, defaultRepository: sourceRepository });
  }

  /** Lets someone start the pipeline. */
  grantStart(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['codepipeline:StartPipelineExecution'], resourceArns: [this.pipeline.pipelineArn] });
  }

  /** Lets someone see what the pipeline does. */
  grantRead(grantee: iam.IGrantable): iam.Grant {
    const actions = ['GetPipeline', 'GetPipelineState', 'GetPipelineExecution', 'ListPipelineExecutions', 'ListActionExecutions'];
    return iam.Grant.addToPrincipal({ grantee, actions: actions.map((action) => `codepipeline:${action}`), resourceArns: [this.pipeline.pipelineArn] });
  }
}

/** Tag by tag: spread, a tag that is given as undefined would win over its variable. */
function overrideTags(settings: PipelineTags, overrides: PipelineTags = {}): PipelineTags {
  return {
    project: overrides.project ?? settings.project,
    team: overrides.team ?? settings.team,
    author: overrides.author ?? settings.author,
    prNumber: overrides.prNumber ?? settings.prNumber,
    additional: overrides.additional,
  };
}

function addOutputs(scope: TapCicdPipeline, repositoryUri: string, target: DeployTargetConfig): void {
  const output = (id: string, description: string, value: string) => new CfnOutput(scope, id, { description, value });
  output('PipelineName', 'The pipeline', scope.pipeline.pipelineName);
  output('RepositoryUri', 'Where the images are', repositoryUri);
  output('TopicArn', 'What people are told of', scope.topic.topicArn);
  if (target.url) output('ServiceUrl', 'Where the service answers', target.url);
}
