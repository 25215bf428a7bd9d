/** The few looks that the program knows; all from the terminal's own sixteen colours. */
const LOOKS = {
  bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39],
} as const;

export type Look = keyof typeof LOOKS;

/** Gives a text a look, where looks are wanted. */
export type Paint = (look: Look, text: string) => string;

/** Paints, or leaves every text as it is. */
export function painter(colours: boolean): Paint {
  return colours ? (look, text) => `\u001b[${LOOKS[look][0]}m${text}\u001b[${LOOKS[look][1]}m` : (_look, text) => text;
}

/**
 * Whether to use colours: NO_COLOR wins, then FORCE_COLOR, then what the output is.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function wantsColours(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0' && environment.FORCE_COLOR !== 'false';
  return isTerminal && environment.TERM !== 'dumb';
}

/** Looks that tell sources apart; the same source has the same look in a run. */
const PREFIX_LOOKS: Look[] = ['cyan', 'magenta', 'yellow', 'green', 'blue'];

/** The look of the nth source. */
export function lookOf(index: number): Look {
  return PREFIX_LOOKS[index % PREFIX_LOOKS.length];
}
