import { AwsError, JsonObject } from '../aws-json';

/** A part of a list and where the next part starts. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** The part of a list that a paged request asks for; the token is the position, in base64. */
export function page<T>(items: T[], input: JsonObject, defaultSize: number = 100): Page<T> {
  const size = typeof input.maxResults === 'number' ? input.maxResults : defaultSize;
  const position = typeof input.nextToken === 'string' ? Buffer.from(input.nextToken, 'base64').toString('utf8') : '0';
  if (!/^\d+$/.test(position)) {
    throw new AwsError('InvalidParameterException', `Invalid token: ${JSON.stringify(input.nextToken)}`);
  }
  const start = Number(position);
  const end = start + size;
  return { items: items.slice(start, end), nextToken: end < items.length ? Buffer.from(String(end)).toString('base64') : undefined };
}

/** The object without its undefined fields. */
export function defined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
