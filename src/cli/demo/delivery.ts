import { Application } from './application';
import { Aws } from './aws';
import { Digests, readDigests } from './digests';
import { DeployedStack } from './infrastructure';
import { servedCommit } from './service-client';
import { ExecutionProgress, followExecution, Sandbox } from '../../sandbox';

/** An execution that has ended, and all that was shown of it. */
export interface Followed extends ExecutionProgress {
  readonly shown: string;
}

/** An application on its way through one deployed stack. */
export class Delivery {
  readonly aws: Aws;

  /** @param write takes each line that is shown of an execution */
  constructor(
    readonly sandbox: Sandbox, readonly application: Application, readonly stack: DeployedStack, private readonly write: (line: string) => void,
  ) {
    this.aws = new Aws(sandbox);
  }

  /** The name of another resource of the stack, by its type. */
  named(type: string): string {
    return this.stack.pipelineName.replace('pipeline', type);
  }

  served(): Promise<string | undefined> {
    return servedCommit(this.sandbox, this.stack.serviceUrl);
  }

  /** Follows the execution of a commit, or the given one, to its end. */
  async follow(commit: string, executionId?: string): Promise<Followed> {
    const lines: string[] = [];
    const write = (line: string) => { lines.push(line); this.write(line); };
    const progress = await followExecution({ frontUrl: this.sandbox.frontUrl, pipelineName: this.stack.pipelineName, commit, executionId, write });
    return { ...progress, shown: lines.join('\n') };
  }

  /** How the execution of a commit stands; undefined when there is none. */
  async progress(commit: string): Promise<ExecutionProgress | undefined> {
    const query = new URLSearchParams({ pipeline: this.stack.pipelineName, commit });
    const response = await fetch(`${this.sandbox.frontUrl}/_sandbox/progress?${query.toString()}`);
    return response.ok ? await response.json() as ExecutionProgress : undefined;
  }

  /** Starts the pipeline for the commit that its branch has. */
  async start(): Promise<string> {
    const { pipelineExecutionId } = await this.aws.call<{ pipelineExecutionId: string }>('codepipeline', 'start-pipeline-execution', '--name', this.stack.pipelineName);
    return pipelineExecutionId;
  }

  digests({ executionId }: ExecutionProgress): Promise<Digests> {
    return readDigests(this.aws, this.stack.pipelineName, executionId, this.named('cluster'), this.named('service'));
  }

  /** The image that a tag of the repository names; waits until there is one. */
  async image(tag: string): Promise<{ readonly digest: string; readonly manifest: string }> {
    return until(`an image ${tag}`, async () => {
      const { images: [image] } = await this.aws.call<{ images: Array<{ imageId: { imageDigest: string }; imageManifest: string }> }>(
        'ecr', 'batch-get-image', '--repository-name', this.named('repository'), '--image-ids', `imageTag=${tag}`,
      );
      return image && { digest: image.imageId.imageDigest, manifest: image.imageManifest };
    });
  }
}

const PATIENCE_SECONDS = 120;

/** Looks again and again until there is something. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, everyMilliseconds = 500): Promise<T> {
  const end = Date.now() + PATIENCE_SECONDS * 1000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
  throw new Error(`${what} did not come within ${PATIENCE_SECONDS} s`);
}
