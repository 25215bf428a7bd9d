import { failureThreshold } from './circuit-breaker';
import { DeploymentRecord, ServiceDeploymentRecord, ServiceDeploymentStatus, ServiceRecord, ServiceRevisionRecord } from './model';
import { newNumber, newShortId, newUuid } from './names';

/** The status names after which nothing happens any more. */
const FINAL: ServiceDeploymentStatus[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];
const MAXIMUM_EVENTS = 100;

/** Whether the service deployment is over. */
export function isFinal(status: ServiceDeploymentStatus): boolean {
  return FINAL.includes(status);
}

/** The primary deployment: the one the service moves to. */
export function primaryOf(service: ServiceRecord): DeploymentRecord {
  return service.deployments[0];
}

/** The service deployment that is under way. */
export function currentServiceDeployment(service: ServiceRecord): ServiceDeploymentRecord | undefined {
  return service.serviceDeployments.find((candidate) => !isFinal(candidate.status));
}

/** The revision with the ARN. */
export function revisionOf(service: ServiceRecord, arn: string): ServiceRevisionRecord {
  const found = service.revisions.find((revision) => revision.serviceRevisionArn === arn);
  if (!found) {
    throw new Error(`service ${service.serviceName} has no revision ${arn}`);
  }
  return found;
}

/** Notes an event, the newest first. */
export function addEvent(service: ServiceRecord, nowSeconds: number, message: string): void {
  service.events.unshift({ id: newUuid(), createdAt: nowSeconds, message: `(service ${service.serviceName})${message}` });
  service.events.splice(MAXIMUM_EVENTS);
}

/** Starts to bring a revision out. A service deployment that is under way is superseded by the new one. */
export function beginDeployment(service: ServiceRecord, revision: ServiceRevisionRecord, nowSeconds: number): void {
  const underWay = currentServiceDeployment(service);
  if (underWay) {
    endServiceDeployment(underWay, 'STOPPED', nowSeconds, 'Service deployment was stopped by a newer service deployment.');
  }
  const sources = service.lastCompletedRevision === undefined ? [] : [service.lastCompletedRevision];
  const deployment = newDeployment(revision, nowSeconds);
  service.deployments.forEach((old) => { old.status = 'ACTIVE'; });
  service.deployments.unshift(deployment);
  service.revisions.push(revision);
  service.taskDefinition = revision.taskDefinition;
  service.serviceDeployments.unshift({
    serviceDeploymentArn: revision.serviceRevisionArn.replace(':service-revision/', ':service-deployment/').replace(/[^/]*$/, newShortId()),
    deploymentId: deployment.id,
    createdAt: nowSeconds,
    startedAt: nowSeconds,
    updatedAt: nowSeconds,
    status: 'IN_PROGRESS',
    sourceServiceRevisions: sources,
    targetServiceRevision: revision.serviceRevisionArn,
    deploymentConfiguration: service.deploymentConfiguration,
    circuitBreaker: {
      status: service.deploymentConfiguration.deploymentCircuitBreaker?.enable ? 'MONITORING' : 'DISABLED',
      failureCount: 0,
      threshold: failureThreshold(service.desiredCount),
    },
  });
}

