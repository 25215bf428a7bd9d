/** What is used of the library. */
interface LogUpdate {
  (text: string): void;
  clear(): void;
  done(): void;
}

/** The terminal's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const REDRAW_MILLISECONDS = 120;
const FALLBACK: Size = { columns: 80, rows: 24 };

/** Lines at the bottom of the terminal that are drawn again and again; the cursor is hidden meanwhile, and comes back whatever happens. */
export class LiveLines {
  private timer?: NodeJS.Timeout;
  private render?: (size: Size) => string[];

  constructor(private readonly update: LogUpdate) {}

  start(render: (size: Size) => string[]): void {
    this.render = render;
    this.timer ??= setInterval(() => this.draw(), REDRAW_MILLISECONDS);
    this.draw();
  }

  /** A line that stays, above those that are drawn again. */
  above(line: string): void {
    this.update.clear();
    process.stdout.write(`${line}\n`);
    this.draw();
  }

  /** Leaves the lines as they are, and the terminal to whoever is next. */
  stop(): void {
    if (this.timer === undefined) return;
    this.draw();
    clearInterval(this.timer);
    this.timer = undefined;
    this.update.done();
  }

  private draw(): void {
    if (this.timer === undefined) return;
    const { columns = FALLBACK.columns, rows = FALLBACK.rows } = process.stdout;
    const lines = this.render?.({ columns, rows }) ?? [];
    if (lines.length === 0) this.update.clear();
    else this.update(lines.join('\n'));
  }
}

/** The library is an ES module: loaded only here, so that nothing else depends on how it is found. */
export async function openLiveLines(): Promise<LiveLines> {
  return new LiveLines((await import('log-update')).default);
}
