import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Which repository the sandbox is to have in place of the one on GitHub. */
export interface CreateRepositoryOptions {
  /** The sandbox's state folder. */
  readonly stateFolder: string;
  /** OWNER/NAME, as the pipeline's source names it. */
  readonly repository: string;
  readonly frontUrl: string;
  /**
   * @default main
   */
  readonly defaultBranch?: string;
}

/** Makes the bare repository, or renews its hook; every push to it is told to the front. Answers its path, which `git push` takes. */
export async function createRepository(options: CreateRepositoryOptions): Promise<string> {
  const directory = path.join(options.stateFolder, 'git', `${options.repository}.git`);
  if (!fs.existsSync(path.join(directory, 'HEAD'))) {
    fs.mkdirSync(directory, { recursive: true });
    await run('git', ['init', '--quiet', '--bare', `--initial-branch=${options.defaultBranch ?? 'main'}`, directory]);
  }
  // The developer may have hooks of their own for every repository.
  await run('git', ['-C', directory, 'config', 'core.hooksPath', path.join(directory, 'hooks')]);
  const hook = path.join(directory, 'hooks', 'post-receive');
  fs.mkdirSync(path.dirname(hook), { recursive: true });
  fs.writeFileSync(hook, hookScript(options));
  fs.chmodSync(hook, 0o755);
  return directory;
}

/** Git gives one line a reference: before, after, name. */
function hookScript({ repository, frontUrl }: CreateRepositoryOptions): string {
  return `#!${process.execPath}
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n').filter(Boolean);
(async () => {
  for (const line of lines) {
    const [before, after, ref] = line.split(' ');
    const body = JSON.stringify({ repository: ${JSON.stringify(repository)}, ref, before, after });
    try {
      const response = await fetch(${JSON.stringify(`${frontUrl}/_sandbox/git-push`)}, { method: 'POST', body });
      const answer = await response.json();
      for (const { pipeline, pipelineExecutionId } of answer.started ?? []) {
        console.log('sandbox: started ' + pipeline + ' ' + pipelineExecutionId);
      }
      if (answer.error) {
        console.log('sandbox: ' + answer.error);
      }
    } catch (error) {
      console.log('sandbox: nobody was told of this push, ' + error.message + '; is the sandbox up?');
    }
  }
})();
`;
}
