import { aws_codepipeline as codepipeline, aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StageConfig, StartedAction } from './pipeline-stage';
import { RetryableStage, retryOf } from './stage-retry';
import type { Foundation } from '../foundation/foundation';
import { acknowledgeRole, starredStatement } from '../private/acknowledge';
import { policiesAddedTo } from '../private/added-policies';
import { requireThat } from '../private/errors';

export interface DeliveryPipelineProps {
  readonly foundation: Foundation;
  readonly stages: StageConfig[];
  readonly executionMode?: codepipeline.ExecutionMode;
  readonly retryOnFailure?: RetryableStage[];
  readonly trigger?: codepipeline.TriggerProps;
}

/**
 * The CodePipeline pipeline and its role.
 *
 * The L2 is kept from writing policies (`withoutPolicyUpdates`): it would make a role per action and grant `s3:GetObject*` and more
 * (docs/adr/0002).
 */
export class DeliveryPipeline extends Construct {
  readonly pipeline: codepipeline.Pipeline;
  readonly role: iam.Role;
  private readonly policy = new iam.PolicyDocument();
  /** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html */
  private readonly builds = new iam.PolicyStatement({ actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'] });

  constructor(scope: Construct, id: string, { foundation, stages, executionMode, retryOnFailure, trigger }: DeliveryPipelineProps) {
    super(scope, id);
    const { names, artifactBucket, key } = foundation;
    checkExecutionMode(this, executionMode);
    const artifacts = artifactStatements(artifactBucket.bucketArn, key.keyArn);
    this.policy.addStatements(...artifacts, this.builds);
    this.role = new iam.Role(this, 'Role', {
      roleName: names.role('pipeline'),
      assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
      inlinePolicies: { default: this.policy },
    });
    acknowledgeRole(this.role, artifacts);
    this.pipeline = new codepipeline.Pipeline(this, 'Resource', {
      pipelineName: names.of('pipeline'),
      pipelineType: codepipeline.PipelineType.V2,
      executionMode: executionMode ?? codepipeline.ExecutionMode.QUEUED,
      artifactBucket,
      role: this.role.withoutPolicyUpdates(),
      usePipelineRoleForActions: true,
      crossAccountKeys: false,
      stages: stages.map((stage) => ({ ...this.stageProps(stage), onFailure: retryOf(stage.stageName, retryOnFailure) })),
      triggers: trigger ? [trigger] : undefined,
    });
    this.encryptArtifacts(key);
    this.pipeline.node.addDependency(policiesAddedTo(this.role), foundation.provisioning.emptying);
  }

  /** Adds an action to a stage that is there. */
  addAction(stageName: string, start: StartedAction): void {
    this.permit(start);
    this.pipeline.stages.find((stage) => stage.stageName === stageName)?.addAction(start.action);
  }

  /** The L2 takes the key of the bucket: of a bucket that was given it knows none, or one that the roles may not use. */
  private encryptArtifacts(key: kms.IKey): void {
    const pipeline = this.pipeline.node.defaultChild as codepipeline.CfnPipeline;
    pipeline.addPropertyOverride('ArtifactStore.EncryptionKey', { Id: key.keyArn, Type: 'KMS' });
  }

  private stageProps({ stageName, starts }: StageConfig): codepipeline.StageProps {
    starts.forEach((start) => this.permit(start));
    return { stageName, actions: starts.map(({ action }) => action) };
  }

  private permit({ projectArn, permissions = [] }: StartedAction): void {
    if (projectArn) this.builds.addResources(projectArn);
    this.policy.addStatements(...permissions);
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html */
function artifactStatements(bucketArn: string, keyArn: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['s3:GetBucketVersioning', 's3:GetBucketAcl', 's3:GetBucketLocation'], resources: [bucketArn] }),
    starredStatement('the key of an artifact is made when the pipeline runs', {
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 'kms:Decrypt', 'kms:GenerateDataKey'], resources: [`${bucketArn}/*`, keyArn],
    }),
  ];
}

/** Parallel executions of one pipeline would deploy to one service at once. */
function checkExecutionMode(scope: Construct, mode?: codepipeline.ExecutionMode): void {
  requireThat(scope, mode !== codepipeline.ExecutionMode.PARALLEL, {
    prop: 'executionMode', rule: 'must be QUEUED or SUPERSEDED, since one service takes one deployment at a time', value: mode, fix: 'leave it out',
  });
}
