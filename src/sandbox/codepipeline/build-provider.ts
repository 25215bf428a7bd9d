import { BuildEngine } from '../codebuild';
import { ActionFailure, ActionOutcome, ActionProvider, ActionRun } from './action-provider';
import { BuildRecord, BuildRequest, BuildVariable } from '../codebuild/model';

/**
 * CodeBuild as an action: its exported variables become the action's, its outcome the action's.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export class BuildProvider implements ActionProvider {
  readonly name: string;

  /**
   * @param engine where the project is
   * @param category `Build` or `Test`; CodeBuild is both
   */
  constructor(private readonly engine: BuildEngine, category: 'Build' | 'Test') {
    this.name = `${category}/AWS/CodeBuild`;
  }

  async run(run: ActionRun): Promise<ActionOutcome> {
    const { record, done } = this.engine.start(this.request(run));
    run.action.externalExecutionId = record.id;
    run.changed();
    const build = await done;
    if (build.buildStatus !== 'SUCCEEDED') {
      throw new ActionFailure('JobFailed', failureMessage(build));
    }
    return {
      outputVariables: Object.fromEntries(build.exportedEnvironmentVariables.map(({ name, value }) => [name, value])),
      summary: `Build succeeded in ${Math.round((build.endTime ?? 0) - build.startTime)} s`,
    };
  }

  private request(run: ActionRun): BuildRequest {
    const { configuration, inputs, execution } = run;
    const project = this.engine.project(configuration.ProjectName);
    if (!project) {
      throw new ActionFailure('ConfigurationError', `Error calling startBuild: Project cannot be found: ${configuration.ProjectName}`);
    }
    if (configuration.BatchEnabled === 'true') {
      throw new ActionFailure('ConfigurationError', "the sandbox does not implement 'BatchEnabled'; leave it out here");
    }
    const primary = configuration.PrimarySource ?? inputs[0]?.name;
    const revision = execution.artifactRevisions.find(({ name }) => name === primary) ?? execution.artifactRevisions[0];
    return {
      project,
      initiator: `codepipeline/${execution.pipelineName}`,
      sources: inputs.map((location) => ({ name: location.name, primary: location.name === primary, location })),
      sourceVersion: revision?.revisionId,
      variables: JSON.parse(configuration.EnvironmentVariables ?? '[]') as BuildVariable[],
      outputs: run.outputs,
      signal: run.signal,
    };
  }
}

/** As CodePipeline words it. */
function failureMessage(build: BuildRecord): string {
  const failed = build.phases.find((phase) => phase.phaseStatus !== undefined && phase.phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  const detail = failed ? ` Phase: ${failed.phaseType}, Code: ${context?.statusCode ?? ''}, Message: ${context?.message ?? ''}` : '';
  return `Build terminated with state: ${build.buildStatus}.${detail}`;
}
