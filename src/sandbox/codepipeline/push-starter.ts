import { JsonObject } from '../aws-json';
import { GitPush } from '../part';
import { GitRepositories } from './git-repositories';
import { ActionDeclaration, PipelineRecord } from './model';
import { PipelineEngine, StartOptions } from './pipeline-engine';
import { PipelineStore, WebhookRecord } from './pipeline-store';
import { sourceAddress } from './source-providers';
import { branchOf, matchPush, PushEvent, tagOf } from './triggers';
import { matchesWebhook } from './webhook-filter';

const NO_COMMIT = /^0+$/;

/** Starts the pipelines whose source listens to a push. */
export class PushStarter {
  constructor(private readonly store: PipelineStore, private readonly engine: PipelineEngine, private readonly repositories: GitRepositories) {}

  /** Answers which executions the push started, and which pipelines it left alone. */
  async onPush(push: GitPush): Promise<{ started: JsonObject[]; ignored: string[] }> {
    const started: JsonObject[] = [];
    const ignored: string[] = [];
    if (NO_COMMIT.test(push.after)) {
      return { started, ignored };
    }
    const event = { ref: push.ref, changedFiles: await this.repositories.changedFiles(push.repository, push.before, push.after) };
    // An annotated tag's own id is not the commit's.
    const commitId = (await this.repositories.commit(push.repository, push.after)).id;
    for (const { pipeline, action } of this.sourcesOf(push.repository)) {
      const trigger = this.trigger(pipeline, action, event, push);
      if (!trigger) {
        ignored.push(pipeline.declaration.name);
        continue;
      }
      const revision = { actionName: action.name, commitId, branch: branchOf(push.ref), tag: tagOf(push.ref) };
      const { pipelineExecutionId } = this.engine.start(pipeline, { trigger, sourceRevisions: [revision] });
      started.push({ pipeline: pipeline.declaration.name, pipelineExecutionId });
    }
    return { started, ignored };
  }

  private sourcesOf(repository: string): { pipeline: PipelineRecord; action: ActionDeclaration }[] {
    return this.store.pipelines().flatMap((pipeline) =>
      pipeline.declaration.stages
        .flatMap(({ actions }) => actions)
        .filter((action) => sourceAddress(action)?.repository === repository)
        .map((action) => ({ pipeline, action })));
  }

  private trigger(pipeline: PipelineRecord, action: ActionDeclaration, event: PushEvent, push: GitPush): StartOptions['trigger'] | undefined {
    if (action.actionTypeId.provider === 'GitHub') {
      return this.oauthTrigger(pipeline, action, event, push);
    }
    const source = {
      actionName: action.name,
      branch: String(action.configuration?.BranchName),
      detectChanges: action.configuration?.DetectChanges !== 'false',
    };
    const rule = matchPush(event, source, pipeline.declaration.triggers ?? []);
    return rule === undefined ? undefined : { triggerType: 'WebhookV2', triggerDetail: JSON.stringify({ ref: push.ref, commit: push.after, rule }) };
  }

  private oauthTrigger(pipeline: PipelineRecord, action: ActionDeclaration, event: PushEvent, push: GitPush): StartOptions['trigger'] | undefined {
    const configuration = action.configuration ?? {};
    const payload = { ref: push.ref, before: push.before, after: push.after, repository: { full_name: push.repository } };
    const hears = (webhook: WebhookRecord): boolean => webhook.registered
      && webhook.targetPipeline === pipeline.declaration.name && webhook.targetAction === action.name
      && matchesWebhook(payload, webhook.filters, configuration);
    const webhook = this.store.webhooks().find(hears);
    if (webhook) {
      return { triggerType: 'Webhook', triggerDetail: webhook.arn };
    }
    const polls = configuration.PollForSourceChanges !== 'false' && branchOf(event.ref) === configuration.Branch;
    return polls ? { triggerType: 'PollForSourceChanges', triggerDetail: action.name } : undefined;
  }
}
