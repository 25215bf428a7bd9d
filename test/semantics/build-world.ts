import * as fs from 'node:fs';
import * as path from 'node:path';
import { BuildEngine } from '../../src/sandbox/codebuild';
import { filesBelow } from '../../src/sandbox/codebuild/artifact-files';
import { BuildRecord, BuildRequest, BuildVariable, ProjectRecord } from '../../src/sandbox/codebuild/model';
import { unzipInto, zipFiles } from '../../src/sandbox/zip';
import { ACCOUNT, REGION, TestContext, testContext } from '../sandbox/support/context';

/** How a build is asked for, beside its buildspec. */
export interface BuildAsk {
  /** Files of the primary source. */
  readonly files?: Record<string, string>;
  /** Files of a second source, called `Other`. */
  readonly other?: Record<string, string>;
  /** Of the project. */
  readonly variables?: BuildVariable[];
  readonly project?: Partial<ProjectRecord>;
  readonly request?: Partial<BuildRequest>;
  /** Names of the output artifacts. */
  readonly outputs?: string[];
}

/** A build engine over a fake emulator. */
export class BuildWorld {
  readonly context: TestContext = testContext();
  readonly engine = new BuildEngine(this.context);

  /** Runs a build to its end. */
  build(buildspec: object, ask: BuildAsk = {}): Promise<BuildRecord> {
    return this.engine.start(this.request(buildspec, ask)).done;
  }

  request(buildspec: object | undefined, ask: BuildAsk = {}): BuildRequest {
    return {
      project: project(buildspec, ask),
      initiator: 'codepipeline/cicd',
      sources: [...this.source('Source', true, ask.files), ...this.source('Other', false, ask.other)],
      variables: [],
      outputs: (ask.outputs ?? []).map((name) => ({ name, bucket: 'artifacts', key: `out/${name}` })),
      signal: new AbortController().signal,
      ...ask.request,
    };
  }

  /** What the commands printed, without the service's own lines. */
  lines(): string[] {
    return [...this.context.emulator.logs.values()].flat().map(({ message }) => message).filter((line) => !line.startsWith('[Container]'));
  }

  /** Names of the files in an artifact; undefined when there is none. */
  artifact(name: string): string[] | undefined {
    const archive = this.context.emulator.objects.get(`artifacts/out/${name}`);
    if (!archive) return undefined;
    const folder = fs.mkdtempSync(path.join(this.context.state.folder, 'unpacked-'));
    unzipInto(archive, folder);
    return [...filesBelow(folder)];
  }

  private source(name: string, primary: boolean, files?: Record<string, string>): BuildRequest['sources'] {
    if (!files) return [];
    const folder = this.context.state.directory(`source-${name}`);
    const entries = Object.entries(files).map(([file, text]) => {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
      return { name: file, file: path.join(folder, file) };
    });
    this.context.emulator.objects.set(`artifacts/${name}`, zipFiles(entries));
    return [{ name, primary, location: { name, bucket: 'artifacts', key: name } }];
  }
}

/** Runs a rule's test over a new engine, and takes its folder away. */
export function withBuilds(test: (world: BuildWorld) => Promise<void>): () => Promise<void> {
  return async () => {
    const world = new BuildWorld();
    try {
      await test(world);
    } finally {
      await world.engine.stopAll();
      world.context.remove();
    }
  };
}

/** The phases that a build went through after its source was there, with their statuses: `BUILD FAILED`. */
export function phasesOf(record: BuildRecord): string[] {
  return record.phases.slice(4).filter(({ phaseType }) => phaseType !== 'COMPLETED').map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus}`);
}

function project(buildspec: object | undefined, { variables = [], project: more }: BuildAsk): ProjectRecord {
  return {
    name: 'suite',
    arn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/suite`,
    source: { type: 'CODEPIPELINE', ...(buildspec ? { buildspec: JSON.stringify({ version: 0.2, ...buildspec }) } : {}) },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', image: 'image', computeType: 'BUILD_GENERAL1_SMALL', privilegedMode: false, environmentVariables: variables },
    serviceRole: 'role',
    timeoutInMinutes: 1,
    queuedTimeoutInMinutes: 5,
    encryptionKey: 'key',
    tags: [],
    created: 0,
    lastModified: 0,
    ...more,
  };
}