/** The primary deployment has reached a steady state. */
export function completeDeployment(service: ServiceRecord, nowSeconds: number): void {
  const primary = primaryOf(service);
  primary.rolloutState = 'COMPLETED';
  primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
  primary.updatedAt = nowSeconds;
  service.lastCompletedRevision = primary.serviceRevisionArn;
  addEvent(service, nowSeconds, ` (deployment ${primary.id}) deployment completed.`);
  addEvent(service, nowSeconds, ' has reached a steady state.');
  const underWay = currentServiceDeployment(service);
  if (underWay) {
    underWay.circuitBreaker.status = underWay.circuitBreaker.status === 'MONITORING' ? 'MONITORING_COMPLETE' : underWay.circuitBreaker.status;
    endServiceDeployment(underWay, underWay.rollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL', nowSeconds, underWay.statusReason);
  }
}

/** The circuit breaker ends the primary deployment: rolled back when it may be, stopped otherwise. */
export function tripBreaker(service: ServiceRecord, nowSeconds: number): void {
  const primary = primaryOf(service);
  failDeployment(primary, 'ECS deployment circuit breaker: tasks failed to start.', nowSeconds);
  addEvent(service, nowSeconds, ` (deployment ${primary.id}) deployment failed: tasks failed to start.`);
  const underWay = currentServiceDeployment(service);
  if (!underWay) {
    return;
  }
  underWay.circuitBreaker.status = 'TRIGGERED';
  if (underWay.rollback) {
    endServiceDeployment(underWay, 'ROLLBACK_FAILED', nowSeconds, 'Service deployment rollback failed because the circuit breaker threshold was exceeded.');
  } else if (service.deploymentConfiguration.deploymentCircuitBreaker?.rollback) {
    rollBack(service, underWay, nowSeconds, 'Service deployment rolled back because the circuit breaker threshold was exceeded.');
  } else {
    endServiceDeployment(underWay, 'STOPPED', nowSeconds, 'Service deployment failed because the circuit breaker threshold was exceeded.');
  }
}

/** Does what StopServiceDeployment asked for. */
export function obeyStopRequest(service: ServiceRecord, nowSeconds: number): void {
  const underWay = currentServiceDeployment(service);
  if (underWay?.status === 'STOP_REQUESTED') {
    failDeployment(primaryOf(service), 'Service deployment was stopped by the user.', nowSeconds);
    endServiceDeployment(underWay, 'STOPPED', nowSeconds, 'Service deployment was stopped because of a user-initiated request.');
  }
  if (underWay?.status === 'ROLLBACK_REQUESTED') {
    failDeployment(primaryOf(service), 'Service deployment was rolled back by the user.', nowSeconds);
    rollBack(service, underWay, nowSeconds, 'Service deployment rolled back because of a user-initiated request.');
  }
}

/** Makes the last completed revision the primary one again; its tasks that still run are kept. */
function rollBack(service: ServiceRecord, underWay: ServiceDeploymentRecord, nowSeconds: number, reason: string): void {
  const target = service.lastCompletedRevision;
  if (target === undefined) {
    // Documented: without a completed deployment no new tasks are launched and the deployment is stalled.
    endServiceDeployment(underWay, 'ROLLBACK_FAILED', nowSeconds, `${reason} There is no completed deployment to roll back to.`);
    return;
  }
  const revision = revisionOf(service, target);
  const existing = service.deployments.find((deployment) => deployment.serviceRevisionArn === target);
  const primary = existing ?? newDeployment(revision, nowSeconds);
  service.deployments = [primary, ...service.deployments.filter((deployment) => deployment !== primary)];
  service.deployments.forEach((deployment) => { deployment.status = deployment === primary ? 'PRIMARY' : 'ACTIVE'; });
  primary.rolloutState = 'IN_PROGRESS';
  primary.rolloutStateReason = `ECS deployment circuit breaker: rolling back to deploymentId ${primary.id}.`;
  primary.failedTasks = 0;
  primary.updatedAt = nowSeconds;
  service.taskDefinition = revision.taskDefinition;
  service.settings = revision.settings;
  underWay.status = 'ROLLBACK_IN_PROGRESS';
  underWay.statusReason = reason;
  underWay.updatedAt = nowSeconds;
  underWay.rollback = { reason, startedAt: nowSeconds, serviceRevisionArn: target };
  addEvent(service, nowSeconds, ` rolling back to deployment ${primary.id}.`);
}

function failDeployment(deployment: DeploymentRecord, reason: string, nowSeconds: number): void {
  deployment.rolloutState = 'FAILED';
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = nowSeconds;
}

function endServiceDeployment(record: ServiceDeploymentRecord, status: ServiceDeploymentStatus, nowSeconds: number, reason?: string): void {
  record.status = status;
  record.statusReason = reason;
  record.updatedAt = nowSeconds;
  record.finishedAt = nowSeconds;
  if (status === 'STOPPED') {
    record.stoppedAt = nowSeconds;
  }
}

function newDeployment(revision: ServiceRevisionRecord, nowSeconds: number): DeploymentRecord {
  const id = `ecs-svc/${newNumber()}`;
  return {
    id,
    status: 'PRIMARY',
    serviceRevisionArn: revision.serviceRevisionArn,
    taskDefinition: revision.taskDefinition,
    createdAt: nowSeconds,
    updatedAt: nowSeconds,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
  };
}
