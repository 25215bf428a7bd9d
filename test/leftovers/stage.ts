import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Inventory, Place, takeEngineInventory, takeInventory } from './inventory';
import { SmallDelivery } from './small-delivery';
import { EXAMPLE_BASE_IMAGE } from '../../src/sandbox/base-image';
import { cacheFolder } from '../../src/sandbox/cache-folder';
import { run } from '../../src/sandbox/run-command';
import { readSandbox, Sandbox } from '../../src/sandbox/sandbox';

const CLI = path.resolve(__dirname, '..', '..', 'assets', 'cli', 'index.js');

/** Not linked: what belongs to an engine that may be another sandbox's. */
const NOT_SHARED = ['docker', 'engine-users.json'];

/** A cache folder of its own for sandboxes, so that a private engine is theirs alone; downloads are shared with the user's. */
export class Stage {
  readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tap-cicd leftovers-')));
  readonly cacheFolder = path.join(this.root, 'cache', 'tap-cicd-pipeline');

  private readonly actors: Actor[] = [];

  constructor() {
    fs.mkdirSync(this.cacheFolder, { recursive: true });
    const shared = fs.existsSync(cacheFolder()) ? fs.readdirSync(cacheFolder()).filter((name) => !NOT_SHARED.includes(name)) : [];
    shared.forEach((name) => fs.symlinkSync(path.join(cacheFolder(), name), path.join(this.cacheFolder, name)));
  }

  /** @param name of the folder in which the sandbox is; has a space, as a user's may */
  actor(name: string): Actor {
    const actor = new Actor(this, path.join(this.root, name));
    this.actors.push(actor);
    return actor;
  }

  engineInventory(): Promise<Inventory> {
    return takeEngineInventory(this);
  }

  /** Also after a check that broke in the middle. */
  async remove(): Promise<void> {
    for (const actor of this.actors) await actor.down();
    fs.rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Someone who works with one sandbox through the command line. */
export class Actor {
  readonly stateFolder: string;
  private readonly temporaryFolder: string;
  private lastEngine?: string;

  constructor(private readonly stage: Stage, folder: string) {
    this.stateFolder = path.join(folder, 'my state');
    this.temporaryFolder = path.join(folder, 'tmp');
    fs.mkdirSync(this.temporaryFolder, { recursive: true });
  }

  get sandbox(): Sandbox {
    const sandbox = readSandbox(this.stateFolder);
    if (!sandbox) throw new Error(`no sandbox in ${this.stateFolder}`);
    return sandbox;
  }

  get delivery(): SmallDelivery {
    return new SmallDelivery(this.sandbox);
  }

  /** @returns the seconds it took */
  async up(): Promise<number> {
    const started = Date.now();
    await this.command('sandbox', 'up');
    return (Date.now() - started) / 1000;
  }

  async down(): Promise<void> {
    await this.command('sandbox', 'down');
  }

  /** As a user does who has had enough, or the machine when memory is short. */
  kill(...victims: Array<'front' | 'emulator'>): void {
    for (const victim of victims) process.kill(Number(this.sandbox[victim]?.pid), 'SIGKILL');
  }

  async inventory(): Promise<Inventory> {
    const inventory = await takeInventory(this.place());
    return { ...inventory, images: inventory.images.filter((image) => !image.startsWith(`${EXAMPLE_BASE_IMAGE.name} `)) };
  }

  private place(): Place {
    const { stateFolder, temporaryFolder } = this;
    const { cacheFolder: cache } = this.stage;
    return { stateFolder, temporaryFolder, cacheFolder: cache, dockerHost: readSandbox(stateFolder)?.engine.dockerHost ?? this.lastEngine ?? 'unix:///nowhere' };
  }

  private async command(...args: string[]): Promise<void> {
    const env = { ...process.env, XDG_CACHE_HOME: path.dirname(this.stage.cacheFolder), TMPDIR: this.temporaryFolder };
    await run(process.execPath, [CLI, ...args, '--state', this.stateFolder], { env, timeoutSeconds: 300 });
    this.lastEngine = readSandbox(this.stateFolder)?.engine.dockerHost ?? this.lastEngine;
  }
}
