/** What CloudFormation sends; @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceType: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  /** CloudFormation makes every value a string. */
  readonly ResourceProperties: Properties;
  /** Only on Update. */
  readonly OldResourceProperties?: Properties;
}

export type Properties = { readonly [name: string]: unknown };

/** One type of custom resource. Each operation is safe to repeat: Lambda may deliver a request twice. */
export interface ResourceKind {
  /** The same as long as the same thing is meant; another one makes CloudFormation delete the old. */
  physicalId(properties: Properties): string;
  create(properties: Properties, signal: AbortSignal): Promise<string>;
  update(properties: Properties, oldProperties: Properties, signal: AbortSignal): Promise<string>;
  delete(properties: Properties, signal: AbortSignal): Promise<string>;
}

export interface Outcome {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
  readonly physicalId: string;
}

/** Reads a property that must be there. */
export function textProperty(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') {
    throw new Error(`'${name}' must be a text that is not empty, got ${JSON.stringify(value)}: set it in the properties of the custom resource`);
  }
  return value;
}

/**
 * Does what the event asks; never throws, and never takes longer than it is given.
 */
export async function fulfil(event: CustomResourceEvent, kinds: { readonly [type: string]: ResourceKind }, milliseconds: number): Promise<Outcome> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`not finished after ${Math.round(milliseconds / 1000)} seconds`)), milliseconds);
  try {
    const reason = await Promise.race([perform(event, kindOf(event, kinds), deadline.signal), aborted(deadline.signal)]);
    return { status: 'SUCCESS', reason, physicalId: physicalId(event, kinds) };
  } catch (error) {
    return { status: 'FAILED', reason: reasonOf(event, error), physicalId: physicalId(event, kinds) };
  } finally {
    clearTimeout(timer);
  }
}

async function perform(event: CustomResourceEvent, kind: ResourceKind, signal: AbortSignal): Promise<string> {
  switch (event.RequestType) {
    case 'Create': return kind.create(event.ResourceProperties, signal);
    case 'Update': return kind.update(event.ResourceProperties, event.OldResourceProperties ?? {}, signal);
    case 'Delete': return kind.delete(event.ResourceProperties, signal);
  }
}

function kindOf(event: CustomResourceEvent, kinds: { readonly [type: string]: ResourceKind }): ResourceKind {
  const kind = kinds[event.ResourceType];
  if (!kind) throw new Error(`unknown type ${JSON.stringify(event.ResourceType)}: this function knows ${Object.keys(kinds).join(' and ')}`);
  return kind;
}

/** On Delete what CloudFormation knows it by; else what the properties say, or the logical id when they say nothing. */
function physicalId(event: CustomResourceEvent, kinds: { readonly [type: string]: ResourceKind }): string {
  if (event.RequestType === 'Delete' && event.PhysicalResourceId) return event.PhysicalResourceId;
  try {
    return kindOf(event, kinds).physicalId(event.ResourceProperties);
  } catch {
    return event.PhysicalResourceId ?? event.LogicalResourceId;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function reasonOf(event: CustomResourceEvent, error: unknown): string {
  const text = error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
  return `${event.RequestType} of ${event.ResourceType} (${event.LogicalResourceId}) failed: ${text}`;
}
