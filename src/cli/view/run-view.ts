import { Board, Expected, renderBoard } from './board';
import { eventsBetween, RunEvent } from './events';
import { LiveLines, openLiveLines } from './live-lines';
import { servedLines } from './status-lines';
import { lookOfStatus } from './words';
import { ExecutionProgress, renderChanges, renderSummary, Steps } from '../../sandbox';
import { Served } from '../account/served';
import { Output, writeJson } from '../terminal/output';

/** Shows a run to whoever looks: a person at a terminal, a log, a program. */
export interface RunView {
  /** What is done before the execution begins. */
  readonly steps: Steps;
  /** The commit that is run. */
  commit(event: { readonly commit: string; readonly repository: string; readonly branch: string; readonly text: string }): void;
  note(text: string): void;
  progress(now: ExecutionProgress): void;
  /** Leaves the terminal to another program until the work is done. */
  yieldTerminal<T>(work: () => Promise<T>): Promise<T>;
  end(progress: ExecutionProgress, exitCode: number, served?: Served): void;
  /** The terminal as it was; for Ctrl-C and errors. */
  close(): void;
}

/** The view for the output. */
export async function createRunView(output: Output, { json, expected }: { readonly json: boolean; readonly expected: Expected }): Promise<RunView> {
  if (json) return new JsonView(output);
  return output.isTerminal ? new LiveView(output, await openLiveLines(), expected) : new PlainView(output);
}

/** A line for each change. */
class PlainView implements RunView {
  readonly steps: Steps;
  private before?: ExecutionProgress;

  constructor(private readonly output: Output) {
    this.steps = new Steps(output.write);
  }

  commit({ text }: { readonly text: string }): void {
    this.note(text);
  }

  note(text: string): void {
    this.output.write(`  ${text}`);
  }

  progress(now: ExecutionProgress): void {
    renderChanges(this.before, now).forEach((line) => this.output.write(line));
    this.before = now;
  }

  yieldTerminal<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  end(progress: ExecutionProgress, _exitCode: number, served?: Served): void {
    renderSummary(progress).forEach((line) => this.output.write(line));
    if (served) this.output.write(['', ...servedLines(served, this.output.paint)].join('\n'));
  }

  close(): void {
    // Nothing is held.
  }
}

/** The board, drawn again and again. */
class LiveView implements RunView {
  readonly steps: Steps;
  private board?: Board;
  private doing?: { readonly name: string; readonly since: number };

  constructor(private readonly output: Output, private readonly live: LiveLines, private readonly expected: Expected) {
    this.steps = new Steps((line) => this.stepDone(line), (name) => this.waitFor(name));
    this.live.start((size) => this.lines(size));
  }

  commit({ text }: { readonly text: string }): void {
    this.note(text);
  }

  note(text: string): void {
    this.live.above(`  ${text}`);
  }

  progress(progress: ExecutionProgress): void {
    this.doing = undefined;
    this.board = { progress, expected: this.expected, now: Date.now() };
  }

  async yieldTerminal<T>(work: () => Promise<T>): Promise<T> {
    this.live.stop();
    try {
      return await work();
    } finally {
      this.live.start((size) => this.lines(size));
    }
  }

  end(progress: ExecutionProgress, _exitCode: number, served?: Served): void {
    this.progress(progress);
    this.live.stop();
    const { paint } = this.output;
    const verdict = paint(lookOfStatus(progress.status), `${progress.status}${progress.statusSummary ? `: ${progress.statusSummary}` : ''}`);
    this.output.write(['', ` ${verdict}`, ...(served ? servedLines(served, paint).map((line) => line.slice(1)) : [])].join('\n'));
  }

  close(): void {
    this.live.stop();
  }

  private stepDone(line: string): void {
    this.doing = undefined;
    this.live.above(line);
  }

  private waitFor(name: string): void {
    this.doing = { name, since: Date.now() };
  }

  private lines(size: { readonly columns: number; readonly rows: number }): string[] {
    const now = Date.now();
    if (this.board) return ['', ...renderBoard({ ...this.board, now }, { ...size, paint: this.output.paint })];
    return this.doing ? [this.output.paint('dim', `  … ${this.doing.name} ${Math.floor((now - this.doing.since) / 1000)} s`)] : [];
  }
}

/** One event a line; see docs/cli.md. */
class JsonView implements RunView {
  readonly steps: Steps;
  private before?: ExecutionProgress;

  constructor(private readonly output: Output) {
    this.steps = new Steps((line) => this.tell({ event: 'step', text: line.trim() }));
    this.tell({ event: 'start', version: 1 });
  }

  commit({ commit, repository, branch }: { readonly commit: string; readonly repository: string; readonly branch: string }): void {
    this.tell({ event: 'commit', commit, repository, branch });
  }

  note(text: string): void {
    this.tell({ event: 'note', text });
  }

  progress(now: ExecutionProgress): void {
    eventsBetween(this.before, now).forEach((event) => this.tell(event));
    this.before = now;
  }

  yieldTerminal<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  end({ status, statusSummary, startTime, endTime, stages }: ExecutionProgress, exitCode: number, served?: Served): void {
    this.tell({
      event: 'result',
      status,
      ...(statusSummary ? { summary: statusSummary } : {}),
      exitCode,
      seconds: ((endTime ?? Date.now()) - startTime) / 1000,
      stages: stages.map(({ name, status: stageStatus }) => ({ name, status: stageStatus })),
      ...(served ? { served } : {}),
    });
  }

  close(): void {
    // Nothing is held.
  }

  private tell(event: RunEvent): void {
    writeJson(this.output, { time: new Date().toISOString(), ...event });
  }
}
