import * as fs from 'node:fs';
import * as path from 'node:path';
import { Credentials } from '../emulator-client';
import { ApiCall } from '../iam/api-call';
import { SandboxContext } from '../part';
import { AwsCommand } from './aws-command';
import { BuildCache } from './build-cache';
import { BuildLeftovers } from './build-leftovers';
import { BuildLog } from './build-log';
import { uploadArtifacts } from './build-outputs';
import { PhaseFailure, PhaseRecorder } from './build-phases';
import { BuildWorkspace } from './build-workspace';
import { Buildspec, CommandPhase, parseBuildspec, PhaseSpec } from './buildspec';
import { codeBuildVariables, hostVariables } from './builtin-variables';
import { installDockerWrapper, NO_CACHE_VARIABLE } from './docker-wrapper';
import { mergeVariables, resolveVariables } from './environment';
import { holdBuild } from './held-build';
import { BuildRecord, BuildRequest, BuildVariable, BuildWishes, HeldBuild, PhaseStatus } from './model';
import { nextPhase, PlannedPhase } from './phase-plan';
import { PhaseShell } from './phase-shell';
import { ReportRecord, ReportStore } from './report-store';
import { failureLines } from './reports';
import { buildFolderPrefix, SANDBOX_LABEL } from '../sandbox-label';

/** What a build is run with. */
export interface BuildRunOptions {
  readonly context: SandboxContext;
  readonly request: BuildRequest;
  readonly record: BuildRecord;
  readonly log: BuildLog;
  readonly reports: ReportStore;
  readonly aws: AwsCommand;
  readonly wishes: BuildWishes;
  readonly leftovers: BuildLeftovers;
  /** The record changed. */
  changed(): void;
  /** The build failed and waits, or waits no more. */
  held(build: HeldBuild | undefined): void;
}

const COMMAND_PHASE: Partial<Record<PlannedPhase, CommandPhase>> = {
  INSTALL: 'install',
  PRE_BUILD: 'pre_build',
  BUILD: 'build',
  POST_BUILD: 'post_build',
};

