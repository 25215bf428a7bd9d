import { wrongFiles, wrongManifest } from './shipped-files';
import * as manifest from '../../package.json';
import { packed } from '../measure/package-size';

const REGULAR = 0o644;
const file = (path: string, mode = REGULAR) => ({ path, mode });

/** One file for each pattern. */
const GOOD = [
  'package.json', 'README.md', 'LICENSE', '.jsii', '.jsii.gz', 'lib/index.js', 'lib/index.d.ts', 'lib/github/trust/oidc-trust.d.ts', 'assets/cli/index.js',
  'assets/cli/emulator/server.py', 'assets/cli/templates.json.gz', 'assets/THIRD-PARTY-LICENSES', 'assets/sbom.cdx.json',
].map((path) => file(path)).concat(file('bin/tap-cicd-pipeline', 0o755));

describe('the files of the package', () => {
  test('are those that are to be published', () => {
    expect(wrongFiles(GOOD)).toEqual([]);
  });

  test('are so in the package that npm would make now', () => {
    const files = packed().files.filter(({ path }) => path.startsWith('assets/') || path.startsWith('bin/') || !path.includes('/'));

    expect(wrongFiles([...files, file('lib/index.js'), file('lib/index.d.ts'), file('.jsii')])).toEqual([]);
  });

  test.each([
    'src/index.ts', 'test/x.test.ts', 'lib/index.js.map', 'lib/stages/build-stage.js', 'assets/cli/index.js.map', 'assets/github/LICENSES', '.env', '.npmrc', 'docs/cli.md', 'dist/changelog.md',
    '.github/workflows/release.yml', 'tsconfig.json', 'package-lock.json', '.jsii.tabl.json', 'node_modules/yaml/package.json',
  ])('fails with %s', (path) => {
    expect(wrongFiles([...GOOD, file(path)])).toEqual([`${path} is not to be published`]);
  });

  test.each(GOOD.filter(({ path }) => !/\.d\.ts$|^\.jsii/.test(path)).map(({ path }) => path))('fails without %s', (path) => {
    expect(wrongFiles(GOOD.filter((other) => other.path !== path))).toHaveLength(1);
  });

  test('fails when the command cannot be executed', () => {
    expect(wrongFiles(GOOD.map(({ path }) => file(path)))).toEqual(['bin/tap-cicd-pipeline cannot be executed']);
  });
});

describe('the manifest of the package', () => {
  test('has no dependency but the peers, and no script that runs at installation', () => {
    expect(wrongManifest(manifest, manifest.version)).toEqual([]);
  });

  test.each([
    [{ dependencies: { yaml: '^2' } }, 'dependencies: yaml'],
    [{ optionalDependencies: { fsevents: '^2' } }, 'optionalDependencies: fsevents'],
    [{ peerDependencies: { 'aws-cdk-lib': '^2' } }, 'its peers are aws-cdk-lib'],
    [{ scripts: { postinstall: 'node x.js' } }, "the script 'postinstall' runs at each installation"],
    [{ version: '0.0.1' }, 'its version is 0.0.1, not 0.0.0'],
  ])('fails with %j', (change, problem) => {
    expect(wrongManifest({ ...manifest, ...change }, manifest.version)).toEqual([problem]);
  });
});
