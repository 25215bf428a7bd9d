import { Look } from '../terminal/paint';

const SYMBOLS: Readonly<Record<string, string>> = { Succeeded: '✔', Failed: '✖', InProgress: '▶', Abandoned: '■', Stopped: '■', Superseded: '»', Stopping: '■' };
const LOOKS: Readonly<Record<string, Look>> = { Succeeded: 'green', Failed: 'red', InProgress: 'cyan', Pending: 'dim', Abandoned: 'yellow', Stopped: 'yellow', Stopping: 'yellow', Superseded: 'yellow' };

/** One character for a state of CodePipeline. */
export function symbolOf(status: string): string {
  return SYMBOLS[status] ?? '·';
}

export function lookOfStatus(status: string): Look {
  return LOOKS[status] ?? 'dim';
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** The text in at most so many columns; what is left out is an ellipsis. Names and logs here are of single-width characters. */
export function fitted(text: string, columns: number): string {
  const characters = [...text];
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`;
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}
