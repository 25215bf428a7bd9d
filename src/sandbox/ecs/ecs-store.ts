import { AwsError } from '../aws-json';
import { SandboxState } from '../state';
import { ClusterRecord, ServiceRecord, TaskDefinitionRecord, TaskRecord } from './model';

/** Everything that ECS remembers. */
interface EcsContents {
  readonly clusters: ClusterRecord[];
  readonly taskDefinitions: TaskDefinitionRecord[];
  readonly services: ServiceRecord[];
  readonly tasks: TaskRecord[];
}

const STATE_NAME = 'ecs';
/** AWS shows a stopped task for an hour. */
const STOPPED_TASK_SECONDS = 3600;

/** The records of clusters, task definitions, services and tasks, kept in the sandbox's state. */
export class EcsStore {
  readonly clusters: ClusterRecord[];
  readonly taskDefinitions: TaskDefinitionRecord[];
  readonly services: ServiceRecord[];
  tasks: TaskRecord[];
  private written = '';

  constructor(private readonly state: SandboxState) {
    const contents = state.read<EcsContents>(STATE_NAME, { clusters: [], taskDefinitions: [], services: [], tasks: [] });
    this.clusters = contents.clusters;
    this.taskDefinitions = contents.taskDefinitions;
    this.services = contents.services;
    this.tasks = contents.tasks;
  }

  /** Writes what changed since the last time. */
  save(): void {
    const contents: EcsContents = { clusters: this.clusters, taskDefinitions: this.taskDefinitions, services: this.services, tasks: this.tasks };
    const text = JSON.stringify(contents);
    if (text !== this.written) {
      this.state.write(STATE_NAME, contents);
      this.written = text;
    }
  }

  /** Forgets tasks that stopped more than an hour ago. */
  forgetOldTasks(nowSeconds: number): void {
    this.tasks = this.tasks.filter((task) => task.stoppedAt === undefined || nowSeconds - task.stoppedAt < STOPPED_TASK_SECONDS);
  }

  /** A cluster by name or ARN; an absent name is the cluster `default`, as on AWS. */
  cluster(nameOrArn: string | undefined): ClusterRecord {
    const name = lastPart(nameOrArn ?? 'default');
    const found = this.clusters.find((cluster) => cluster.clusterName === name && cluster.status === 'ACTIVE');
    if (!found) {
      throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    }
    return found;
  }

  /** A service by name or ARN, also one that has been deleted. */
  findService(cluster: ClusterRecord, nameOrArn: string): ServiceRecord | undefined {
    const name = lastPart(nameOrArn);
    const matching = this.services.filter((service) => service.clusterArn === cluster.clusterArn && service.serviceName === name);
    return matching.find((service) => service.status !== 'INACTIVE') ?? matching.at(-1);
  }

  /** A service that has not been deleted. */
  service(cluster: ClusterRecord, nameOrArn: string): ServiceRecord {
    const found = this.findService(cluster, nameOrArn);
    if (!found) {
      throw new AwsError('ServiceNotFoundException', 'Service not found.');
    }
    if (found.status !== 'ACTIVE') {
      throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    }
    return found;
  }

  /** Adds a service; a deleted one of the same name is forgotten with its tasks, since both have the same ARN. */
  replaceService(service: ServiceRecord): void {
    const gone = this.services.findIndex((known) => known.serviceArn === service.serviceArn);
    this.services.splice(gone < 0 ? this.services.length : gone, gone < 0 ? 0 : 1, service);
    this.tasks = this.tasks.filter((task) => task.serviceArn !== service.serviceArn);
  }

  /** A revision by ARN, `family:revision`, or the newest active one of a family. */
  taskDefinition(reference: string): TaskDefinitionRecord {
    const [family, revision] = lastPart(reference).split(':');
    const matching = this.taskDefinitions.filter((candidate) => candidate.family === family
      && (revision === undefined ? candidate.status === 'ACTIVE' : candidate.revision === Number(revision)));
    const found = matching.at(-1);
    if (!found) {
      throw new AwsError('ClientException', 'Unable to describe task definition.');
    }
    return found;
  }

  /** The tasks of a service, the oldest first. */
  tasksOf(service: ServiceRecord): TaskRecord[] {
    return this.tasks.filter((task) => task.serviceArn === service.serviceArn);
  }
}

/** The name at the end of an ARN, or the name itself. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
