import { Paint, painter, wantsColours } from './paint';

/** Where the program writes, and what may be written there. */
export interface Output {
  /** The output is a terminal that can redraw lines. */
  readonly isTerminal: boolean;
  /** Somebody can be asked to use a shell. */
  readonly isInteractive: boolean;
  readonly paint: Paint;
  /** One line or several, without the last line's end. */
  write(text: string): void;
  /** To the standard error. */
  complain(text: string): void;
}

/** This process's own output. */
export function processOutput(environment: NodeJS.ProcessEnv = process.env): Output {
  const isTerminal = Boolean(process.stdout.isTTY) && environment.TERM !== 'dumb' && !environment.CI;
  return {
    isTerminal,
    isInteractive: isTerminal && Boolean(process.stdin.isTTY),
    paint: painter(wantsColours(environment, isTerminal)),
    write: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
  };
}

/** One JSON document on a line of its own. */
export function writeJson(output: Output, value: unknown): void {
  output.write(JSON.stringify(value));
}
