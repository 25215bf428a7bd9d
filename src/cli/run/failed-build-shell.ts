import { spawn } from 'node:child_process';
import { ExecutionProgress } from '../../sandbox';
import { Output } from '../terminal/output';
import { RunView } from '../view/run-view';

/** Opens a shell in each build that failed and waits, one after the other; without a terminal it tells how. */
export class FailedBuildShell {
  private readonly seen = new Set<string>();
  /** A shell is open: Ctrl-C is meant for it. */
  isOpen = false;

  constructor(private readonly view: RunView, private readonly output: Output) {}

  async look({ stages }: ExecutionProgress): Promise<void> {
    for (const { name: stage, actions } of stages) {
      for (const { name, enter } of actions) {
        if (enter && !this.seen.has(enter)) await this.enter(`${stage} / ${name}`, enter);
      }
    }
  }

  private async enter(place: string, script: string): Promise<void> {
    this.seen.add(script);
    if (!this.output.isInteractive) {
      this.view.note(`${place} failed and waits; enter it with: sh '${script}'   (the end of that shell lets the build end)`);
      return;
    }
    await this.view.yieldTerminal(() => this.shell(place, script));
  }

  private async shell(place: string, script: string): Promise<void> {
    this.output.write(`\n  ${place} failed. This is its environment, with the credentials of its role; "exit" lets the build end.\n`);
    this.isOpen = true;
    await new Promise((resolve) => spawn('sh', [script], { stdio: 'inherit' }).once('close', resolve).once('error', resolve));
    this.isOpen = false;
  }
}
