import { XMLParser } from 'fast-xml-parser';
import { MemberReference, OperationModel, serviceModel, ServiceModel, Shape } from './service-models';
import { JSON_FORM, ShapeCheck, XML_FORM } from './shape-check';
import { JsonObject } from '../../../src/sandbox/aws-json';

/** An answer of the sandbox, with the operation that was asked for. */
export interface Answer {
  /** The service's name in a signature. */
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The sandbox's own code for what it does not have; AWS has none such, and the page on the sandbox says so. */
export const NOT_IMPLEMENTED = 'SandboxNotImplemented';

/**
 * Errors that every operation may give, with their statuses, beside those that its model declares.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
const COMMON_ERRORS: Record<string, number[]> = {
  AccessDenied: [403],
  AccessDeniedException: [400, 403],
  ExpiredToken: [400, 403],
  InternalFailure: [500],
  InvalidClientTokenId: [403],
  MissingAction: [400],
  SerializationException: [400],
  UnrecognizedClientException: [400, 403],
  ValidationError: [400],
  ValidationException: [400],
};

/** The code of a refusal; undefined for an answer that is none. */
export function errorCode(answer: Answer): string | undefined {
  if (answer.status < 300) return undefined;
  return protocolOf(answer) === 'query' ? String(queryError(answer).Code) : String(jsonBody(answer).__type);
}

/** What is not as the service's model says, each with the operation and the place; nothing when all is well. */
export function answerProblems(answer: Answer): string[] {
  const model = serviceModel(answer.service);
  const operation = model.operations[answer.operation];
  const code = errorCode(answer);
  const name = `${answer.service} ${answer.operation}`;
  if (code === NOT_IMPLEMENTED) return answer.status === 501 ? [] : [`${name}: ${NOT_IMPLEMENTED} must have the status 501, got ${answer.status}`];
  if (!operation) return [`${name}: the service has no such operation`];
  const problems = code === undefined ? outputProblems(answer, model, operation) : errorProblems(answer, model, operation, code);
  return [...headerProblems(answer, model), ...problems].map((problem) => `${name}${code ? ` (${code})` : ''}: ${problem}`);
}

function outputProblems(answer: Answer, model: ServiceModel, { output }: OperationModel): string[] {
  if (answer.status !== 200) return [`the status must be 200, got ${answer.status}`];
  if (model.metadata.protocol !== 'query') {
    return output ? new ShapeCheck(model, JSON_FORM).problems(jsonBody(answer), output, 'answer') : [];
  }
  const document = parseXml(answer.body)[`${answer.operation}Response`] as JsonObject | undefined;
  const result = document?.[output?.resultWrapper ?? ''];
  if (document === undefined || result === undefined) return [`the document must be ${answer.operation}Response with ${output?.resultWrapper}`];
  return [
    ...((document.ResponseMetadata as JsonObject | undefined)?.RequestId ? [] : ['ResponseMetadata has no RequestId']),
    ...(document.xmlns === model.metadata.xmlNamespace ? [] : [`the namespace must be ${model.metadata.xmlNamespace}, got ${String(document.xmlns)}`]),
    ...new ShapeCheck(model, XML_FORM).problems(fromXml(result, output as MemberReference, model), output as MemberReference, 'answer'),
  ];
}

function errorProblems(answer: Answer, model: ServiceModel, operation: OperationModel, code: string): string[] {
  const shape = operation.errors?.map((error): [string, Shape] => [error.shape, model.shapes[error.shape]])
    .find(([shapeName, { error }]) => (model.metadata.protocol === 'query' ? error?.code ?? shapeName : shapeName) === code)?.[1];
  if (!shape && !COMMON_ERRORS[code]) return ['the operation does not declare this error'];
  const statuses = shape ? [shape.error?.httpStatusCode ?? (shape.fault ? 500 : 400)] : COMMON_ERRORS[code];
  const body = model.metadata.protocol === 'query' ? queryError(answer) : jsonBody(answer);
  const { __type, Type: _type, Code: _code, Message, message, ...more } = body;
  // A client reads both spellings; AWS sends the one of the model.
  const spelling = shape?.members?.Message && model.metadata.protocol !== 'query' ? Message : message ?? Message;
  return [
    ...(statuses.includes(answer.status) ? [] : [`the status must be ${statuses.join(' or ')}, got ${answer.status}`]),
    ...(typeof spelling === 'string' && spelling !== '' ? [] : [`there is no message, or not under the name of the model: ${JSON.stringify(body)}`]),
    ...Object.keys(more).filter((member) => !shape?.members?.[member]).map((member) => `${member} is no member of the error`),
  ];
}

/** @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization */
function headerProblems({ headers, status }: Answer, { metadata }: ServiceModel): string[] {
  const types = { 'json': `application/x-amz-json-${metadata.jsonVersion}`, 'rest-json': 'application/json', 'query': 'text/xml' };
  const type = types[metadata.protocol];
  const needsErrorType = metadata.protocol === 'rest-json' && status >= 300;
  return [
    ...(headers['content-type'] === type ? [] : [`the content type must be ${type}, got ${headers['content-type']}`]),
    ...(headers['x-amzn-requestid'] ? [] : ['there is no x-amzn-requestid']),
    ...(needsErrorType && !headers['x-amzn-errortype'] ? ['there is no x-amzn-errortype'] : []),
  ];
}

/** Lists out of their `member` elements, maps out of their entries, as the model has them. */
function fromXml(value: unknown, reference: MemberReference, model: ServiceModel): unknown {
  const shape = model.shapes[reference.shape];
  if (shape.type === 'list') {
    const members = value === '' ? [] : (value as JsonObject).member;
    return [members ?? []].flat().map((item) => fromXml(item, shape.member as MemberReference, model));
  }
  if (shape.type !== 'structure') return value;
  const content = value === '' ? {} : value as JsonObject;
  const member = (name: string, item: unknown) => (shape.members?.[name] ? fromXml(item, shape.members[name], model) : item);
  return Object.fromEntries(Object.entries(content).map(([name, item]) => [name, member(name, item)]));
}

function protocolOf({ service }: Answer): string {
  return serviceModel(service).metadata.protocol;
}

function jsonBody({ body }: Answer): JsonObject {
  return JSON.parse(body) as JsonObject;
}

function queryError({ body }: Answer): JsonObject {
  return ((parseXml(body).ErrorResponse as JsonObject | undefined)?.Error ?? {}) as JsonObject;
}

function parseXml(body: string): JsonObject {
  return new XMLParser({ parseTagValue: false, ignoreAttributes: false, attributeNamePrefix: '' }).parse(body) as JsonObject;
}
