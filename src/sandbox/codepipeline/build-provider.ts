import { BuildEngine } from '../codebuild';
import { ActionFailure, ActionOutcome, ActionProvider, ActionRun } from './action-provider';
import { BuildRecord, BuildRequest, BuildVariable, ProjectRecord } from '../codebuild/model';
import { Access } from '../iam/access-control';

/**
 * CodeBuild as an action: its exported variables become the action's, its outcome the action's.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export class BuildProvider implements ActionProvider {
  readonly name: string;

  /**
   * @param engine where the project is
   * @param access may the role start the build
   * @param category `Build` or `Test`; CodeBuild is both
   */
  constructor(private readonly engine: BuildEngine, private readonly access: Access, category: 'Build' | 'Test') {
    this.name = `${category}/AWS/CodeBuild`;
  }

  async run(run: ActionRun): Promise<ActionOutcome> {
    const request = this.request(run);
    await this.requireAllowed(run, request.project, 'StartBuild');
    const stop = new AbortController();
    const { record, done } = this.engine.start({ ...request, signal: stop.signal });
    run.action.externalExecutionId = record.id;
    run.changed();
    const build = await Promise.race([done, abandoned(run.signal, stop)]);
    await this.requireAllowed(run, request.project, 'BatchGetBuilds');
    if (build.buildStatus !== 'SUCCEEDED') {
      throw new ActionFailure('JobFailed', failureMessage(build));
    }
    return {
      outputVariables: Object.fromEntries(build.exportedEnvironmentVariables.map(({ name, value }) => [name, value])),
      summary: `Build succeeded in ${Math.round((build.endTime ?? 0) - build.startTime)} s`,
    };
  }

  private async requireAllowed({ credentials }: ActionRun, { arn }: ProjectRecord, operation: string): Promise<void> {
    await this.access.require(credentials.accessKeyId, [{ action: `codebuild:${operation}`, resource: arn }]);
  }

  private request(run: ActionRun): Omit<BuildRequest, 'signal'> {
    const { configuration, inputs, execution, action } = run;
    const project = this.project(run);
    const primary = configuration.PrimarySource ?? inputs[0]?.name;
    const revision = execution.artifactRevisions.find(({ name }) => name === primary) ?? execution.artifactRevisions[0];
    return {
      project,
      initiator: `codepipeline/${execution.pipelineName}`,
      sources: inputs.map((location) => ({ name: location.name, primary: location.name === primary, location })),
      sourceVersion: revision?.revisionId,
      variables: JSON.parse(configuration.EnvironmentVariables ?? '[]') as BuildVariable[],
      outputs: run.outputs,
      origin: { executionId: execution.pipelineExecutionId, action: `${action.stageName}/${action.actionName}` },
    };
  }

  private project({ configuration, inputs }: ActionRun): ProjectRecord {
    const project = this.engine.project(configuration.ProjectName);
    if (!project) {
      throw new ActionFailure('ConfigurationError', `Error calling startBuild: Project cannot be found: ${configuration.ProjectName}`);
    }
    if (configuration.BatchEnabled === 'true') {
      throw new ActionFailure('ConfigurationError', "the sandbox does not implement 'BatchEnabled'; leave it out here");
    }
    if (inputs.length > 1 && !configuration.PrimarySource) {
      throw new ActionFailure('ConfigurationError', "an action with several input artifacts needs 'PrimarySource', the name of one of them");
    }
    return project;
  }
}

/**
 * Fails once the action is over before its build: an abandoned build goes on by itself, one that took too long for its action is stopped.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html#concepts-how-it-works-stopping
 */
function abandoned(signal: AbortSignal, stop: AbortController): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      const isTimeout = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
      if (isTimeout) {
        stop.abort();
      }
      reject(new ActionFailure(isTimeout ? 'Timeout' : 'Abandoned', isTimeout ? 'the action took longer than its timeout' : 'the action was abandoned'));
    };
    if (signal.aborted) {
      end();
    }
    signal.addEventListener('abort', end, { once: true });
  });
}

/** As CodePipeline words it. */
function failureMessage(build: BuildRecord): string {
  const failed = build.phases.find((phase) => phase.phaseStatus !== undefined && phase.phaseStatus !== 'SUCCEEDED');
  const context = failed?.contexts?.[0];
  const detail = failed ? ` Phase: ${failed.phaseType}, Code: ${context?.statusCode ?? ''}, Message: ${context?.message ?? ''}` : '';
  return `Build terminated with state: ${build.buildStatus}.${detail}`;
}
