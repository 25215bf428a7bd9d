import { Library } from './third-party';

/** What the bill is of. */
interface Product {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

/**
 * The bill of materials of the package, in CycloneDX 1.6: the libraries that are bundled into its files, and in which.
 *
 * Not made of what npm installs, which is nothing: the package has no dependency but its two peers, and those are the user's. Without time and
 * serial number, so that the same commit makes the same file.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(product: Product, libraries: Library[]): object {
  const reference = packageUrl(product);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { ...component(product), description: product.description },
    },
    components: libraries.map((library) => ({ ...component(library), evidence: { occurrences: library.within.map((location) => ({ location })) } })),
    dependencies: [{ ref: reference, dependsOn: libraries.map(packageUrl) }],
    compositions: [{ aggregate: 'complete', assemblies: [reference] }],
  };
}

function component({ name, version, license }: Omit<Product, 'description'>): object {
  const reference = packageUrl({ name, version });
  return { 'type': 'library', 'bom-ref': reference, name, version, 'licenses': [isExpression(license) ? { expression: license } : { license: { id: license } }], 'purl': reference };
}

/** @see https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
function isExpression(license: string): boolean {
  return / (OR|AND|WITH) /.test(license);
}

/** @see https://github.com/package-url/purl-spec/blob/main/types/npm-definition.json */
function packageUrl({ name, version }: Pick<Product, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
