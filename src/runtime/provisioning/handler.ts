import { ECR } from '@aws-sdk/client-ecr';
import { S3 } from '@aws-sdk/client-s3';
import { CustomResourceEvent, fulfil } from './custom-resource';
import { EmptiedBucket } from './emptied-bucket';
import { PlaceholderResource } from './placeholder-resource';
import { respond } from './response';

/** Left over to tell CloudFormation that the time is over: without an answer the stack hangs for up to an hour. */
const FOR_THE_ANSWER = 60_000;

/** What Lambda tells of the invocation. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const KINDS = {
  'Custom::PlaceholderImage': new PlaceholderResource(new ECR({})),
  'Custom::EmptiedBucket': new EmptiedBucket(new S3({})),
};

/** The function behind the custom resources of a pipeline's stack. */
export async function handler(event: CustomResourceEvent, context: LambdaContext): Promise<void> {
  const outcome = await fulfil(event, KINDS, context.getRemainingTimeInMillis() - FOR_THE_ANSWER);
  console.log(`${event.RequestType} ${event.ResourceType} ${event.LogicalResourceId}: ${outcome.status}, ${outcome.reason}`);
  await respond(event, outcome);
}
