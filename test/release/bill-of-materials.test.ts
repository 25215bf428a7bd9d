import * as fs from 'node:fs';
import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import { wrongBill } from './bill-check';
import { billOfMaterials } from '../../projenrc/tools/bill-of-materials';
import { librariesIn } from '../../projenrc/tools/third-party';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const VERSION = JSON.parse(read('package.json')).version;
const LICENSES = read('assets/THIRD-PARTY-LICENSES');
const BILL = read('assets/sbom.cdx.json');

/** Peers, and what Lambda's runtime brings. */
const NOT_BUNDLED = /^(aws-cdk-lib|constructs|@aws-sdk\/)/;

describe('the bill of materials', () => {
  test('is valid, of this version, and has what the list of licences has', async () => {
    expect(await wrongBill(BILL, LICENSES, VERSION)).toEqual([]);
  });

  test('has every library that the sources import', () => {
    const named = JSON.parse(BILL).components.map(({ name }: { name: string }) => name);

    expect(importedLibraries().filter((library) => !named.includes(library))).toEqual([]);
    expect(importedLibraries().length).toBeGreaterThan(5);
  });

  test('says in which file a library is, and names only files that are there', () => {
    const { components }: { components: Array<{ name: string; evidence: { occurrences: Array<{ location: string }> } }> } = JSON.parse(BILL);
    const locations = Object.fromEntries(components.map(({ name, evidence }) => [name, evidence.occurrences.map(({ location }) => location)]));

    expect(locations.commander).toEqual(['assets/cli/index.js']);
    expect(locations.yaml).toEqual(['assets/github/index.js']);
    expect(Object.values(locations).flat().filter((location) => !fs.existsSync(path.join(ROOT, location)))).toEqual([]);
  });

  test.each([
    ['a library without its licence', BILL, LICENSES.replace(/^== commander .*$/m, ''), VERSION, /commander .* has no licence text/],
    ['a licence without its library', BILL.replace(/"commander"/g, '"someone"'), LICENSES, VERSION, /commander .* not in the bill/],
    ['another version', BILL, LICENSES, '9.9.9', /not 9\.9\.9/],
    ['a licence that does not exist', BILL.replace('"id": "ISC"', '"id": "No-Such-License"'), LICENSES, VERSION, /not valid/],
    ['a field that does not exist', BILL.replace('"purl"', '"pearl"'), LICENSES, VERSION, /not valid/],
    ['a licence that was not decided on', BILL.replace('"id": "ISC"', '"id": "AGPL-3.0-only"'), LICENSES, VERSION, /nobody has decided/],
    ['nothing in it', JSON.stringify({ ...JSON.parse(BILL), components: [] }), LICENSES, VERSION, /not in the bill/],
  ])('fails with %s', async (_name, bill, licenses, version, problem) => {
    expect((await wrongBill(bill, licenses, version)).join('\n')).toMatch(problem);
  });
});

test('two copies of one release are one library, in all files that hold it', () => {
  const yaml = 'node_modules/yaml/dist/index.js';

  const libraries = librariesIn([{ outfile: 'one.js', inputs: ['src/a.ts', yaml] }, { outfile: 'two.js', inputs: [path.join(ROOT, yaml), yaml] }, { outfile: 'three.js', inputs: ['src/b.ts'] }]);

  expect(libraries).toEqual([expect.objectContaining({ name: 'yaml', license: 'ISC', within: ['one.js', 'two.js'] })]);
});

test('a scope is escaped in a package URL, a choice of licences is an expression', async () => {
  const product = { name: 'it', version: '1.0.0', description: 'it', license: 'Apache-2.0' };
  const library = { name: '@scope/name', version: '1.2.3', license: '(MIT OR Apache-2.0)', folder: '', within: ['one.js'] };
  const bill = JSON.stringify(billOfMaterials(product, [library]));

  expect(JSON.parse(bill).components[0]).toMatchObject({ purl: 'pkg:npm/%40scope/name@1.2.3', licenses: [{ expression: '(MIT OR Apache-2.0)' }] });
  expect(await wrongBill(bill, '== @scope/name 1.2.3 ((MIT OR Apache-2.0))', '1.0.0')).toEqual(['@scope/name has a licence that nobody has decided on']);
});

/** Packages that a file of `src` imports for more than their types. */
function importedLibraries(): string[] {
  const files = fs.readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = files.flatMap((file) => [...read(path.join('src', file)).matchAll(/^import (?!type )[^;]*?from '([^.'][^']*)';$/gm)].map(([, name]) => name));
  const packages = imports.filter((name) => !isBuiltin(name) && !NOT_BUNDLED.test(name)).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(packages)];
}
