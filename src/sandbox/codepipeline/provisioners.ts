import { AwsError, JsonObject } from '../aws-json';
import { toBoolean, toCamelCase } from '../camel-case';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { pipelineDeclaration } from './declaration';
import { PipelineRecord } from './model';
import { PipelineStore, WebhookRecord } from './pipeline-store';

/** Told when a pipeline was created or its update asks for a run; the execution itself starts when the stack is done. */
export type StartWhenStackIsDone = (pipelineName: string, stackId: string, triggerDetail: string) => void;

/** `AWS::CodePipeline::Pipeline`. */
export class PipelineProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::CodePipeline::Pipeline'];

  constructor(private readonly store: PipelineStore, private readonly startLater: StartWhenStackIsDone) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    const name = String(request.properties.Name ?? `${request.stackName}-${request.logicalId}`);
    if (this.store.pipeline(name)) {
      throw new AwsError('PipelineNameInUseException', `A pipeline with the name '${name}' already exists in account '${request.accountId}'`);
    }
    const provisioned = this.save(request, name, 1);
    this.startLater(name, request.stackId, `arn:aws:iam::${request.accountId}:root`);
    return provisioned;
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const name = String(request.properties.Name ?? request.physicalId);
    const before = this.store.pipeline(name);
    const provisioned = this.save(request, name, (before?.declaration.version ?? 0) + 1, before);
    if (toBoolean(request.properties.RestartExecutionOnUpdate, false)) {
      this.startLater(name, request.stackId, `arn:aws:iam::${request.accountId}:root`);
    }
    return provisioned;
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.removePipeline(String(request.physicalId));
  }

  private save(request: ResourceRequest, name: string, version: number, before?: PipelineRecord): Provisioned {
    const now = Date.now() / 1000;
    this.store.savePipeline({
      declaration: pipelineDeclaration(request.properties, name, version),
      arn: `arn:aws:codepipeline:${request.region}:${request.accountId}:${name}`,
      created: before?.created ?? now,
      updated: now,
      tags: toCamelCase(request.properties.Tags ?? []) as PipelineRecord['tags'],
    });
    return { physicalId: name, attributes: { Version: String(version) } };
  }
}

/** `AWS::CodePipeline::Webhook`. */
export class WebhookProvisioner implements Provisioner {
  readonly resourceTypes = ['AWS::CodePipeline::Webhook'];

  constructor(private readonly store: PipelineStore, private readonly frontUrl: string) {}

  async create(request: ResourceRequest): Promise<Provisioned> {
    return this.update(request);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    const camel = toCamelCase(request.properties) as JsonObject;
    const name = String(camel.name ?? request.physicalId ?? `${request.stackName}-${request.logicalId}`);
    const webhook: WebhookRecord = {
      name,
      arn: `arn:aws:codepipeline:${request.region}:${request.accountId}:webhook:${name}`,
      url: `${this.frontUrl}/_sandbox/webhook/${encodeURIComponent(name)}`,
      targetPipeline: String(camel.targetPipeline),
      targetAction: String(camel.targetAction),
      authentication: String(camel.authentication),
      filters: camel.filters as WebhookRecord['filters'],
      registered: toBoolean(camel.registerWithThirdParty, false),
    };
    this.store.saveWebhook(webhook);
    return { physicalId: name, attributes: { Url: webhook.url } };
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.store.removeWebhook(String(request.physicalId));
  }
}
