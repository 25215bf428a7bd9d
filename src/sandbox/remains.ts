import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { dockerEnvironment } from './engine-docker';
import { CommandResult, tryRun } from './run-command';
import { SANDBOX_LABEL, buildFolderPrefix, taskResourcePrefix } from './sandbox-label';
import { Sandbox } from './sandbox-record';

const ENGINE_SECONDS = 60;

/**
 * Removes what a sandbox has outside of its folder: processes and folders of its builds, containers, networks, volumes and images of its
 * registry on the engine. A sandbox that was killed leaves all of them.
 */
export async function removeRemains(sandbox: Sandbox): Promise<void> {
  endProcesses(sandbox);
  removeBuildFolders(sandbox.stateFolder);
  const engine = new Remains(sandbox);
  await engine.removeContainers();
  await Promise.all([engine.removeNetworks(), engine.removeVolumes(), engine.removeImages()]);
}

/** Of `docker images`: the references that a registry's address begins. */
export function imagesOf(registryHost: string, listed: string): string[] {
  const rows = listed.split('\n').map((line) => line.split('\t')).filter(([repository]) => repository.startsWith(`${registryHost}/`));
  const tagged = rows.filter(([, tag]) => tag !== '<none>').map(([repository, tag]) => `${repository}:${tag}`);
  const untagged = rows.filter(([, tag, digest]) => tag === '<none>' && digest !== '<none>').map(([repository, , digest]) => `${repository}@${digest}`);
  return [...new Set([...tagged, ...untagged])];
}

/** Whether a process is a build of the sandbox, or a function of its emulator: told by what they alone have in their environment. */
export function isOfSandbox(environment: string, { stateFolder, frontUrl }: Pick<Sandbox, 'stateFolder' | 'frontUrl'>): boolean {
  const buildFolder = path.join(temporaryFolder(), buildFolderPrefix(stateFolder));
  return environment.split('\0').some((entry) => entry.startsWith(`CODEBUILD_SRC_DIR=${buildFolder}`) || entry === `SANDBOX_FRONT_URL=${frontUrl}`);
}

/** What the sandbox has on the engine. */
class Remains {
  private readonly label: string;
  private readonly prefix: string;

  constructor(private readonly sandbox: Sandbox) {
    this.label = `label=${SANDBOX_LABEL}=${sandbox.stateFolder}`;
    this.prefix = taskResourcePrefix(sandbox.stateFolder);
  }

  async removeContainers(): Promise<void> {
    await this.removeAll(['rm', '--force', '--volumes'], await this.list('ps', '--all', '--quiet', '--filter', this.label));
  }

  async removeNetworks(): Promise<void> {
    await this.removeAll(['network', 'rm'], await this.list('network', 'ls', '--quiet', '--filter', this.label));
  }

  /** Those of tasks have no label, but a name. */
  async removeVolumes(): Promise<void> {
    const labelled = await this.list('volume', 'ls', '--quiet', '--filter', this.label);
    const named = await this.list('volume', 'ls', '--quiet', '--filter', `name=${this.prefix}`);
    await this.removeAll(['volume', 'rm'], [...labelled, ...named.filter((name) => name.startsWith(this.prefix))]);
  }

  /** Without force: an image that somebody's own container uses stays. */
  async removeImages(): Promise<void> {
    await this.removeAll(['rmi'], await this.images());
    // What had a tag and a digest is listed by its digest once the tag is gone.
    await this.removeAll(['rmi'], await this.images());
  }

  /** Builds reach the registry through the front, tasks at the emulator. */
  private async images(): Promise<string[]> {
    const { stdout } = await this.docker('images', '--no-trunc', '--digests', '--format', '{{.Repository}}\t{{.Tag}}\t{{.Digest}}');
    return [this.sandbox.frontUrl, this.sandbox.emulatorUrl].flatMap((url) => imagesOf(new URL(url).host, stdout));
  }

  private async list(...args: string[]): Promise<string[]> {
    return (await this.docker(...args)).stdout.split('\n').filter(Boolean);
  }

  private async removeAll(command: string[], names: string[]): Promise<void> {
    if (names.length > 0) {
      await this.docker(...command, ...names);
    }
  }

  /** An engine that has gone meanwhile has nothing to remove. */
  private docker(...args: string[]): Promise<CommandResult> {
    return tryRun('docker', args, { env: dockerEnvironment(this.sandbox.engine.dockerHost), timeoutSeconds: ENGINE_SECONDS });
  }
}

/** Only where there is /proc; elsewhere a build whose sandbox was killed ends when it has nothing more to do. */
function endProcesses(sandbox: Sandbox): void {
  const numbers = fs.existsSync('/proc') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  numbers.filter((number) => isOfSandbox(environmentOf(number), sandbox)).forEach((number) => tryKill(Number(number)));
}

/** Nothing for a process of another user, or one that has just ended. */
function environmentOf(number: string): string {
  try {
    return fs.readFileSync(`/proc/${number}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function tryKill(number: number): void {
  try {
    process.kill(number, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function removeBuildFolders(stateFolder: string): void {
  const folder = temporaryFolder();
  fs.readdirSync(folder).filter((name) => name.startsWith(buildFolderPrefix(stateFolder)))
    .forEach((name) => fs.rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 }));
}

function temporaryFolder(): string {
  return fs.realpathSync(os.tmpdir());
}
