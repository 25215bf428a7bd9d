import * as fs from 'node:fs';
import { BackgroundProcess, identify, isRunning } from '../background-process';
import { SandboxState } from '../state';

/** What a build has opened on this machine. */
interface Opened {
  readonly folder: string;
  /** Shells, each the head of a process group. */
  readonly shells: BackgroundProcess[];
}

const NAME = 'codebuild-running';

/** Keeps what running builds have opened, so that nothing of them goes on, or lies about, when the sandbox is killed. */
export class BuildLeftovers {
  constructor(private readonly state: SandboxState) {}

  /** A build has begun, in a folder of its own. */
  begun(id: string, folder: string): void {
    this.write({ ...this.read(), [id]: { folder, shells: [] } });
  }

  /** A build has started a shell. */
  started(id: string, pid: number): void {
    const all = this.read();
    const opened = all[id];
    if (opened) {
      this.write({ ...all, [id]: { ...opened, shells: [...opened.shells.filter(isRunning), identify(pid)] } });
    }
  }

  /** A build has ended and cleared up after itself. */
  ended(id: string): void {
    this.write(Object.fromEntries(Object.entries(this.read()).filter(([other]) => other !== id)));
  }

  /** Ends and removes what builds of an earlier process have left. */
  clear(): void {
    for (const { folder, shells } of Object.values(this.read())) {
      shells.filter(isRunning).forEach(({ pid }) => process.kill(-pid, 'SIGKILL'));
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
    this.write({});
  }

  private read(): Record<string, Opened> {
    return this.state.read(NAME, {});
  }

  private write(opened: Record<string, Opened>): void {
    this.state.write(NAME, opened);
  }
}
