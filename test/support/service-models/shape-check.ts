import { MemberReference, ServiceModel, Shape } from './service-models';
import { JsonObject } from '../../../src/sandbox/aws-json';

/** What differs between the protocols when a value is judged. */
export interface ValueForm {
  readonly isNumber: (value: unknown, whole: boolean) => boolean;
  readonly isBoolean: (value: unknown) => boolean;
  readonly isTimestamp: (value: unknown, format?: string) => boolean;
}

/** Values as JSON has them; times are seconds since 1970 unless the model says otherwise. */
export const JSON_FORM: ValueForm = {
  isNumber: (value, whole) => typeof value === 'number' && (!whole || Number.isSafeInteger(value)),
  isBoolean: (value) => typeof value === 'boolean',
  isTimestamp: (value, format) => (format === 'iso8601' ? isIsoTime(value) : typeof value === 'number' && value > 1e9 && value < 1e10),
};

/** Values as XML has them: all of them texts. */
export const XML_FORM: ValueForm = {
  isNumber: (value, whole) => typeof value === 'string' && (whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(value),
  isBoolean: (value) => value === 'true' || value === 'false',
  isTimestamp: isIsoTime,
};

/** What is wrong with a value of a shape, each with its place; nothing when all is as the model says. */
export class ShapeCheck {
  constructor(private readonly model: ServiceModel, private readonly form: ValueForm) {}

  problems(value: unknown, reference: MemberReference, place: string): string[] {
    const shape = this.model.shapes[reference.shape];
    const format = reference.timestampFormat ?? shape.timestampFormat;
    switch (shape.type) {
      case 'structure':
        return this.ofStructure(value, shape, place);
      case 'list':
        return this.ofList(value, shape, place);
      case 'map':
        return this.ofMap(value, shape, place);
      case 'string':
        return ofString(value, shape, place);
      case 'boolean':
        return this.form.isBoolean(value) ? [] : [wrong(place, 'a boolean', value)];
      case 'timestamp':
        return this.form.isTimestamp(value, format) ? [] : [wrong(place, `a time (${format ?? 'as the protocol has it'})`, value)];
      case 'blob':
        return typeof value === 'string' ? [] : [wrong(place, 'a text in base64', value)];
      default:
        return this.ofNumber(value, shape, place);
    }
  }

  private ofStructure(value: unknown, shape: Shape, place: string): string[] {
    if (!isObject(value)) return [wrong(place, 'a structure', value)];
    const members = shape.members ?? {};
    const given = Object.entries(value).filter(([, content]) => content !== undefined);
    const missing = (shape.required ?? []).filter((name) => value[name] === undefined).map((name) => `${place}.${name} is required`);
    return [...missing, ...given.flatMap(([name, content]) => (members[name]
      ? this.problems(content, members[name], `${place}.${name}`)
      : [`${place}.${name} is no member of the model`]))];
  }

  private ofList(value: unknown, shape: Shape, place: string): string[] {
    if (!Array.isArray(value)) return [wrong(place, 'a list', value)];
    const member = shape.member as MemberReference;
    // AWS answers empty lists where its models ask for one entry at least, for example in what batch-get-projects did not find:
    // https://docs.aws.amazon.com/codebuild/latest/userguide/view-project-details.html
    return [...outOfRange(value.length, { ...shape, min: 0 }, `${place}.length`), ...value.flatMap((item, index) => this.problems(item, member, `${place}[${index}]`))];
  }

  private ofMap(value: unknown, shape: Shape, place: string): string[] {
    if (!isObject(value)) return [wrong(place, 'a map', value)];
    const { key, value: content } = shape as { key: MemberReference; value: MemberReference };
    return Object.entries(value).flatMap(([name, item]) => [
      ...this.problems(name, key, `${place} key ${JSON.stringify(name)}`), ...this.problems(item, content, `${place}[${JSON.stringify(name)}]`),
    ]);
  }

  private ofNumber(value: unknown, shape: Shape, place: string): string[] {
    const whole = shape.type === 'integer' || shape.type === 'long';
    return this.form.isNumber(value, whole) ? outOfRange(Number(value), shape, place) : [wrong(place, shape.type, value)];
  }
}

/** What is wrong with a text: the enumeration, the length, the pattern, which AWS means for the whole text. */
function ofString(value: unknown, shape: Shape, place: string): string[] {
  if (typeof value !== 'string') return [wrong(place, 'a text', value)];
  if (shape.enum) return shape.enum.includes(value) ? [] : [wrong(place, `one of ${shape.enum.join(', ')}`, value)];
  const fits = shape.pattern === undefined || wholePattern(shape.pattern).test(value);
  return [...outOfRange(value.length, shape, `${place}.length`), ...(fits ? [] : [wrong(place, `a text like ${shape.pattern}`, value)])];
}

function wholePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '');
}

function outOfRange(value: number, { min = -Infinity, max = Infinity }: Shape, place: string): string[] {
  return value < min || value > max ? [`${place} must be from ${min} to ${max}, got ${value}`] : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIsoTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
}

function wrong(place: string, expected: string, value: unknown): string {
  return `${place} must be ${expected}, got ${JSON.stringify(value)?.slice(0, 200)}`;
}
