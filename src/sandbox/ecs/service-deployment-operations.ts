import { AwsError, JsonObject, Operation, optionalString, requiredString, stringList } from '../aws-json';
import { EcsStore } from './ecs-store';
import { ServiceDeploymentRecord, ServiceDeploymentStatus, ServiceRecord } from './model';
import { defined, page } from './pages';
import { presentServiceDeployment, presentServiceDeploymentBrief, presentServiceRevision } from './presentation';

/** What a stop type turns the status into. */
const STOP_STATUS: Partial<Record<string, ServiceDeploymentStatus>> = { ABORT: 'STOP_REQUESTED', ROLLBACK: 'ROLLBACK_REQUESTED' };

/** The operations on service deployments and revisions. */
export function serviceDeploymentOperations(store: EcsStore): Record<string, Operation> {
  return {
    ListServiceDeployments: async (input) => {
      const service = store.findService(store.cluster(optionalString(input, 'cluster')), requiredString(input, 'service'));
      if (!service) {
        throw new AwsError('ServiceNotFoundException', 'Service not found.');
      }
      const statuses = stringList(input, 'status');
      const wanted = service.serviceDeployments.filter((record) => (
        (statuses.length === 0 || statuses.includes(record.status)) && isCreatedWithin(record, input.createdAt as JsonObject | undefined)));
      const { items, nextToken } = page(wanted, input, 20);
      return defined({ serviceDeployments: items.map((record) => presentServiceDeploymentBrief(service, record)), nextToken });
    },
    DescribeServiceDeployments: async (input) => {
      const arns = stringList(input, 'serviceDeploymentArns');
      const found = arns.map((arn) => findServiceDeployment(store, arn));
      return {
        serviceDeployments: found.flatMap((entry) => (entry ? [presentServiceDeployment(store, ...entry)] : [])),
        failures: arns.filter((_, index) => !found[index]).map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },
    DescribeServiceRevisions: async (input) => {
      const arns = stringList(input, 'serviceRevisionArns');
      const all = store.services.flatMap((service) => service.revisions.map((revision) => ({ service, revision })));
      const found = arns.map((arn) => all.find((entry) => entry.revision.serviceRevisionArn === arn));
      return {
        serviceRevisions: found.flatMap((entry) => (entry ? [presentServiceRevision(entry.service, entry.revision)] : [])),
        failures: arns.filter((_, index) => !found[index]).map((arn) => ({ arn, reason: 'MISSING' })),
      };
    },
    StopServiceDeployment: async (input) => stopServiceDeployment(store, input),
  };
}

/** Asks the scheduler to end or to roll back a service deployment; only one that is under way can be stopped. */
function stopServiceDeployment(store: EcsStore, input: JsonObject): JsonObject {
  const arn = requiredString(input, 'serviceDeploymentArn');
  const requested = STOP_STATUS[optionalString(input, 'stopType') ?? 'ROLLBACK'];
  const record = findServiceDeployment(store, arn)?.[1];
  if (!record) {
    throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
  }
  if (!requested) {
    throw new AwsError('InvalidParameterException', `'stopType' must be ROLLBACK or ABORT, got ${JSON.stringify(input.stopType)}`);
  }
  if (record.status !== 'PENDING' && record.status !== 'IN_PROGRESS') {
    throw new AwsError('ConflictException', `The service deployment cannot be stopped in the status ${record.status}.`);
  }
  record.status = requested;
  return { serviceDeploymentArn: arn };
}

function findServiceDeployment(store: EcsStore, arn: string): [ServiceRecord, ServiceDeploymentRecord] | undefined {
  for (const service of store.services) {
    const record = service.serviceDeployments.find((candidate) => candidate.serviceDeploymentArn === arn);
    if (record) {
      return [service, record];
    }
  }
  return undefined;
}

function isCreatedWithin(record: ServiceDeploymentRecord, range: JsonObject | undefined): boolean {
  const after = typeof range?.after === 'number' ? range.after : -Infinity;
  const before = typeof range?.before === 'number' ? range.before : Infinity;
  return record.createdAt >= after && record.createdAt <= before;
}
