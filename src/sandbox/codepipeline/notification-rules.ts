import { createHash } from 'node:crypto';
import { AwsError, JsonObject, requiredString, SandboxService } from '../aws-json';
import { toCamelCase } from '../camel-case';
import { SandboxContext } from '../part';
import { Provisioned, Provisioner, ResourceRequest } from '../provisioner';
import { additionalAttributes, detailType, eventDetail, eventTypeId, PipelineEvent } from './pipeline-events';

/** A notification rule. */
export interface NotificationRule {
  readonly arn: string;
  readonly name: string;
  readonly detailType: 'BASIC' | 'FULL';
  readonly eventTypeIds: string[];
  readonly resource: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly targets: { readonly targetAddress: string; readonly targetType: string }[];
  readonly tags: Record<string, string>;
}

const RULES = 'notification-rules';

/** `AWS::CodeStarNotifications::NotificationRule`: told of every event, it publishes to the topics of the rules that ask for it. */
export class NotificationRules implements Provisioner {
  readonly resourceTypes = ['AWS::CodeStarNotifications::NotificationRule'];

  constructor(private readonly context: SandboxContext) {}

  rules(): NotificationRule[] {
    return this.context.state.read<NotificationRule[]>(RULES, []);
  }

  async create(request: ResourceRequest): Promise<Provisioned> {
    return this.save(request, `arn:aws:codestar-notifications:${request.region}:${request.accountId}:notificationrule/${identifier(request)}`);
  }

  async update(request: ResourceRequest): Promise<Provisioned> {
    return this.save(request, String(request.physicalId));
  }

  async delete(request: ResourceRequest): Promise<void> {
    this.context.state.write(RULES, this.rules().filter(({ arn }) => arn !== request.physicalId));
  }

  /** Publishes the event once to each topic of each rule that asks for it. */
  async notify(event: PipelineEvent, pipelineArn: string): Promise<void> {
    const wanted = this.rules().filter((rule) => rule.status === 'ENABLED' && rule.resource === pipelineArn && rule.eventTypeIds.includes(eventTypeId(event)));
    for (const rule of wanted) {
      const message = JSON.stringify(notification(rule, event, pipelineArn, this.context));
      for (const target of rule.targets.filter(({ targetType }) => targetType === 'SNS')) {
        await this.context.emulator.publish(target.targetAddress, message);
      }
    }
  }

  private save(request: ResourceRequest, arn: string): Provisioned {
    const camel = toCamelCase(request.properties, { opaque: ['Tags'] }) as JsonObject;
    const rule: NotificationRule = {
      arn,
      name: String(camel.name),
      detailType: camel.detailType as NotificationRule['detailType'],
      eventTypeIds: camel.eventTypeIds as string[],
      resource: String(camel.resource),
      status: (camel.status as NotificationRule['status'] | undefined) ?? 'ENABLED',
      targets: (camel.targets ?? []) as NotificationRule['targets'],
      tags: (camel.tags ?? {}) as Record<string, string>,
    };
    this.context.state.write(RULES, [...this.rules().filter((other) => other.arn !== arn), rule]);
    return { physicalId: arn, attributes: { Arn: arn } };
  }
}

/** The rules as the API tells them. */
export function notificationService(rules: NotificationRules): SandboxService {
  return {
    name: 'codestar-notifications',
    targetPrefix: 'codestar-notifications',
    contentType: 'application/json',
    errorMessageName: 'Message',
    operations: {
      ListNotificationRules: async () => ({ NotificationRules: rules.rules().map(({ arn }) => ({ Id: arn.split('/')[1], Arn: arn })) }),
      DescribeNotificationRule: async (input) => {
        const arn = requiredString(input, 'Arn');
        const rule = rules.rules().find((candidate) => candidate.arn === arn);
        if (!rule) {
          throw new AwsError('ResourceNotFoundException', `there is no notification rule ${arn}`, 404);
        }
        return describe(rule);
      },
    },
  };
}

/**
 * The message, in the form that the service documents.
 *
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html
 */
export function notification(
  rule: NotificationRule, event: PipelineEvent, pipelineArn: string, place: { readonly region: string; readonly accountId: string },
): Record<string, unknown> {
  return {
    account: place.accountId,
    detailType: detailType(event),
    region: place.region,
    source: 'aws.codepipeline',
    time: new Date().toISOString(),
    notificationRuleArn: rule.arn,
    detail: eventDetail(event, place.region),
    resources: [pipelineArn],
    additionalAttributes: rule.detailType === 'FULL' ? additionalAttributes(event) : {},
  };
}

function describe(rule: NotificationRule): JsonObject {
  return {
    Arn: rule.arn,
    Name: rule.name,
    EventTypes: rule.eventTypeIds.map((id) => ({ EventTypeId: id, ServiceName: 'CodePipeline', ResourceType: 'Pipeline' })),
    Resource: rule.resource,
    Targets: rule.targets.map((target) => ({ TargetAddress: target.targetAddress, TargetType: target.targetType, TargetStatus: 'ACTIVE' })),
    DetailType: rule.detailType,
    Status: rule.status,
    Tags: rule.tags,
  };
}

/** Forty digits, as AWS has them; of the whole name, since two stacks may use the same construct. */
function identifier(request: ResourceRequest): string {
  return createHash('sha1').update(`${request.stackName}/${request.logicalId}`).digest('hex');
}