/**
 * One build: its buildspec in an isolated shell on this machine, in the phases of CodeBuild.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export class BuildRun {
  private readonly phases: PhaseRecorder;
  private readonly workspace: BuildWorkspace;
  private readonly cache: BuildCache;
  private readonly signal: AbortSignal;
  private readonly deadline = new AbortController();
  private credentials?: Credentials;
  private buildspec?: Buildspec;
  private shell?: PhaseShell;
  private failed = false;
  private looked = false;

  constructor(private readonly options: BuildRunOptions) {
    const { context, request, record } = options;
    this.phases = new PhaseRecorder(record, () => options.changed());
    this.workspace = new BuildWorkspace(buildFolderPrefix(context.state.folder));
    const cacheFolder = context.state.directory('cache', request.project.name);
    this.cache = new BuildCache(cacheFolder, this.workspace.sourceDirectory, this.workspace.home);
    this.signal = AbortSignal.any([request.signal, this.deadline.signal]);
  }

  /** Runs the build to its end; never throws, the record says how it went. */
  async run(): Promise<BuildRecord> {
    const minutes = this.options.request.project.timeoutInMinutes;
    const timer = setTimeout(() => this.deadline.abort(), minutes * 60_000);
    this.options.leftovers.begun(this.options.record.id, this.workspace.root);
    this.phases.pass('SUBMITTED');
    this.phases.pass('QUEUED');
    const ready = (await this.phase('PROVISIONING', () => this.provision())) && (await this.phase('DOWNLOAD_SOURCE', () => this.download()));
    for (let phase: PlannedPhase | undefined = ready ? 'INSTALL' : 'FINALIZING'; phase; phase = await this.runPlanned(phase));
    clearTimeout(timer);
    this.shell?.close();
    await this.options.log.close();
    this.workspace.remove();
    this.options.leftovers.ended(this.options.record.id);
    this.phases.complete(this.finalStatus());
    return this.options.record;
  }

  private async runPlanned(phase: PlannedPhase): Promise<PlannedPhase | undefined> {
    const commandPhase = COMMAND_PHASE[phase];
    const spec = commandPhase && this.buildspec?.phases[commandPhase];
    const succeeded = await this.phase(phase, () => this.work(phase, spec));
    if (!succeeded && spec) {
      await this.hold(phase);
    }
    if (this.signal.aborted) {
      return phase === 'FINALIZING' ? undefined : 'FINALIZING';
    }
    return nextPhase(phase, !succeeded, spec?.onFailure);
  }

  /** Somebody asked to look into the build before its folders go. */
  private async hold(phase: PlannedPhase): Promise<void> {
    const { wishes, log, held } = this.options;
    if (!wishes.holdOnFailure || !this.shell || this.signal.aborted || this.looked) {
      return;
    }
    this.looked = true;
    await holdBuild({ phase, workspace: this.workspace, shell: this.shell, signal: this.signal, log, held });
  }

  private async work(phase: PlannedPhase, spec: PhaseSpec | undefined): Promise<void> {
    if (phase === 'UPLOAD_ARTIFACTS') {
      await this.upload();
    } else if (phase === 'FINALIZING') {
      this.finalise();
    } else if (spec) {
      await this.commands(spec);
    }
  }

  private async phase(name: string, work: () => Promise<void>): Promise<boolean> {
    const { log } = this.options;
    const phase = this.phases.begin(name);
    log.note(`Entering phase ${name}`);
    const failures: PhaseFailure[] = [];
    try {
      await work();
    } catch (error) {
      failures.push(error instanceof PhaseFailure ? error : new PhaseFailure('CLIENT_ERROR', error instanceof Error ? error.message : String(error)));
      this.failed = true;
    }
    const status = this.statusAfter(failures, name);
    log.note(`Phase complete: ${name} State: ${status}`);
    log.note(`Phase context status code: ${failures[0]?.statusCode ?? ''} Message: ${failures[0]?.message ?? ''}`);
    this.phases.end(phase, status, failures);
    return status === 'SUCCEEDED';
  }

  private statusAfter(failures: PhaseFailure[], name: string): PhaseStatus {
    if (name !== 'FINALIZING' && this.signal.aborted) {
      return this.deadline.signal.aborted ? 'TIMED_OUT' : 'STOPPED';
    }
    return failures.length > 0 ? 'FAILED' : 'SUCCEEDED';
  }

  private finalStatus(): PhaseStatus {
    if (this.signal.aborted) {
      return this.deadline.signal.aborted ? 'TIMED_OUT' : 'STOPPED';
    }
    return this.failed ? 'FAILED' : 'SUCCEEDED';
  }

  private async provision(): Promise<void> {
    const { context, request, record, log } = this.options;
    const sessionName = `AWSCodeBuild-${record.id.split(':')[1]}`;
    this.credentials = await context.emulator.assumeRole(request.project.serviceRole, sessionName, { ...request.origin, buildId: record.id });
    await log.open(this.credentials);
    log.note(`sandbox: this build runs on this machine, not in ${request.project.environment.image}`);
  }

  private async download(): Promise<void> {
    const { context, request } = this.options;
    for (const source of request.sources) {
      const { bucket, key } = source.location;
      this.workspace.unpack(source, await context.emulator.getObject(bucket, key, this.credentials));
    }
    this.buildspec = this.readBuildspec();
    await this.openShell(this.buildspec);
    const restored = this.cachePatterns().length > 0 ? this.cache.restore(this.cachePatterns()) : [];
    restored.forEach((pattern) => this.options.log.note(`Restored cache ${pattern}`));
  }

  private readBuildspec(): Buildspec {
    const given = this.options.request.buildspecOverride ?? this.options.request.project.source.buildspec ?? 'buildspec.yml';
    const inline = /[\n{]|^\s*version:/.test(given);
    const file = path.resolve(this.workspace.sourceDirectory, given);
    if (!inline && !fs.existsSync(file)) {
      throw new PhaseFailure('YAML_FILE_ERROR', `stat ${given}: no such file or directory`);
    }
    try {
      return parseBuildspec(inline ? given : fs.readFileSync(file, 'utf8'));
    } catch (error) {
      throw new PhaseFailure('YAML_FILE_ERROR', error instanceof Error ? error.message : String(error));
    }
  }

  private async openShell(buildspec: Buildspec): Promise<void> {
    const { context, request, record, log } = this.options;
    const credentials = this.requireCredentials();
    const merged = mergeVariables(buildspec, request.project.environment.environmentVariables, request.variables);
    const own = await resolveVariables(merged, context.emulator, credentials);
    log.mask([...own.secrets, credentials.secretAccessKey, credentials.sessionToken ?? '']);
    const host = hostVariables({
      home: this.workspace.home,
      temporary: this.workspace.temporary,
      toolPaths: [this.workspace.programs, ...context.toolPaths],
      frontUrl: context.frontUrl,
      dockerHost: this.dockerHost(),
      credentials,
    });
    this.options.aws.install(this.workspace.programs);
    installDockerWrapper(this.workspace.programs, host.PATH, {
      registry: new URL(context.frontUrl).host, label: `${SANDBOX_LABEL}=${context.state.folder}`,
    });
    const builtin = codeBuildVariables({
      record,
      project: request.project,
      region: context.region,
      sourceDirectory: this.workspace.sourceDirectory,
      secondarySources: this.workspace.secondarySources,
      logPath: record.logs.streamName,
    });
    const { shell, sourceDirectory } = this.workspace;
    const started = (pid: number): void => this.options.leftovers.started(record.id, pid);
    const variables = { ...host, ...own.values, ...builtin, ...this.wishedVariables() };
    this.shell = new PhaseShell(shell, variables, sourceDirectory, started);
  }

  private wishedVariables(): Record<string, string> {
    return this.options.wishes.noCache ? { [NO_CACHE_VARIABLE]: '1' } : {};
  }

  /** Only a privileged build gets the engine; the others find no daemon, as on AWS. */
  private dockerHost(): string {
    const { context, request } = this.options;
    const engine = request.project.environment.privilegedMode ? context.dockerHost : undefined;
    return engine ?? `unix://${path.join(this.workspace.root, 'no-docker-in-this-build.sock')}`;
  }

  private async commands(spec: PhaseSpec): Promise<void> {
    const { log } = this.options;
    for (const [runtime, version] of Object.entries(spec.runtimeVersions)) {
      const here = runtime === 'nodejs' ? `; it has Node ${process.version}` : '';
      log.note(`sandbox: runtime ${runtime} ${version} is not installed, the build uses what this machine has${here}`);
    }
    const failure = await this.runCommands(spec.commands);
    const afterwards = this.signal.aborted ? undefined : await this.runCommands(spec.finallyCommands, failure !== undefined);
    if (failure ?? afterwards) {
      throw failure ?? afterwards;
    }
  }

  private async runCommands(commands: string[], alreadyFailed = false): Promise<PhaseFailure | undefined> {
    if (commands.length === 0 || !this.shell || !this.buildspec) {
      return undefined;
    }
    const { log } = this.options;
    const succeeding = !this.failed && !alreadyFailed;
    const { failure, aborted } = await this.shell.run({
      shell: this.buildspec.shell,
      commands,
      environment: { CODEBUILD_BUILD_SUCCEEDING: String(Number(succeeding)) },
      signal: this.signal,
      onCommand: (command) => log.note(`Running command ${command.trimEnd()}`),
      onLine: (line) => log.line(line),
    });
    return aborted ? this.stopped() : failure && new PhaseFailure('COMMAND_EXECUTION_ERROR', commandMessage(failure.command, failure.exitStatus));
  }

  private stopped(): PhaseFailure {
    return this.deadline.signal.aborted
      ? new PhaseFailure('BUILD_TIMED_OUT', `the build took longer than ${this.options.request.project.timeoutInMinutes} minutes`)
      : new PhaseFailure('BUILD_STOPPED', 'the build was stopped');
  }

  private async upload(): Promise<void> {
    const { request, record, log, context, reports } = this.options;
    const buildspec = this.requireBuildspec();
    this.saveCache();
    const problems: unknown[] = [];
    for (const [key, spec] of Object.entries(buildspec.reports)) {
      try {
        const report = reports.publish(key, spec, this.workspace.sourceDirectory, record, request.project);
        await context.access.require(this.credentials?.accessKeyId, reportCalls(report));
        record.reportArns = [...record.reportArns, report.arn];
        log.note(`Report ${report.name}: ${describeReport(report.testSummary?.total, report.testSummary?.statusCounts)}`);
        failureLines(report.testCases).forEach((line) => log.note(line));
      } catch (problem) {
        problems.push(problem);
      }
    }
    const credentials = this.requireCredentials();
    const { sourceDirectory } = this.workspace;
    record.artifacts = await uploadArtifacts({ buildspec, outputs: request.outputs, sourceDirectory, emulator: context.emulator, credentials, log });
    if (problems.length > 0) {
      throw problems[0];
    }
  }

  private finalise(): void {
    const { record, log, request } = this.options;
    const variables = this.shell?.variables ?? {};
    const secrets = request.project.environment.environmentVariables.filter(({ type }) => type === 'PARAMETER_STORE' || type === 'SECRETS_MANAGER');
    record.exportedEnvironmentVariables = (this.buildspec?.exportedVariables ?? [])
      .filter((name) => variables[name] !== undefined && isExportable(name, secrets))
      .map((name) => ({ name, value: variables[name] }));
    if (log.failure) {
      throw new PhaseFailure('CLIENT_ERROR', log.failure);
    }
  }

  private saveCache(): void {
    if (this.cachePatterns().length > 0 && !this.failed) {
      this.cache.save(this.cachePatterns()).forEach((pattern) => this.options.log.note(`Saved cache ${pattern}`));
    }
  }

  private cachePatterns(): string[] {
    const { cache } = this.options.request.project;
    const custom = !this.options.wishes.noCache && cache?.type === 'LOCAL' && cache.modes?.includes('LOCAL_CUSTOM_CACHE');
    return custom ? this.buildspec?.cachePaths ?? [] : [];
  }

  private requireCredentials(): Credentials {
    if (!this.credentials) {
      throw new PhaseFailure('INTERNAL_ERROR', 'the build has no credentials yet');
    }
    return this.credentials;
  }

  private requireBuildspec(): Buildspec {
    if (!this.buildspec) {
      throw new PhaseFailure('INTERNAL_ERROR', 'the build has no buildspec yet');
    }
    return this.buildspec;
  }
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.exported-variables */
function isExportable(name: string, secretsOfProject: BuildVariable[]): boolean {
  return !name.startsWith('AWS_') && !secretsOfProject.some((secret) => secret.name === name);
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html */
function reportCalls({ reportGroupArn, type }: ReportRecord): ApiCall[] {
  const names = ['CreateReport', type === 'TEST' ? 'BatchPutTestCases' : 'BatchPutCodeCoverages', 'UpdateReport'];
  return names.map((name) => ({ action: `codebuild:${name}`, resource: reportGroupArn }));
}

function commandMessage(command: string, exitStatus: number): string {
  return `Error while executing command: ${command.trimEnd()}. Reason: exit status ${exitStatus}`;
}

function describeReport(total: number | undefined, counts: Record<string, number> | undefined): string {
  return counts ? `${total} tests, ${counts.SUCCEEDED} succeeded, ${counts.FAILED + counts.ERROR} failed, ${counts.SKIPPED} skipped` : 'coverage';
}
