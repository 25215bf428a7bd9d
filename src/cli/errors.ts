/** How the program ends; documented in docs/cli.md. */
export const EXIT = {
  ok: 0,
  /** The execution failed, or a build of `--only`. */
  failed: 1,
  /** The command line, or what it points at, is wrong. */
  usage: 2,
  /** Something that should have worked did not: an engine, a deployment, an API. */
  unexpected: 3,
  /** Ctrl-C; 128 and the signal's number, as shells have it. */
  interrupted: 130,
} as const;

/** An error that the user can mend: what is wrong, and what to do. */
export class CliError extends Error {
  /**
   * @param message what is wrong, with the value
   * @param fix what to do
   */
  constructor(message: string, readonly fix: string, readonly exitCode: number = EXIT.usage) {
    super(message);
  }
}

/** What is told of an error: a line and its fix; the stack only to those who ask for it. */
export function renderError(error: unknown, { json, debug }: { readonly json: boolean; readonly debug: boolean }): string {
  const message = error instanceof Error ? error.message : String(error);
  const fix = error instanceof CliError ? error.fix : undefined;
  const stack = debug && error instanceof Error ? error.stack : undefined;
  if (json) {
    return JSON.stringify({ error: message, fix, exitCode: exitCodeOf(error), stack });
  }
  return [`error: ${message}`, ...(fix ? [`  fix: ${fix}`] : []), ...(stack ? [stack] : [])].join('\n');
}

/** 3 for everything that nobody foresaw. */
export function exitCodeOf(error: unknown): number {
  return error instanceof CliError ? error.exitCode : EXIT.unexpected;
}
