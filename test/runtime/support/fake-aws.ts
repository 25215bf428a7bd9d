import { Aws, AwsCallError, AwsService } from '../../../src/runtime/ports/aws';

type Input = Record<string, unknown>;
type Reply = object | Error | ((input: Input) => object);

/** A call that the program made. */
export interface RecordedCall {
  readonly operation: string;
  readonly input: Input;
}

/** AWS that answers from a script: one list of replies for each operation, whose last reply is repeated. */
export class FakeAws implements Aws {
  public readonly calls: RecordedCall[] = [];
  private readonly replies = new Map<string, Reply[]>();

  public reply(operation: string, ...replies: Reply[]): this {
    this.replies.set(operation, replies);
    return this;
  }

  public async call<Output>(service: AwsService, operation: string, input: object): Promise<Output> {
    const name = `${service}:${operation}`;
    this.calls.push({ operation: name, input: input as Input });
    const replies = this.replies.get(name) ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (reply === undefined) { throw new Error(`the script has no reply to ${name}`); }
    if (reply instanceof Error) { throw reply; }
    return (typeof reply === 'function' ? reply(input as Input) : reply) as Output;
  }

  public of(operation: string): Input[] {
    return this.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  }
}

/** A refusal as the AWS port reports it. */
export function refusal(name: string, code: string, detail = 'said AWS'): AwsCallError {
  const [service, operation] = name.split(':');
  return new AwsCallError(service as AwsService, operation, code, detail);
}
