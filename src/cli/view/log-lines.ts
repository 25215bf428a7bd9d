import { LogLine } from '../account/log-reader';
import { lookOf, Paint } from '../terminal/paint';

/** Long enough for `SecurityScan/ScanGate`. */
const PREFIX_WIDTH = 22;

/** Prints lines with their source in front, each source in a look of its own. */
export class LinePrinter {
  private readonly sources: string[] = [];

  constructor(private readonly paint: Paint, private readonly write: (text: string) => void) {}

  print({ source, kind, message }: LogLine): void {
    if (!this.sources.includes(source)) this.sources.push(source);
    const look = lookOf(this.sources.indexOf(source));
    const prefix = this.paint(look, `${source.padEnd(PREFIX_WIDTH)} |`);
    this.write(`${prefix} ${kind === 'stage' ? this.paint('bold', message) : message}`);
  }
}
