import { SandboxState } from '../state';
import { PipelineExecution, PipelineRecord } from './model';
import { WebhookFilter } from './webhook-filter';

/** A version 1 webhook. */
export interface WebhookRecord {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly targetPipeline: string;
  readonly targetAction: string;
  readonly authentication: string;
  readonly filters: WebhookFilter[];
  /** Only a registered webhook hears of pushes. */
  readonly registered: boolean;
}

const PIPELINES = 'codepipeline-pipelines';
const EXECUTIONS = 'codepipeline-executions';
const WEBHOOKS = 'codepipeline-webhooks';

/** Pipelines, webhooks and executions, kept in the sandbox's folder. */
export class PipelineStore {
  private readonly executionsById: Map<string, PipelineExecution>;

  constructor(private readonly state: SandboxState) {
    const known = state.read<PipelineExecution[]>(EXECUTIONS, []);
    this.executionsById = new Map(known.map((execution) => [execution.pipelineExecutionId, execution]));
  }

  pipelines(): PipelineRecord[] {
    return this.state.read<PipelineRecord[]>(PIPELINES, []);
  }

  pipeline(name: string): PipelineRecord | undefined {
    return this.pipelines().find(({ declaration }) => declaration.name === name);
  }

  savePipeline(pipeline: PipelineRecord): void {
    const others = this.pipelines().filter(({ declaration }) => declaration.name !== pipeline.declaration.name);
    this.state.write(PIPELINES, [...others, pipeline]);
  }

  removePipeline(name: string): void {
    this.state.write(PIPELINES, this.pipelines().filter(({ declaration }) => declaration.name !== name));
    this.executionsOf(name).forEach(({ pipelineExecutionId }) => this.executionsById.delete(pipelineExecutionId));
    this.saveExecutions();
  }

  webhooks(): WebhookRecord[] {
    return this.state.read<WebhookRecord[]>(WEBHOOKS, []);
  }

  saveWebhook(webhook: WebhookRecord): void {
    this.state.write(WEBHOOKS, [...this.webhooks().filter(({ name }) => name !== webhook.name), webhook]);
  }

  removeWebhook(name: string): void {
    this.state.write(WEBHOOKS, this.webhooks().filter((webhook) => webhook.name !== name));
  }

  /** Oldest first. */
  executionsOf(pipelineName: string): PipelineExecution[] {
    return [...this.executionsById.values()].filter((execution) => execution.pipelineName === pipelineName);
  }

  allExecutions(): PipelineExecution[] {
    return [...this.executionsById.values()];
  }

  execution(id: string): PipelineExecution | undefined {
    return this.executionsById.get(id);
  }

  addExecution(execution: PipelineExecution): void {
    this.executionsById.set(execution.pipelineExecutionId, execution);
    this.saveExecutions();
  }

  /** Writes what was changed in the executions. */
  saveExecutions(): void {
    this.state.write(EXECUTIONS, this.allExecutions());
  }
}
