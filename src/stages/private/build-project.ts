import { aws_codebuild as codebuild, aws_codepipeline as codepipeline, aws_codepipeline_actions as actions, aws_iam as iam, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Foundation } from '../../foundation/foundation';
import { acknowledge, acknowledgeRole, starredStatement } from '../../private/acknowledge';
import { policiesAddedTo } from '../../private/added-policies';
import { requireThat } from '../../private/errors';
import type { StartedAction } from '../pipeline-stage';

export interface BuildProjectProps {
  readonly foundation: Foundation;
  /** The resource type in the names: `build` gives project `cicd-build-prod`. */
  readonly type: string;
  readonly description: string;
  readonly buildSpec: { [section: string]: unknown };
  readonly timeout: Duration;
  /** The prop that sets the timeout. */
  readonly timeoutProp: string;
  readonly permissions: iam.PolicyStatement[];
  readonly environment?: { readonly [name: string]: string };
  /** Only where Docker runs. */
  readonly privileged?: boolean;
  readonly computeType?: codebuild.ComputeType;
  /** Only where the action has an output: whoever writes to the bucket could put something else in place of what is deployed. */
  readonly makesArtifact?: boolean;
}

export interface BuildActionOptions {
  readonly actionName: string;
  readonly input: codepipeline.Artifact;
  readonly output?: codepipeline.Artifact;
  readonly namespace?: string;
  /** Values that are known only when the pipeline runs. */
  readonly environment?: { readonly [name: string]: string };
}

/**
 * The one place that makes a CodeBuild project: keyed log group first, a role of its own, small compute, timeouts.
 */
export class BuildProject extends Construct {
  readonly role: iam.Role;
  readonly project: codebuild.PipelineProject;

  constructor(scope: Construct, id: string, private readonly props: BuildProjectProps) {
    super(scope, id);
    const { foundation, type } = props;
    const timeout = checkedTimeout(this, props);
    const logGroup = foundation.logGroup(this, 'Logs', foundation.names.buildLogGroup(type));
    this.role = this.makeRole(logGroup.logGroupArn);
    this.project = new codebuild.PipelineProject(this, 'Project', {
      projectName: foundation.names.of(type),
      description: props.description,
      role: this.role.withoutPolicyUpdates(),
      encryptionKey: foundation.key,
      buildSpec: inlineBuildSpec(this, props.buildSpec),
      timeout,
      queuedTimeout: Duration.hours(1),
      logging: { cloudWatch: { logGroup } },
      cache: props.privileged ? codebuild.Cache.local(codebuild.LocalCacheMode.DOCKER_LAYER) : codebuild.Cache.none(),
      environment: {
        buildImage: codebuild.LinuxBuildImage.STANDARD_7_0,
        computeType: props.computeType ?? codebuild.ComputeType.SMALL,
        privileged: props.privileged ?? false,
      },
      environmentVariables: asVariables(props.environment),
    });
    leaveOutDefaults(this.project.node.defaultChild as codebuild.CfnProject, props.environment);
    this.project.node.addDependency(policiesAddedTo(this.role));
    acknowledge(this.project, 'the source comes from CodePipeline: the project has no access to GitHub that it could authorise', ...NO_SOURCE_OF_ITS_OWN);
  }

  /** The action that starts this project. */
  start(options: BuildActionOptions): StartedAction {
    const action = new actions.CodeBuildAction({
      actionName: options.actionName,
      project: this.project,
      input: options.input,
      outputs: options.output ? [options.output] : undefined,
      variablesNamespace: options.namespace,
      environmentVariables: options.environment && asVariables(options.environment),
    });
    return { action, projectArn: this.projectArn };
  }

  /**
   * The ARN is literal: a reference would be a cycle once the project's own role is bound to it.
   */
  private get projectArn(): string {
    return Stack.of(this).formatArn({ service: 'codebuild', resource: 'project', resourceName: this.props.foundation.names.of(this.props.type) });
  }

  private makeRole(logGroupArn: string): iam.Role {
    const { foundation, type, permissions, makesArtifact = false } = this.props;
    const statements = [baseStatement(foundation, logGroupArn, makesArtifact), ...permissions];
    const role = new iam.Role(this, 'Role', {
      roleName: foundation.names.role(type),
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceArn': this.projectArn } },
      }),
      inlinePolicies: { default: new iam.PolicyDocument({ statements }) },
    });
    acknowledgeRole(role, statements);
    return role;
  }
}

const NO_SOURCE_OF_ITS_OWN = ['HIPAA.Security-CodeBuildProjectSourceRepoUrl', 'PCI.DSS.321-CodeBuildProjectSourceRepoUrl'];

/** What the L2 writes out although CodeBuild takes it for granted: no cache, its own credentials for its own image, the type of plain variables. */
function leaveOutDefaults(project: codebuild.CfnProject, environment: { readonly [name: string]: string } = {}): void {
  if ((project.cache as codebuild.CfnProject.ProjectCacheProperty).type === 'NO_CACHE') project.cache = undefined;
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  project.environment = {
    ...(project.environment as codebuild.CfnProject.EnvironmentProperty),
    imagePullCredentialsType: undefined,
    environmentVariables: variables.length > 0 ? variables : undefined,
  };
}

/** Logs, artifacts and key: what every project needs; @see https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html */
function baseStatement({ artifactBucket, key }: Foundation, logGroupArn: string, makesArtifact: boolean): iam.PolicyStatement {
  const write = makesArtifact ? ['s3:PutObject', 'kms:GenerateDataKey'] : [];
  // One statement for three services: none of the actions takes a resource of another, so it allows what three would.
  return starredStatement('the key of an artifact is made when the pipeline runs', {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 's3:GetObject', 's3:GetObjectVersion', 'kms:Decrypt', ...write],
    resources: [logGroupArn, `${artifactBucket.bucketArn}/*`, key.keyArn],
  });
}

/** A buildspec on one line: `BuildSpec.fromObject` indents, which makes templates a kilobyte and a half longer. */
function inlineBuildSpec(scope: Construct, document: { [section: string]: unknown }): codebuild.BuildSpec {
  return { isImmediate: true, toBuildSpec: () => Stack.of(scope).toJsonString(document) };
}

/** Whole minutes, as CodeBuild counts; @see https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
function checkedTimeout(scope: Construct, { timeout, timeoutProp }: BuildProjectProps): Duration {
  if (timeout.isUnresolved()) return timeout;
  const minutes = Math.ceil(timeout.toMinutes({ integral: false }));
  requireThat(scope, minutes >= 5 && minutes <= 36 * 60, {
    prop: timeoutProp, rule: 'must let the build run for 5 minutes to 36 hours', value: `${minutes} minutes`, fix: 'for example Duration.minutes(30)',
  });
  return Duration.minutes(minutes);
}

function asVariables(values: { readonly [name: string]: string } = {}): { [name: string]: codebuild.BuildEnvironmentVariable } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
