import { Row } from './integ-run';

/** One line a test: file, result, seconds; below a failed one what was said of it. */
export function toLines(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(({ file }) => file.length), 'file'.length);
  const line = (file: string, result: string, seconds: string) => `${file.padEnd(width)}  ${result.padEnd(6)}  ${seconds.padStart(7)}`;
  return [
    line('file', 'result', 'seconds'),
    ...rows.flatMap(({ file, passed, seconds, reasons }) => [line(file, passed ? 'ok' : 'FAIL', seconds.toFixed(0)), ...reasons.map((reason) => `    ${reason}`)]),
  ];
}
