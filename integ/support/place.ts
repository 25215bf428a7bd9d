/** Where integration tests run: the sandbox, or a real account. They are the same files; only endpoint and credentials differ. */
export interface Place {
  /** The environment of integ-runner, and of what it starts. */
  readonly environment: NodeJS.ProcessEnv;
  readonly region: string;
  /** How many tests may run at a time. */
  readonly parallel: number;
  /** What is told before anything is made. */
  readonly notes: string[];
  close(): Promise<void>;
}
