import { Annotations, aws_codebuild as codebuild, aws_iam as iam, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeployTargetConfig } from './deploy-target';
import { StageConfig, StageContext, VARIABLES } from './pipeline-stage';
import { BuildProject } from './private/build-project';
import { programBuildSpec } from './private/buildspecs';
import { RuntimeProgram } from './private/runtime-program';
import { requireWholeNumber } from './private/whole-number';
import { starredStatement } from '../private/acknowledge';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** What is asked of the service once it is deployed. */
export interface SmokeTestOptions {
  /**
   * The path that is asked for, with `GET`.
   * @default '/health'
   */
  readonly path?: string;

  /**
   * The HTTP status that means well.
   * @default 200
   */
  readonly status?: number;

  /**
   * Where the service answers, scheme and host.
   * @default - the load balancer that was made here, where it is public and speaks HTTP. A certificate is for a name of yours, a private load
   * balancer answers nobody outside, and of an existing service no address is known: these are not tested unless this is given
   */
  readonly url?: string;

  /**
   * How long it may take until the service answers well.
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;
}

/** How long the Deploy stage waits, and for what. */
export interface DeploymentOptions {
  /**
   * The longest deployment; after it the deployment is stopped and rolled back.
   * @default Duration.minutes(20)
   */
  readonly timeout?: Duration;

  /**
   * So many tasks of the new revision may stop before the deployment is rolled back, whatever the circuit breaker says.
   * @default 3
   */
  readonly maxStoppedTasks?: number;

  /**
   * What is asked of the service once it is deployed; a wrong answer rolls back.
   * @default - `GET /health` answers 200
   */
  readonly smokeTest?: SmokeTestOptions;
}

const ROLLBACK_MINUTES = 10;

/** Deploy: the digest that was scanned, followed to its end; red means red. */
export class DeployStage extends Construct {
  private readonly build: BuildProject;

  constructor(scope: Construct, { foundation }: StageContext, program: RuntimeProgram, target: DeployTargetConfig, options: DeploymentOptions = {}) {
    super(scope, 'Deploy');
    const smoke = options.smokeTest ?? {};
    const timeout = options.timeout ?? Duration.minutes(20);
    const smokeTimeout = smoke.timeout ?? Duration.minutes(2);
    checkOptions(this, options);
    this.build = new BuildProject(this, 'Service', {
      foundation,
      type: 'deploy',
      description: 'Deploys the scanned image and follows it to its end',
      buildSpec: programBuildSpec({ programUrl: program.url, command: 'deploy' }),
      timeout: longestRun(timeout, smokeTimeout),
      timeoutProp: 'deployment.timeout',
      environment: {
        CLUSTER_NAME: target.clusterName,
        SERVICE_NAME: target.serviceName,
        REPOSITORY_NAME: foundation.repository.repositoryName,
        DESIRED_COUNT: `${target.desiredCount}`,
        DEPLOYMENT_TIMEOUT_SECONDS: `${timeout.toSeconds()}`,
        ROLLBACK_TIMEOUT_SECONDS: `${ROLLBACK_MINUTES * 60}`,
        MAX_STOPPED_TASKS: `${options.maxStoppedTasks ?? 3}`,
        ...smokeEnvironment(this, smoke, smokeTimeout, target.url),
      },
      permissions: [program.permission, ...deployPermissions(this, target), ...tagPermissions(foundation.repository.repositoryArn)],
    });
  }

  get project(): codebuild.IProject {
    return this.build.project;
  }

