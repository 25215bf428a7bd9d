/** A file of the packed package. */
export interface ShippedFile {
  readonly path: string;
  /** Odd when everybody may execute it. */
  readonly mode: number;
}

/** Everything that is published; each pattern with the reason why users need it. */
const SHIPPED: ReadonlyArray<readonly [pattern: RegExp, why: string]> = [
  [/^package\.json$/, 'npm'],
  [/^README\.md$/, 'the page on the registry'],
  [/^LICENSE$/, 'Apache-2.0, section 4'],
  [/^\.jsii(\.gz)?$/, 'the other languages'],
  [/^bin\/tap-cicd-pipeline$/, 'the command'],
  [/^lib\/index\.js$/, 'the library, one file'],
  [/^lib\/([a-z-]+\/)*[a-z-]+\.d\.ts$/, 'its types'],
  [/^assets\/(runtime|provisioning|github|cli)\/index\.js$/, 'the programs, one file each'],
  [/^assets\/cli\/emulator\/([a-z_]+\.py|requirements\.txt)$/, 'the part of the sandbox that is Python'],
  [/^assets\/cli\/templates\.json\.gz$/, 'what `init` makes projects of'],
  [/^assets\/THIRD-PARTY-LICENSES$/, 'what the licences of the bundled libraries ask for'],
  [/^assets\/sbom\.cdx\.json$/, 'the bill of materials, where scanners look for it'],
];

const EXECUTABLE = /^bin\//;

/** What is in the package and should not be, is missing, or cannot be executed; empty when all is well. */
export function wrongFiles(files: readonly ShippedFile[]): string[] {
  const stray = files.filter((file) => !SHIPPED.some(([pattern]) => pattern.test(file.path))).map((file) => `${file.path} is not to be published`);
  const missing = SHIPPED.filter(([pattern]) => !files.some((file) => pattern.test(file.path))).map(([pattern, why]) => `nothing is like ${pattern} (${why})`);
  const mode = files.filter((file) => EXECUTABLE.test(file.path) && file.mode % 2 === 0).map((file) => `${file.path} cannot be executed`);
  return [...stray, ...missing, ...mode];
}

/** The parts of `package.json` that say what is installed, and what runs then. */
interface Manifest {
  readonly version?: string;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly bundledDependencies?: unknown;
  readonly peerDependencies?: object;
  readonly scripts?: { readonly [name: string]: string };
}

/** @see https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order */
const RUN_AT_INSTALL = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];

/** What a user would get with the package beside its two peers. */
export function wrongManifest(manifest: Manifest, version: string): string[] {
  const wrong: string[] = [];
  if (manifest.version !== version) wrong.push(`its version is ${manifest.version}, not ${version}`);
  for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies'] as const) {
    const names = Object.keys(manifest[kind] ?? {});
    if (names.length > 0) wrong.push(`${kind}: ${names.join(', ')}`);
  }
  const peers = Object.keys(manifest.peerDependencies ?? {}).sort();
  if (peers.join() !== 'aws-cdk-lib,constructs') wrong.push(`its peers are ${peers.join(', ')}`);
  return [...wrong, ...RUN_AT_INSTALL.filter((script) => manifest.scripts?.[script]).map((script) => `the script '${script}' runs at each installation`)];
}
