import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { AwsError, JsonObject, SandboxService } from './aws-json';

/** An answer as it goes over the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** An answer of one of the sandbox's own services. */
export interface OwnAnswer extends HttpAnswer {
  readonly service: string;
  readonly operation: string;
}

type JsonDialect = Pick<SandboxService, 'contentType'>;

const JSON_1_1 = 'application/x-amz-json-1.1';

/** What an operation of one of the JSON protocols answers. */
export function jsonAnswer(result: JsonObject, { contentType = JSON_1_1 }: JsonDialect = {}): HttpAnswer {
  return { status: 200, headers: headers(contentType), body: JSON.stringify(result) };
}

/** A refusal in one of the JSON protocols; some services spell the message with a capital letter. */
export function jsonRefusal(error: AwsError, { contentType = JSON_1_1, errorMessageName = 'message' }: JsonDialect & Pick<SandboxService, 'errorMessageName'> = {}): HttpAnswer {
  const body = JSON.stringify({ __type: error.code, [errorMessageName]: error.message });
  return { status: error.statusCode, headers: { ...headers(contentType), 'x-amzn-errortype': error.code }, body };
}

/** A document of the query protocol. */
export function queryAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: headers('text/xml'), body };
}

/** A refusal in the query protocol. */
export function queryRefusal(error: AwsError): HttpAnswer {
  const detail = `<Error><Type>Sender</Type><Code>${error.code}</Code><Message>${xmlText(error.message)}</Message></Error>`;
  return queryAnswer(error.statusCode, `<ErrorResponse>${detail}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Refusal(error: AwsError): HttpAnswer {
  const detail = `<Code>${error.code}</Code><Message>${xmlText(error.message)}</Message><RequestId>${randomUUID()}</RequestId>`;
  return { status: error.statusCode, headers: headers('application/xml'), body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${detail}</Error>` };
}

/** Keeps each answer as a line of a file, so that afterwards they can be held against the service models. */
export function recordAnswers(file: string): (answer: OwnAnswer) => void {
  return (answer) => fs.appendFileSync(file, `${JSON.stringify(answer)}\n`);
}

function headers(contentType: string): Record<string, string> {
  return { 'content-type': contentType, 'x-amzn-requestid': randomUUID() };
}

function xmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
