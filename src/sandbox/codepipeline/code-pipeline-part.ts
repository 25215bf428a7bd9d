import { BuildEngine } from '../codebuild';
import { buildProgress } from '../codebuild/build-progress';
import { SandboxContext, SandboxPart } from '../part';
import { ActionRunner } from './action-runner';
import { ApprovalProvider } from './approval-provider';
import { BuildProvider } from './build-provider';
import { Connections, connectionServices } from './connections';
import { GitRepositories } from './git-repositories';
import { PipelineExecution } from './model';
import { NotificationRules, notificationService } from './notification-rules';
import { PipelineEngine } from './pipeline-engine';
import { detailType, eventDetail, PipelineEvent } from './pipeline-events';
import { PipelineStore } from './pipeline-store';
import { ExecutionProgress, progressOf } from './progress-view';
import { PipelineProvisioner, WebhookProvisioner } from './provisioners';
import { PushStarter } from './push-starter';
import { codePipelineService } from './service';
import { ConnectionSource, OAuthSource } from './source-providers';
import { stackCompleted } from './stack-watcher';

/** Pipelines with their sources, connections and notifications. */
export interface CodePipelinePart extends SandboxPart {
  /** How an execution goes, for the live view; undefined when there is none such. */
  progress(query: ProgressQuery): ExecutionProgress | undefined;
}

/** Which execution is meant: by its id, by the commit of its source, or the latest. */
export interface ProgressQuery {
  readonly pipelineName: string;
  readonly executionId?: string;
  readonly commit?: string;
}

/** CodePipeline over the builds of the given engine. */
export function createCodePipelinePart(context: SandboxContext, builds: BuildEngine): CodePipelinePart {
  const store = new PipelineStore(context.state);
  const repositories = new GitRepositories(context.state.directory('git'));
  const approvals = new ApprovalProvider();
  const rules = new NotificationRules(context);
  const connections = new Connections(context.state);
  const providers = [
    new ConnectionSource(repositories, context.emulator, context.access),
    new OAuthSource(repositories, context.emulator, context.access),
    new BuildProvider(builds, context.access, 'Build'),
    new BuildProvider(builds, context.access, 'Test'),
    approvals,
  ];
  const runner = new ActionRunner(providers, context.emulator, context.access);
  const onEvent = (event: PipelineEvent): void => void tell(event, context, rules, store);
  const engine = new PipelineEngine({ store, runner, onEvent });
  const pushes = new PushStarter(store, engine, repositories);
  const stopping = new AbortController();
  const startLater = starter(context, store, engine, stopping.signal);
  return {
    name: 'codepipeline',
    services: [
      codePipelineService({ store, engine, approvals, accountId: context.accountId }),
      notificationService(rules),
      ...connectionServices(connections),
    ],
    provisioners: [new PipelineProvisioner(store, startLater), new WebhookProvisioner(store, context.frontUrl), connections, rules],
    onGitPush: async (push) => ({ ...(await pushes.onPush(push)) }),
    start: async () => engine.tellLost(),
    stop: async () => {
      stopping.abort();
      await engine.shutDown();
    },
    status: () => ({
      pipelines: store.pipelines().map(({ declaration }) => declaration.name),
      running: store.allExecutions().filter(({ status }) => status === 'InProgress').length,
    }),
    progress: (query) => {
      const execution = store.executionsOf(query.pipelineName).reverse().find((candidate) => isMeant(candidate, query));
      return execution && progressOf(execution, (id) => buildProgress(builds, id));
    },
  };
}

function isMeant(execution: PipelineExecution, query: ProgressQuery): boolean {
  if (query.executionId !== undefined) {
    return execution.pipelineExecutionId === query.executionId;
  }
  const commits = [...execution.sourceRevisions.map(({ commitId }) => commitId), ...execution.artifactRevisions.map(({ revisionId }) => revisionId)];
  return query.commit === undefined || commits.includes(query.commit);
}

function starter(context: SandboxContext, store: PipelineStore, engine: PipelineEngine, signal: AbortSignal) {
  return (pipelineName: string, stackId: string, triggerDetail: string): void => {
    stackCompleted(context.emulator, stackId, signal)
      .then((completed) => {
        const pipeline = store.pipeline(pipelineName);
        if (completed && pipeline) {
          engine.start(pipeline, { trigger: { triggerType: 'CreatePipeline', triggerDetail } });
        }
      })
      .catch((error: unknown) => context.log(`pipeline ${pipelineName} was not started: ${String(error)}`));
  };
}

/** Notification rules and the event bus hear of everything; what does not reach them is said on the log, and stops nothing. */
async function tell(event: PipelineEvent, context: SandboxContext, rules: NotificationRules, store: PipelineStore): Promise<void> {
  const arn = store.pipeline(event.execution.pipelineName)?.arn;
  if (!arn) {
    return;
  }
  const entry = { Source: 'aws.codepipeline', DetailType: detailType(event), Detail: JSON.stringify(eventDetail(event, context.region)), Resources: [arn] };
  const attempts = [
    rules.notify(event, arn),
    ...(event.kind === 'approval' ? [] : [context.emulator.json('events', 'AWSEvents.PutEvents', { Entries: [entry] })]),
  ];
  for (const outcome of await Promise.allSettled(attempts)) {
    if (outcome.status === 'rejected') {
      context.log(`an event of pipeline ${event.execution.pipelineName} was not delivered: ${String(outcome.reason)}`);
    }
  }
}
