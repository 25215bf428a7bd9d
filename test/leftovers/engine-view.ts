import * as fs from 'node:fs';
import * as path from 'node:path';
import { tryRun } from '../../src/sandbox/run-command';

/** What an engine has, by the names that its client prints. */
export interface EngineContents {
  readonly containers: string[];
  readonly networks: string[];
  readonly volumes: string[];
  readonly images: string[];
}

/** All that the engine has; of a private engine that was stopped, what its data folder has. */
export async function engineContents(dockerHost: string, dataFolder: string): Promise<EngineContents> {
  const list = async (...args: string[]): Promise<string[] | undefined> => {
    const { code, stdout } = await tryRun('docker', args, { env: { ...process.env, DOCKER_HOST: dockerHost }, timeoutSeconds: 20 });
    return code === 0 ? stdout.split('\n').filter(Boolean).sort() : undefined;
  };
  return {
    containers: await list('ps', '--all', '--quiet', '--no-trunc') ?? folders(path.join(dataFolder, 'containers')),
    // The private engine starts without those of its last run.
    networks: (await list('network', 'ls', '--format', '{{.Name}} {{.ID}}') ?? []).filter((line) => !/^(bridge|host|none) /.test(line)),
    volumes: await list('volume', 'ls', '--quiet') ?? folders(path.join(dataFolder, 'volumes')),
    images: await list('images', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}') ?? storedImages(dataFolder),
  };
}

function folders(folder: string): string[] {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

/** The names that the engine keeps; the file has the same for each kind of storage. */
function storedImages(dataFolder: string): string[] {
  const kinds = path.join(dataFolder, 'image');
  return folders(kinds).flatMap((kind) => {
    const file = path.join(kinds, kind, 'repositories.json');
    if (!fs.existsSync(file)) return [];
    const { Repositories } = JSON.parse(fs.readFileSync(file, 'utf8')) as { Repositories: Record<string, Record<string, string>> };
    return Object.values(Repositories).flatMap((references) => Object.entries(references).map(([name, id]) => `${name} ${id}`));
  }).sort();
}
