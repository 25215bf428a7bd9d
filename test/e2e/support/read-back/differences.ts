/**
 * What of the expected value the actual one does not have, each as a line with its path.
 *
 * Names are compared without case, since APIs and templates spell them differently; numbers and booleans by how they are written. More
 * in an object or a list than is expected is no difference: services fill in defaults.
 */
export function differences(expected: unknown, actual: unknown, path: string): string[] {
  if (Array.isArray(expected)) return ofList(expected, actual, path);
  if (typeof expected === 'object' && expected !== null) return ofObject(expected, actual, path);
  return String(expected) === String(actual) ? [] : [`${path} is ${spell(actual)}, the template says ${spell(expected)}`];
}

function ofList(expected: unknown[], actual: unknown, path: string): string[] {
  if (!Array.isArray(actual)) return [`${path} is ${spell(actual)}, the template has a list`];
  return expected.flatMap((item, index) => {
    const closest = actual.map((candidate) => differences(item, candidate, `${path}[${index}]`)).sort((a, b) => a.length - b.length)[0];
    return closest ?? [`${path} is empty, the template has ${spell(item)}`];
  });
}

function ofObject(expected: object, actual: unknown, path: string): string[] {
  if (typeof actual !== 'object' || actual === null) return [`${path} is ${spell(actual)}, the template says ${spell(expected)}`];
  const byName = new Map(Object.entries(actual).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  return Object.entries(expected).flatMap(([name, value]) => differences(value, byName.get(name.toLowerCase()), `${path}.${name}`));
}

function spell(value: unknown): string {
  const text = JSON.stringify(value) ?? 'not there';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
