/** An asset is named by the hash of its content, which differs where the packing does: wheels and tarballs carry the same file. */
const HASH = /\b[0-9a-f]{64}\b/g;

/** What differs between two templates, one line a place; the hashes of assets and `Metadata` are left out. */
export function differences(expected: unknown, actual: unknown, place = ''): string[] {
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].filter((name) => name !== 'Metadata');
    return names.flatMap((name) => differences(expected[name], actual[name], `${place}/${name}`));
  }
  const [one, other] = [expected, actual].map((value) => (JSON.stringify(value) ?? 'nothing').replace(HASH, 'HASH'));
  return one === other ? [] : [`${place}: ${one} is ${other}`];
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
