import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { runPhases } from '../support/shell';

const ROOT = path.join(__dirname, '..', '..');

interface Job {
  readonly environment?: string;
  readonly permissions: { readonly [permission: string]: string };
  readonly needs?: string | string[];
  readonly if?: string;
  readonly steps: Array<{ readonly id?: string; readonly run?: string; readonly env?: { readonly [name: string]: string } }>;
}

interface ReleaseWorkflow {
  readonly on: { readonly push?: { readonly branches?: string[] } };
  readonly concurrency?: { readonly 'cancel-in-progress'?: boolean };
  readonly jobs: { readonly [id: string]: Job };
}

const RELEASE: ReleaseWorkflow = parse(fs.readFileSync(path.join(ROOT, '.github', 'workflows', 'release.yml'), 'utf8'));

/** What is promised of the release, in SECURITY.md and CONTRIBUTING.md; what is not kept, in words. */
const PROMISES: { readonly [promise: string]: (release: ReleaseWorkflow) => string[] } = {
  'a release comes from main': ({ on }) => (JSON.stringify(on.push?.branches) === '["main"]' ? [] : ['other branches']),
  'no release is cut off by the next one': ({ concurrency }) => (concurrency?.['cancel-in-progress'] === false ? [] : ['concurrency']),
  'whatever publishes stands behind the environment': (release) => publishing(release).filter(([, { environment }]) => environment !== 'release').map(([id]) => id),
  'nothing is published twice, nor from a commit that is not the newest': (release) => publishing(release)
    .filter(([, job]) => !/tag_exists != 'true'/.test(job.if ?? '') || !/latest_commit == github\.sha/.test(job.if ?? '')).map(([id]) => id),
  'npm, PyPI and NuGet trust the identity of the workflow': ({ jobs }) => ['npm', 'pypi', 'nuget'].filter((registry) => !trusts(registry, jobs[`release_${registry}`])),
  'npm gets provenance, and no token': ({ jobs }) => {
    const text = JSON.stringify(jobs.release_npm);
    return [...text.includes('"NPM_CONFIG_PROVENANCE":"true"') ? [] : ['no provenance'], .../NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./.test(text) ? ['a token'] : []];
  },
  'the job that runs the tests has neither environment nor identity nor secrets': ({ jobs: { release } }) => [
    ...release.environment ? ['environment'] : [], ...JSON.stringify(release.permissions) === '{"contents":"read"}' ? [] : ['permissions'],
    ...JSON.stringify(release).includes('secrets.') ? ['secrets'] : [],
  ],
  'the release on GitHub, which sets the tag, comes last': (release) => publishing(release)
    .map(([id]) => id).filter((id) => id !== 'release_github' && ![release.jobs.release_github.needs].flat().includes(id)),
};

/** The workflow with one thing changed, for each promise: who breaks it must be noticed. */
const BREAKS: { readonly [promise: string]: (text: string) => string } = {
  'a release comes from main': (text) => text.replace('"branches":["main"]', '"branches":["main","dev"]'),
  'no release is cut off by the next one': (text) => text.replace('"cancel-in-progress":false', '"cancel-in-progress":true'),
  'whatever publishes stands behind the environment': (text) => text.replace('"environment":"release"', '"environment":"none"'),
  'nothing is published twice, nor from a commit that is not the newest': (text) => text.replace("tag_exists != 'true' && ", ''),
  'npm, PyPI and NuGet trust the identity of the workflow': (text) => text.replace('"NPM_TRUSTED_PUBLISHER":"true"', '"OTHER":"true"'),
  'npm gets provenance, and no token': (text) => text.replace('"NPM_CONFIG_PROVENANCE":"true"', '"NPM_TOKEN":"${{ secrets.NPM_TOKEN }}"'),
  'the job that runs the tests has neither environment nor identity nor secrets': (text) => text.replace('"permissions":{"contents":"read"}', '"permissions":{"contents":"write"}'),
  'the release on GitHub, which sets the tag, comes last': (text) => text.replace('"release_npm",', ''),
};

describe('the release workflow', () => {
  test.each(Object.entries(PROMISES))('%s', (_promise, breaches) => {
    expect(breaches(RELEASE)).toEqual([]);
  });

  test.each(Object.entries(PROMISES))('is noticed when it breaks: %s', (promise, breaches) => {
    expect(breaches(JSON.parse(BREAKS[promise](JSON.stringify(RELEASE))))).not.toEqual([]);
  });

  test('publishes to all five registries, and to GitHub', () => {
    expect(publishing(RELEASE).map(([id]) => id).sort()).toEqual(['release_github', 'release_golang', 'release_maven', 'release_npm', 'release_nuget', 'release_pypi']);
  });
});

describe('the script that makes the release on GitHub', () => {
  const script = RELEASE.jobs.release_github.steps.find(({ id }) => id === 'release')?.run ?? '';
  const variables = { RELEASE_TAG_FILE: 'dist/releasetag.txt', CHANGELOG_FILE: 'dist/changelog.md', GITHUB_REPOSITORY: 'acme/it', GITHUB_SHA: 'abc' };
  const prepared = 'mkdir -p dist/js package/assets && echo v1.2.3 > dist/releasetag.txt && echo \'{"bill":1}\' > package/assets/sbom.cdx.json && tar -czf dist/js/it.jsii.tgz package';
  const runWith = (gh: string, before = prepared) => runPhases({ version: '0.2', phases: { before: { commands: [before] }, release: { commands: [script] } } }, { gh }, variables);

  test('attaches the bill of materials that is in the package', () => {
    const { failedPhase, calls, files } = runWith('[ "$2" != view ]');

    expect(failedPhase).toBeUndefined();
    expect(calls).toEqual([
      'gh release view v1.2.3 -R acme/it',
      'gh release create v1.2.3 -R acme/it -F dist/changelog.md -t v1.2.3 --target abc sbom.cdx.json',
    ]);
    expect(JSON.parse(files['sbom.cdx.json'])).toEqual({ bill: 1 });
  });

  test('makes none when there is one', () => {
    expect(runWith('true').calls).toEqual(['gh release view v1.2.3 -R acme/it']);
  });
});

function publishing({ jobs }: ReleaseWorkflow): Array<[string, Job]> {
  return Object.entries(jobs).filter(([id]) => id.startsWith('release_'));
}

function trusts(registry: string, { permissions, steps }: Job): boolean {
  const trusted = steps.some(({ env }) => env?.[`${registry.toUpperCase()}_TRUSTED_PUBLISHER`] === 'true');
  return permissions['id-token'] === 'write' && trusted;
}
