import { AwsApi, AwsRefusal } from './aws-api';
import { PipelineDeclaration, projectVariables } from './pipelines';

/** A line of a log, and where it comes from. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: 'stage' | 'build' | 'service';
  /** `Test/Unit`, `service/0a1b2c`. */
  readonly source: string;
  readonly message: string;
}

interface LogEvent {
  readonly eventId?: string;
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName?: string;
}

/** The stream of one build, read from its beginning; each look answers what is new. */
export class BuildStream {
  private token?: string;
  private read = 0;

  constructor(private readonly api: AwsApi, readonly source: string, private readonly group: string, private readonly stream: string) {}

  /** What came since the last look. */
  async next(): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (;;) {
      const page = await this.page();
      lines.push(...page.events.map(({ timestamp, message }): LogLine => ({ time: timestamp, kind: 'build', source: this.source, message: message.trimEnd() })));
      this.read += page.events.length;
      // At the end of the stream the token stays the same: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
      const isEnd = page.nextForwardToken === this.token || page.events.length === 0;
      this.token = page.nextForwardToken ?? this.token;
      if (isEnd) return lines;
    }
  }

  private async page(): Promise<{ events: LogEvent[]; nextForwardToken?: string }> {
    try {
      return await this.api.call('logs', 'GetLogEvents', { logGroupName: this.group, logStreamName: this.stream, startFromHead: true, nextToken: this.token });
    } catch (error) {
      // The build has not written yet.
      if (error instanceof AwsRefusal && error.code === 'ResourceNotFoundException') return { events: [] };
      throw error;
    }
  }
}

/** Each look asks a little further back, since lines may come late; what was told is not told again. */
const OVERLAP_MILLISECONDS = 10_000;

/** What the tasks of a service print, from some time on. */
export class ServiceLogs {
  private told = new Map<string, number>();

  constructor(private readonly api: AwsApi, private readonly groups: string[], private from: number) {}

  async next(): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (const logGroupName of this.groups) {
      for (const event of await this.events(logGroupName)) {
        const id = event.eventId ?? `${event.logStreamName}${event.timestamp}${event.message}`;
        if (this.told.has(id)) continue;
        this.told.set(id, event.timestamp);
        lines.push({ time: event.timestamp, kind: 'service', source: `service/${taskOf(event.logStreamName)}`, message: event.message.trimEnd() });
      }
    }
    this.from = Math.max(this.from, ...lines.map(({ time }) => time - OVERLAP_MILLISECONDS));
    this.told = new Map([...this.told].filter(([, time]) => time >= this.from));
    return lines.sort((a, b) => a.time - b.time);
  }

  private async events(logGroupName: string): Promise<LogEvent[]> {
    const events: LogEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page: { events: LogEvent[]; nextToken?: string } = await this.api.call('logs', 'FilterLogEvents', { logGroupName, startTime: this.from, nextToken });
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }
}

interface ContainerDefinition { readonly logConfiguration?: { readonly logDriver: string; readonly options?: Readonly<Record<string, string>> } }

/** The log groups of the service that the pipeline deploys to; none where it deploys to none of ours. */
export async function serviceLogGroups(api: AwsApi, { stages }: PipelineDeclaration): Promise<string[]> {
  const project = stages.find(({ name }) => name === 'Deploy')?.actions[0]?.configuration?.ProjectName;
  const { CLUSTER_NAME: cluster, SERVICE_NAME: service } = project ? await projectVariables(api, project) : {};
  if (!cluster || !service) return [];
  const { services } = await api.call<{ services: Array<{ taskDefinition: string }> }>('ecs', 'DescribeServices', { cluster, services: [service] });
  if (services.length === 0) return [];
  const { taskDefinition } = await api.call<{ taskDefinition: { containerDefinitions: ContainerDefinition[] } }>('ecs', 'DescribeTaskDefinition', { taskDefinition: services[0].taskDefinition });
  const groups = taskDefinition.containerDefinitions.flatMap(({ logConfiguration }) => (logConfiguration?.logDriver === 'awslogs' ? logConfiguration.options?.['awslogs-group'] ?? [] : []));
  return [...new Set(groups)];
}

/** Streams are called PREFIX/CONTAINER/TASK; @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
function taskOf(stream = ''): string {
  return stream.split('/').slice(-1)[0].slice(0, 8);
}
