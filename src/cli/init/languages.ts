import { Answers, Language, TAG_PROPS } from './answers';

/** How a language writes what differs from one to another. */
export interface Writing {
  quote(text: string): string;
  /** A map, as an argument. */
  map(entries: { readonly [key: string]: string }): string;
  list(items: string[]): string;
  /** The tags of the pipeline, as an argument. */
  tags(tags: Answers['tags']): string;
}

const double = (text: string): string => JSON.stringify(text);

const ECMASCRIPT: Writing = {
  quote: single,
  map: (entries) => `{ ${Object.entries(entries).map(([key, value]) => `${propertyName(key)}: ${single(value)}`).join(', ')} }`,
  list: (items) => `[${items.map(single).join(', ')}]`,
  tags: (tags) => {
    const { props, additional } = tagsByKind(tags);
    const all = Object.entries(props).map(([name, value]) => `${name}: ${single(value)}`);
    return `{ ${[...all, ...(additional ? [`additional: ${ECMASCRIPT.map(additional)}`] : [])].join(', ')} }`;
  },
};

const PYTHON: Writing = {
  quote: double,
  map: (entries) => `{${Object.entries(entries).map(([key, value]) => `${double(key)}: ${double(value)}`).join(', ')}}`,
  list: (items) => `[${items.map(double).join(', ')}]`,
  tags: (tags) => {
    const { props, additional } = tagsByKind(tags);
    const all = Object.entries(props).map(([name, value]) => `${snakeCase(name)}=${double(value)}`);
    return `PipelineTags(${[...all, ...(additional ? [`additional=${PYTHON.map(additional)}`] : [])].join(', ')})`;
  },
};

const JAVA: Writing = {
  quote: double,
  map: (entries) => `Map.of(${Object.entries(entries).flat().map(double).join(', ')})`,
  list: (items) => `List.of(${items.map(double).join(', ')})`,
  tags: (tags) => {
    const { props, additional } = tagsByKind(tags);
    const all = Object.entries(props).map(([name, value]) => `.${name}(${double(value)})`);
    return `PipelineTags.builder()${[...all, ...(additional ? [`.additional(${JAVA.map(additional)})`] : [])].join('')}.build()`;
  },
};

/** By language. */
export const WRITING: Record<Language, Writing> = { typescript: ECMASCRIPT, javascript: ECMASCRIPT, python: PYTHON, java: JAVA };

/** The tags that are props of the construct, in its order, and the user's own. */
export function tagsByKind(tags: Answers['tags']): { readonly props: Answers['tags']; readonly additional?: Answers['tags'] } {
  const isProp = (name: string) => (TAG_PROPS as readonly string[]).includes(name);
  const props = Object.fromEntries(TAG_PROPS.filter((name) => tags[name] !== undefined).map((name) => [name, tags[name]]));
  const others = Object.entries(tags).filter(([name]) => !isProp(name));
  return { props, additional: others.length > 0 ? Object.fromEntries(others) : undefined };
}

function single(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

/** A key of an object needs quotes unless it is a name. */
function propertyName(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? key : single(key);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
