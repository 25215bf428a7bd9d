import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SandboxContext } from '../part';
import { AwsCommand } from './aws-command';
import { BuildLeftovers } from './build-leftovers';
import { BuildLog } from './build-log';
import { now } from './build-phases';
import { BuildRun } from './build-run';
import { BuildRecord, BuildRequest, BuildWishes, HeldBuild, ProjectRecord } from './model';
import { ReportStore } from './report-store';

/** A build under way. */
export interface RunningBuild {
  readonly record: BuildRecord;
  readonly done: Promise<BuildRecord>;
}

const PROJECTS = 'codebuild-projects';
const BUILDS = 'codebuild-builds';

/** The projects and their builds. */
export class BuildEngine {
  /** Tells `line` with `{ buildId, message }` for every line of every build. */
  readonly events = new EventEmitter();
  readonly reports: ReportStore;
  private readonly leftovers: BuildLeftovers;
  readonly aws: AwsCommand;
  private readonly builds: Map<string, BuildRecord>;
  private readonly stops = new Map<string, AbortController>();
  private readonly wishes = new Map<string, BuildWishes>();
  private readonly held = new Map<string, HeldBuild>();
  private readonly running = new Set<Promise<BuildRecord>>();

  constructor(private readonly context: SandboxContext) {
    this.reports = new ReportStore(context.state);
    this.aws = new AwsCommand(context.state.folder, context.toolPaths);
    const known = context.state.read<BuildRecord[]>(BUILDS, []);
    this.builds = new Map(known.map((record) => [record.id, record]));
    known.filter((record) => !record.buildComplete).forEach(markLost);
    this.leftovers = new BuildLeftovers(context.state);
    this.leftovers.clear();
  }

  projects(): ProjectRecord[] {
    return this.context.state.read<ProjectRecord[]>(PROJECTS, []);
  }

  project(name: string): ProjectRecord | undefined {
    return this.projects().find((project) => project.name === name || project.arn === name);
  }

  saveProject(project: ProjectRecord): void {
    this.context.state.write(PROJECTS, [...this.projects().filter(({ name }) => name !== project.name), project]);
  }

  removeProject(name: string): void {
    this.context.state.write(PROJECTS, this.projects().filter((project) => project.name !== name));
  }

  /** Newest last. */
  allBuilds(): BuildRecord[] {
    return [...this.builds.values()];
  }

  build(idOrArn: string): BuildRecord | undefined {
    return this.builds.get(idOrArn) ?? this.allBuilds().find((record) => record.arn === idOrArn);
  }

  /** From here on the builds of a source go as wished; a source is a commit, or `BUCKET/KEY` where there is none. */
  wish(source: string, wishes: BuildWishes): void {
    this.wishes.set(source, wishes);
  }

  /** The build as it waits after its failure; undefined when it does not. */
  heldBuild(id: string): HeldBuild | undefined {
    return this.held.get(id);
  }

  /** The build's log so far, last lines only. */
  logTail(id: string, lines: number): string[] {
    const file = this.logFile(id);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines) : [];
  }

  /** Starts a build; it goes on by itself. */
  start(request: BuildRequest): RunningBuild {
    const record = this.newRecord(request);
    const stop = new AbortController();
    this.stops.set(record.id, stop);
    this.builds.set(record.id, record);
    this.save();
    const log = new BuildLog({
      file: this.logFile(record.id),
      events: this.events,
      buildId: record.id,
      ...(record.logs.cloudWatchLogs.status === 'ENABLED'
        ? { stream: { emulator: this.context.emulator, group: record.logs.groupName, name: record.logs.streamName } }
        : {}),
    });
    const signal = AbortSignal.any([request.signal, stop.signal]);
    const run = new BuildRun({
      context: this.context,
      request: { ...request, signal },
      record,
      log,
      reports: this.reports,
      aws: this.aws,
      leftovers: this.leftovers,
      wishes: this.wishesFor(request),
      changed: () => this.save(),
      held: (build) => void (build ? this.held.set(record.id, build) : this.held.delete(record.id)),
    });
    const done = run.run().finally(() => {
      this.stops.delete(record.id);
      this.running.delete(done);
    });
    this.running.add(done);
    return { record, done };
  }

  /** Stops a build that runs; answers false when it does not. */
  stop(id: string): boolean {
    this.stops.get(id)?.abort();
    return this.stops.has(id);
  }

  /** Stops every build, and waits for their ends. */
  async stopAll(): Promise<void> {
    this.stops.forEach((stop) => stop.abort());
    await Promise.allSettled([...this.running]);
  }

  private wishesFor({ sourceVersion, sources }: BuildRequest): BuildWishes {
    const location = sources.find(({ primary }) => primary)?.location;
    const names = [sourceVersion, location && `${location.bucket}/${location.key}`];
    return names.map((name) => (name === undefined ? undefined : this.wishes.get(name))).find((wishes) => wishes !== undefined) ?? {};
  }

  private newRecord(request: BuildRequest): BuildRecord {
    const { project } = request;
    const uuid = randomUUID();
    const id = `${project.name}:${uuid}`;
    return {
      id,
      arn: project.arn.replace(/:project\/.*$/, `:build/${id}`),
      buildNumber: this.allBuilds().filter((build) => build.projectName === project.name).length + 1,
      startTime: now(),
      currentPhase: 'SUBMITTED',
      buildStatus: 'IN_PROGRESS',
      ...versionOf(request),
      projectName: project.name,
      phases: [],
      source: project.source,
      artifacts: { location: '' },
      environment: project.environment,
      serviceRole: project.serviceRole,
      logs: logsOf(project, uuid),
      timeoutInMinutes: project.timeoutInMinutes,
      queuedTimeoutInMinutes: project.queuedTimeoutInMinutes,
      buildComplete: false,
      initiator: request.initiator,
      encryptionKey: project.encryptionKey,
      exportedEnvironmentVariables: [],
      reportArns: [],
    };
  }

  private logFile(id: string): string {
    return path.join(this.context.state.directory('builds'), `${id.replace(':', '/')}.log`);
  }

  private save(): void {
    this.context.state.write(BUILDS, this.allBuilds());
  }
}

function versionOf(request: BuildRequest): Pick<BuildRecord, 'sourceVersion' | 'resolvedSourceVersion'> {
  const location = request.sources[0]?.location;
  return {
    ...(location ? { sourceVersion: `arn:aws:s3:::${location.bucket}/${location.key}` } : {}),
    ...(request.sourceVersion ? { resolvedSourceVersion: request.sourceVersion } : {}),
  };
}

function logsOf(project: ProjectRecord, uuid: string): BuildRecord['logs'] {
  const cloudWatch = project.logsConfig?.cloudWatchLogs;
  return {
    groupName: cloudWatch?.groupName ?? `/aws/codebuild/${project.name}`,
    streamName: cloudWatch?.streamName ? `${cloudWatch.streamName}/${uuid}` : uuid,
    cloudWatchLogs: { status: cloudWatch?.status ?? 'ENABLED' },
  };
}

/** A build that was running when the sandbox stopped cannot be taken up again. */
function markLost(record: BuildRecord): void {
  record.buildStatus = 'FAULT';
  record.buildComplete = true;
  record.endTime = now();
  record.phases.push({ phaseType: 'COMPLETED', startTime: now(), contexts: [{ statusCode: 'INTERNAL_ERROR', message: 'the sandbox was stopped' }] });
}
