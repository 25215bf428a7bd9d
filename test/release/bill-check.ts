import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

interface Bill {
  readonly metadata: { readonly component: Component };
  readonly components: Component[];
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: Array<{ readonly license?: { readonly id: string }; readonly expression?: string }>;
}

/** Licences that ask for no more than their text; everything else needs a decision before it is bundled. */
const TAKEN = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];

/**
 * What is wrong with a bill of materials: against CycloneDX's schema, the list of licences beside it, and the version of the package.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export async function wrongBill(text: string, licenses: string, version: string): Promise<string[]> {
  const invalid = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
  if (invalid !== null) return [`it is not valid: ${JSON.stringify(invalid).slice(0, 500)}`];
  const bill: Bill = JSON.parse(text);
  const listed = [...licenses.matchAll(/^== (\S+) (\S+) \((.+)\)$/gm)].map(([, name, release, license]) => `${name} ${release} ${license}`);
  const components = bill.components.map((component) => `${component.name} ${component.version} ${licenseOf(component)}`);
  return [
    ...bill.metadata.component.version === version ? [] : [`it is of version ${bill.metadata.component.version}, not ${version}`],
    ...components.filter((component) => !listed.includes(component)).map((component) => `${component} has no licence text in THIRD-PARTY-LICENSES`),
    ...listed.filter((library) => !components.includes(library)).map((library) => `${library} is in THIRD-PARTY-LICENSES, and not in the bill`),
    ...bill.components.filter((component) => !TAKEN.includes(licenseOf(component))).map(({ name }) => `${name} has a licence that nobody has decided on`),
  ];
}

function licenseOf({ licenses = [] }: Component): string {
  return licenses.map(({ license, expression }) => license?.id ?? expression).join(', ');
}
