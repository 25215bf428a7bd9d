import { isObject, Json, JsonObject, listOf } from './template';

/**
 * A value as text, intrinsic functions in the notation of `Fn::Sub`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
 */
export function render(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(render).join(', ');
  return isObject(value) ? renderObject(value) : String(value);
}

/** Each value of a list as text; one value is a list of one. */
export function renderAll(value: Json | undefined): string[] {
  return listOf(value).map(render);
}

/** The logical ids that a text refers to. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, id]) => id);
}

/** `${Id}` or `${Id.Attribute}`; `${AWS::Region}` is none of a resource. */
export const REFERENCE = /\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g;

type Arguments = Json[];

/** The functions that read better than as calls. */
const FUNCTIONS: { readonly [name: string]: ((given: Arguments, whole: Json) => string) | undefined } = {
  'Ref': (_given, id) => `\${${render(id)}}`,
  'Fn::GetAtt': (given) => `\${${given.map(render).join('.')}}`,
  'Fn::Join': ([separator, parts]) => listOf(parts).map(render).join(render(separator)),
  'Fn::Sub': ([text, variables]) => substitute(render(text), variables),
  'Fn::Select': ([index, list]) => (Array.isArray(list) ? render(list[Number(index)]) : `Select(${render(index)}, ${render(list)})`),
  'Fn::ImportValue': (_given, name) => `\${import ${render(name)}}`,
  'Fn::If': ([condition, then, otherwise]) => `If(${render(condition)}, ${render(then)}, ${render(otherwise)})`,
};

function renderObject(value: JsonObject): string {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined) return '{}';
  const [name, given] = entry;
  const known = FUNCTIONS[name];
  if (others.length === 0 && known) return known(listOf(given), given);
  if (others.length === 0 && name.startsWith('Fn::')) return `${name.slice('Fn::'.length)}(${render(given)})`;
  return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${render(inner)}`).join(', ')} }`;
}

function substitute(text: string, variables: Json | undefined): string {
  const given = isObject(variables) ? variables : {};
  return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => (name in given ? render(given[name]) : whole));
}