  bind({ image }: StageContext): StageConfig {
    const start = this.build.start({ actionName: 'DeployService', input: image, environment: { IMAGE_DIGEST: VARIABLES.imageDigest } });
    return { stageName: 'Deploy', starts: [start] };
  }
}

/** A deployment that is under way is waited for, a failed one rolled back, and so is one that answers wrongly. */
function longestRun(timeout: Duration, smokeTimeout: Duration): Duration {
  return [timeout, timeout, smokeTimeout].reduce((sum, part) => sum.plus(part), Duration.minutes(2 * ROLLBACK_MINUTES));
}

function smokeEnvironment(scope: Construct, smoke: SmokeTestOptions, timeout: Duration, targetUrl?: string): { [name: string]: string } {
  const url = smoke.url ?? targetUrl;
  if (!url) {
    Annotations.of(scope).addWarningV2('tap-cicd-pipeline:no-smoke-test', 'the deployed service is not tested, since no address is known that answers from outside: set deployment.smokeTest.url');
    return {};
  }
  return {
    SMOKE_URL: url,
    SMOKE_PATH: smoke.path ?? '/health',
    SMOKE_STATUS: `${smoke.status ?? 200}`,
    SMOKE_TIMEOUT_SECONDS: `${timeout.toSeconds()}`,
  };
}

function checkOptions(scope: Construct, { smokeTest = {}, maxStoppedTasks = 3 }: DeploymentOptions): void {
  requireWholeNumber(scope, maxStoppedTasks, { prop: 'deployment.maxStoppedTasks', from: 1, example: 3 });
  checkSmokeTest(scope, smokeTest);
}

function checkSmokeTest(scope: Construct, { path = '/', status = 200, url }: SmokeTestOptions): void {
  requireThat(scope, path.startsWith('/'), { prop: 'deployment.smokeTest.path', rule: 'must begin with /', value: path, fix: 'for example "/health"' });
  requireWholeNumber(scope, status, { prop: 'deployment.smokeTest.status', from: 100, to: 599, example: 200 });
  requireThat(scope, !isKnown(url) || /^https?:\/\//.test(url), {
    prop: 'deployment.smokeTest.url', rule: 'must begin with http:// or https://', value: url, fix: 'for example "https://orders.acme.example"',
  });
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
function deployPermissions(scope: Construct, target: DeployTargetConfig): iam.PolicyStatement[] {
  const ecs = (resource: string, resourceName: string) => Stack.of(scope).formatArn({ service: 'ecs', resource, resourceName });
  const serviceName = `${target.clusterName}/${target.serviceName}`;
  const revisions = [ecs('task-definition', `${target.taskFamily}:*`)];
  return [
    // One statement, since each action takes one of these kinds of resource only; the two of a service deployment ask for the service as well.
    starredStatement('the number of a revision, the id of a service deployment and that of a task are made when they begin', {
      actions: [
        'ecs:DescribeServices', 'ecs:UpdateService', 'ecs:ListServiceDeployments', 'ecs:DescribeServiceDeployments', 'ecs:StopServiceDeployment',
        'ecs:RegisterTaskDefinition', 'ecs:DescribeTasks', ...(target.logGroupArn ? ['logs:GetLogEvents'] : []),
      ],
      resources: [
        ecs('service', serviceName), ecs('service-deployment', `${serviceName}/*`), ...revisions, ecs('task', `${target.clusterName}/*`),
        ...(target.logGroupArn ? [target.logGroupArn] : []),
      ],
    }),
    starredStatement('the revision is counted when it is registered', {
      actions: ['ecs:TagResource'], resources: revisions, conditions: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
    }),
    starredStatement('the action asks for container instances, of which Fargate has none to name; the condition names the cluster', {
      actions: ['ecs:ListTasks'],
      resources: [ecs('container-instance', `${target.clusterName}/*`)],
      conditions: { ArnEquals: { 'ecs:cluster': ecs('cluster', target.clusterName) } },
    }),
    starredStatement('the actions take no resource', { actions: ['ecs:DescribeTaskDefinition', 'ecs:DeregisterTaskDefinition'], resources: ['*'] }),
    ...passRole(target.passedRoleArns),
  ];
}

/** A task definition may do without roles, a statement not without resources. */
function passRole(roleArns: string[]): iam.PolicyStatement[] {
  if (roleArns.length === 0) return [];
  const conditions = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
  return [new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: roleArns, conditions })];
}

/** The tags `live` and `last-good` move by manifest. */
function tagPermissions(repositoryArn: string): iam.PolicyStatement[] {
  return [new iam.PolicyStatement({ actions: ['ecr:BatchGetImage', 'ecr:PutImage'], resources: [repositoryArn] })];
}
