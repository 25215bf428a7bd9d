import { aws_codepipeline as codepipeline } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { StageConfig, StageContext } from './pipeline-stage';
import { Repo } from './repo';

/** Source: the commit, by connection or OAuth token. */
export class SourceStage extends Construct {
  /** Which events start the pipeline. */
  trigger?: codepipeline.TriggerProps;

  constructor(scope: Construct, private readonly repo: Repo) {
    super(scope, 'Source');
  }

  bind({ foundation, source }: StageContext): StageConfig {
    const { action, permissions, trigger } = this.repo._bind(this, foundation, { output: source });
    this.trigger = trigger;
    return { stageName: 'Source', starts: [{ action, permissions }] };
  }

  /** What can only be made once the pipeline is there. */
  attach(pipeline: codepipeline.Pipeline): void {
    this.repo._attach(this, pipeline);
  }
}
