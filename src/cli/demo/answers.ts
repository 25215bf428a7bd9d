import { Answer, askService } from './service-client';
import { Sandbox } from '../../sandbox';

const EVERY_MILLISECONDS = 300;
/** A busy machine is slow; a service that is gone is told at once by its load balancer. */
const PATIENCE_SECONDS = 60;

/** What the service answered while it was asked again and again. */
export interface Heard {
  /** Each different answer once, in order: the commit, or what was said in its place. */
  readonly answers: string[];
}

/** Asks the service for its version again and again while the work is done. */
export async function whileAsked<T>(sandbox: Sandbox, serviceUrl: string, work: () => Promise<T>): Promise<{ result: T; heard: Heard }> {
  const answers = new Answers(sandbox, serviceUrl);
  try {
    const result = await work();
    return { result, heard: await answers.stop() };
  } finally {
    await answers.stop();
  }
}

class Answers {
  private readonly answers = new Set<string>();
  private running = true;
  private readonly done: Promise<void>;

  constructor(private readonly sandbox: Sandbox, private readonly serviceUrl: string) {
    this.done = this.ask();
  }

  async stop(): Promise<Heard> {
    this.running = false;
    await this.done;
    return { answers: [...this.answers] };
  }

  private async ask(): Promise<void> {
    while (this.running) {
      this.answers.add(spell(await askService(this.sandbox, this.serviceUrl, '/version', PATIENCE_SECONDS).catch((error: Error) => error.message)));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MILLISECONDS));
    }
  }
}

/** The commit where the service is well and names one; otherwise what it said. */
function spell(answer: Answer | string): string {
  if (typeof answer === 'string') return answer;
  const commit = /"commit":"([0-9a-f]{40})"/.exec(answer.body)?.[1];
  return answer.status === 200 && commit ? commit : `${answer.status} ${answer.body.trim()}`;
}
