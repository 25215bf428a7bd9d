import { AwsApi } from '../account/aws-api';
import { chooseAccount } from '../account/choose-account';
import { BuildStream, LogLine, serviceLogGroups, ServiceLogs } from '../account/log-reader';
import { ActionExecution, listActions, listExecutions, listPipelines, PipelineDeclaration, readBuilds, readPipeline } from '../account/pipelines';
import { CliError, EXIT } from '../errors';
import { LogsOptions } from '../program';
import { Output, writeJson } from '../terminal/output';
import { LinePrinter } from '../view/log-lines';

const FOLLOW_MILLISECONDS = 1000;

/** `logs`. */
export async function logs(options: LogsOptions, output: Output): Promise<number> {
  const api = new AwsApi((await chooseAccount(options)).account);
  const pipeline = await readPipeline(api, await onePipeline(api, options.pipeline));
  checkStage(pipeline, options.stage);
  const printer = new LinePrinter(output.paint, output.write);
  const print = (line: LogLine): void =>
    (options.json ? writeJson(output, { ...line, time: new Date(line.time).toISOString() }) : printer.print(line));
  const follower = new Follower(api, pipeline, options);
  if (options.follow) return follower.forever(print);
  const lines = await follower.whole();
  lines.forEach(print);
  if (lines.length === 0) output.complain('nothing was logged yet');
  return EXIT.ok;
}

async function onePipeline(api: AwsApi, name: string | undefined): Promise<string> {
  const names = await listPipelines(api);
  if (name !== undefined && names.includes(name)) return name;
  if (name === undefined && names.length === 1) return names[0];
  if (names.length === 0) throw new CliError('no pipeline is deployed yet', '"npx tap-cicd-pipeline run" does it');
  const fix = `choose one with --pipeline: ${names.join(', ')}`;
  throw new CliError(name === undefined ? 'there are several pipelines' : `there is no pipeline ${JSON.stringify(name)}`, fix);
}

function checkStage({ stages }: PipelineDeclaration, stage: string | undefined): void {
  const names = stages.map(({ name }) => name);
  if (stage !== undefined && !names.includes(stage)) throw new CliError(`the pipeline has no stage ${JSON.stringify(stage)}`, `it has ${names.join(', ')}`);
}

/** Reads the builds of executions, one look after the other. */
class Follower {
  private readonly streams = new Map<string, BuildStream>();
  private readonly states = new Map<string, string>();

  constructor(private readonly api: AwsApi, private readonly pipeline: PipelineDeclaration, private readonly options: LogsOptions) {}

  /** All that the builds of one execution printed, in the order of the stages. */
  async whole(): Promise<LogLine[]> {
    const execution = this.options.execution ?? (await this.lastExecution());
    if (execution === undefined) return [];
    await this.discover(this.inOrder(await listActions(this.api, this.pipeline.name, execution)));
    const lines: LogLine[] = [];
    for (const stream of this.streams.values()) lines.push(...(await stream.next()));
    return lines;
  }

  /** Never ends by itself. */
  async forever(print: (line: LogLine) => void): Promise<number> {
    const groups = this.options.stage === undefined ? await serviceLogGroups(this.api, this.pipeline) : [];
    const service = new ServiceLogs(this.api, groups, Date.now());
    for (;;) {
      const lines = [...(await this.changes()), ...(await this.newLines()), ...(await service.next())];
      lines.forEach(print);
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_MILLISECONDS));
    }
  }

  /** A line for each action that began or ended since the last look. */
  private async changes(): Promise<LogLine[]> {
    const execution = this.options.execution ?? (await this.lastExecution());
    const actions = execution === undefined ? [] : this.inOrder(await listActions(this.api, this.pipeline.name, execution));
    const changed = actions.filter((action) => this.states.get(stateKey(action)) !== action.status);
    changed.forEach((action) => this.states.set(stateKey(action), action.status));
    await this.discover(actions);
    return changed.map((action): LogLine => ({ time: action.lastUpdateTime * 1000, kind: 'stage', source: action.stageName, message: `${action.actionName} ${action.status}${reason(action)}` }));
  }

  private async newLines(): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (const stream of this.streams.values()) lines.push(...(await stream.next()));
    return lines.sort((a, b) => a.time - b.time);
  }

  private async lastExecution(): Promise<string | undefined> {
    return (await listExecutions(this.api, this.pipeline.name, 1))[0]?.pipelineExecutionId;
  }

  /** Finds the streams of builds that were not known. */
  private async discover(actions: ActionExecution[]): Promise<void> {
    const fresh = actions.flatMap((action) => {
      const id = action.output?.executionResult?.externalExecutionId;
      return id && this.isBuild(action) && !this.streams.has(id) ? [{ id, source: `${action.stageName}/${action.actionName}` }] : [];
    });
    const builds = await readBuilds(this.api, fresh.map(({ id }) => id));
    for (const { id, source } of fresh) {
      const place = builds.find((build) => build.id === id)?.logs;
      if (place?.groupName && place.streamName) this.streams.set(id, new BuildStream(this.api, source, place.groupName, place.streamName));
    }
  }

  private isBuild({ stageName, actionName }: ActionExecution): boolean {
    const stage = this.pipeline.stages.find(({ name }) => name === stageName);
    return stage?.actions.find(({ name }) => name === actionName)?.actionTypeId.provider === 'CodeBuild';
  }

  private inOrder(actions: ActionExecution[]): ActionExecution[] {
    const place = ({ stageName }: ActionExecution) => this.pipeline.stages.findIndex(({ name }) => name === stageName);
    const { stage } = this.options;
    const wanted = actions.filter(({ stageName }) => stage === undefined || stageName === stage);
    return wanted.sort((a, b) => place(a) - place(b) || a.startTime - b.startTime);
  }
}

function stateKey({ pipelineExecutionId, stageName, actionName, startTime }: ActionExecution): string {
  return [pipelineExecutionId, stageName, actionName, startTime].join('/');
}

function reason({ status, output }: ActionExecution): string {
  const { errorDetails } = output?.executionResult ?? {};
  return status === 'Failed' && errorDetails?.message ? `: ${errorDetails.message}` : '';
}
