/** How the builds of a source are to go; see the sandbox's `BuildWishes`. */
export interface Wishes {
  readonly noCache: boolean;
  readonly holdOnFailure: boolean;
}

/** Tells the sandbox before the builds begin. */
export async function wish(frontUrl: string, source: string, wishes: Wishes): Promise<void> {
  const response = await fetch(`${frontUrl}/_sandbox/build-wishes`, { method: 'POST', body: JSON.stringify({ source, ...wishes }) });
  if (!response.ok) throw new Error(`the sandbox did not take the wishes for the builds: ${await response.text()}`);
}
