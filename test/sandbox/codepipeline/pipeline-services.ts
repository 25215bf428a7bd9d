import { execFile, execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { JsonObject } from '../../../src/sandbox/aws-json';
import { BuildEngine, createCodeBuildPart } from '../../../src/sandbox/codebuild';
import { CodePipelinePart, createCodePipelinePart, createRepository, ExecutionProgress } from '../../../src/sandbox/codepipeline';
import { RunningFront, startFront } from '../../../src/sandbox/front';
import { followExecution } from '../../../src/sandbox/progress';
import { ACCOUNT, REGION, TestContext, testContext } from '../support/context';

export const PIPELINE = 'cicd-pipeline-dev';
export const STACK = 'arn:stack/orders';

const QUIET = { pipelineName: PIPELINE, write: () => undefined, pollMilliseconds: 50, appearMilliseconds: 2000 };

export const SOURCE_STAGE = {
  Name: 'Source',
  Actions: [{
    Name: 'GitHub',
    ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
    Configuration: { ConnectionArn: 'arn:c', FullRepositoryId: 'acme/orders', BranchName: 'main', DetectChanges: true },
    OutputArtifacts: [{ Name: 'SourceOutput' }],
    Namespace: 'SourceVariables',
    RoleArn: 'source-role',
  }],
};

/** An action as a template declares it. */
export function action(name: string, provider: string, configuration: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    Name: name,
    ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: provider, Version: '1' },
    Configuration: configuration,
    InputArtifacts: [{ Name: 'SourceOutput' }],
    ...more,
  };
}

/** CodePipeline and CodeBuild of the sandbox behind their endpoint, and a repository that is pushed with git. */
export class PipelineServices {
  static async start(): Promise<PipelineServices> {
    const services = new PipelineServices();
    await services.open();
    await services.cloneRepository();
    return services;
  }

  readonly context: TestContext = testContext();
  pipelines!: CodePipelinePart;
  private front!: RunningFront;
  private readonly work = path.join(this.context.state.folder, 'work');

  private constructor() {}

  /** What a restart of the sandbox does: what is only in memory is lost. */
  async restart(): Promise<void> {
    await this.front.close();
    await this.open();
  }

  async stop(): Promise<void> {
    await this.front.close();
    this.context.remove();
  }

  get url(): string {
    return this.front.url;
  }

  git(...command: string[]): string {
    return execFileSync('git', ['-C', this.work, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  /** Commits the files and answers the commit. */
  commit(files: Record<string, string>, message: string): string {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.work, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
    }
    this.git('add', '-A');
    this.git('commit', '--quiet', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Not execFileSync: the hook talks to the front in this process. */
  async push(...references: string[]): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      execFile('git', ['-C', this.work, 'push', '--quiet', 'origin', ...references], (error) => (error ? reject(error) : resolve())));
  }

  provision(resourceType: string, properties: JsonObject, operation = 'create', physicalId?: string): Promise<Response> {
    const body = { operation, resourceType, logicalId: 'Thing', physicalId, properties, stackName: 'orders', stackId: STACK, region: REGION, accountId: ACCOUNT };
    return fetch(`${this.url}/_sandbox/provision`, { method: 'POST', body: JSON.stringify(body) });
  }

  async call(target: string, input: JsonObject): Promise<JsonObject> {
    const response = await fetch(this.url, { method: 'POST', headers: { 'x-amz-target': target }, body: JSON.stringify(input) });
    const answer = (await response.json()) as JsonObject;
    if (!response.ok) throw new Error(`${String(answer.__type)}: ${String(answer.message)}`);
    return answer;
  }

  pipelineCall(operation: string, input: JsonObject): Promise<JsonObject> {
    return this.call(`CodePipeline_20150709.${operation}`, input);
  }

  async buildsOf(projectName: string): Promise<unknown> {
    return (await this.call('CodeBuild_20161006.ListBuildsForProject', { projectName })).ids;
  }

  async project(name: string, buildspec: JsonObject): Promise<void> {
    const response = await this.provision('AWS::CodeBuild::Project', {
      Name: name,
      ServiceRole: `role-of-${name}`,
      Source: { Type: 'CODEPIPELINE', BuildSpec: JSON.stringify({ version: '0.2', ...buildspec }) },
      Artifacts: { Type: 'CODEPIPELINE' },
      Environment: { Type: 'LINUX_CONTAINER', Image: 'image', ComputeType: 'BUILD_GENERAL1_SMALL' },
    });
    expect(response.status).toBe(200);
  }

  async pipeline(stages: JsonObject[], more: JsonObject = {}): Promise<void> {
    const response = await this.provision('AWS::CodePipeline::Pipeline', {
      Name: PIPELINE,
      RoleArn: 'pipeline-role',
      PipelineType: 'V2',
      ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Id: 'key', Type: 'KMS' } },
      Stages: [SOURCE_STAGE, ...stages],
      ...more,
    });
    expect(await response.json()).toMatchObject({ physicalId: PIPELINE });
  }

  ended(options: { commit?: string; executionId?: string } = {}): Promise<ExecutionProgress> {
    return followExecution({ frontUrl: this.url, ...QUIET, ...options });
  }

  private async open(): Promise<void> {
    const builds = new BuildEngine(this.context);
    this.pipelines = createCodePipelinePart(this.context, builds);
    const parts = { all: [this.pipelines, createCodeBuildPart(builds)], pipelines: this.pipelines, builds };
    this.front = await startFront({ context: this.context, port: 0, parts });
  }

  private async cloneRepository(): Promise<void> {
    const repository = await createRepository({ stateFolder: this.context.state.folder, repository: 'acme/orders', frontUrl: this.url });
    execFileSync('git', ['clone', '--quiet', repository, this.work], { stdio: 'ignore' });
    this.git('config', 'user.email', 'jane@example.com');
    this.git('config', 'user.name', 'Jane');
    this.git('checkout', '--quiet', '-B', 'main');
    this.commit({ 'app.txt': 'one', 'run.sh': '#!/bin/sh\necho ran' }, 'first commit');
  }
}
