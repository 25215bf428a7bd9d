import type { CustomResourceEvent, Outcome } from './custom-resource';

const TRIES = 4;
const SECONDS_PER_TRY = 10;
/** The whole answer may have 4096 bytes. */
const LONGEST_REASON = 1000;

/**
 * Hands the outcome to CloudFormation.
 *
 * The address is signed for an empty content type. It is a credential, so it is never logged.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function respond(event: CustomResourceEvent, outcome: Outcome, pauseMilliseconds = 1000): Promise<void> {
  const body = Buffer.from(JSON.stringify({
    Status: outcome.status,
    Reason: outcome.reason.slice(0, LONGEST_REASON),
    PhysicalResourceId: outcome.physicalId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  }));
  for (let attempt = 1; ; attempt++) {
    const problem = await put(event.ResponseURL, body);
    if (!problem) return;
    if (attempt === TRIES) throw new Error(`CloudFormation did not take the answer: ${problem}`);
    await new Promise((resolve) => setTimeout(resolve, attempt * pauseMilliseconds));
  }
}

/** Answers what went wrong, or nothing. */
async function put(url: string, body: Buffer): Promise<string | undefined> {
  try {
    const headers = { 'content-type': '' };
    const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body), signal: AbortSignal.timeout(SECONDS_PER_TRY * 1000) });
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
