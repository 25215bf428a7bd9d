import { App, Lazy, Stack } from 'aws-cdk-lib';
import { AuditLevel, NodePackageManager, NodeToolchain, NodeToolchainOptions } from '../../../src/github/toolchains/node-toolchain';
import { parses, runScript } from '../../support/workflow-script';

const { NPM, PNPM, YARN } = NodePackageManager;
const MANAGERS = [NPM, PNPM, YARN];

function bind(options?: NodeToolchainOptions) {
  return new NodeToolchain(options).bind(new Stack(new App(), 'Infra'), { workingDirectory: '.' });
}

function everyStep(options?: NodeToolchainOptions) {
  const { setup, checkLock, install, compile, scan } = bind(options);
  return [...setup, ...checkLock, ...install, ...compile, ...scan];
}

function everyScript(options?: NodeToolchainOptions): string[] {
  return [...everyStep(options), ...bind(options).suites].flatMap(({ run }) => run ?? []);
}

describe('steps', () => {
  test('Node 24 without a cache, npm and two suites by default', () => {
    const { setup, install, compile, suites } = bind();
    expect(setup).toEqual([{ name: 'Set up Node.js', uses: 'actions/setup-node', inputs: { 'node-version': '24', 'package-manager-cache': 'false' } }]);
    expect(install.map(({ run }) => run)).toEqual(['npm ci --no-audit --no-fund']);
    expect(compile.map(({ run }) => run)).toEqual(['npm run build --if-present']);
    expect(suites).toEqual([{ suiteName: 'unit', run: 'npm test' }, { suiteName: 'integration', run: 'npm run test:integration' }]);
  });

  test.each([
    [PNPM, 'pnpm install --frozen-lockfile', 'pnpm test'],
    [YARN, 'yarn install --immutable', 'yarn test'],
  ])('%s comes from Corepack and installs with the lock', (packageManager, install, unit) => {
    const config = bind({ packageManager });
    expect(config.setup[1]).toMatchObject({ name: 'Enable Corepack' });
    expect(config.install.map(({ run }) => run)).toEqual([install]);
    expect(config.suites[0]).toEqual({ suiteName: 'unit', run: unit });
  });

  test.each(MANAGERS)('every script of %s can be read by bash and has no expression', (packageManager) => {
    for (const script of everyScript({ packageManager, environment: { TOKEN: '${{ secrets.NPM_TOKEN }}' } })) {
      expect(parses(script)).toBe(true);
      expect(script).not.toContain('${{');
    }
  });

  test('a script that bash cannot read would be noticed', () => {
    expect(parses('if true; then')).toBe(false);
  });
});

describe('options', () => {
  test('the version of Node is handed to the action', () => {
    expect(bind({ nodeVersion: '22.14' }).setup[0].inputs?.['node-version']).toBe('22.14');
  });

  test('suites take the place of both defaults', () => {
    expect(bind({ suites: { 'end-to-end': 'npx playwright test' } }).suites).toEqual([{ suiteName: 'end-to-end', run: 'npx playwright test' }]);
  });

  test('the environment reaches all that runs code of the app, and not the set-up', () => {
    const environment = { NPM_TOKEN: '${{ secrets.NPM_TOKEN }}' };
    const { setup, checkLock, install, compile, suites, scan } = bind({ packageManager: PNPM, environment });
    for (const { env } of [...checkLock, ...install, ...compile, ...suites, ...scan]) expect(env).toEqual(environment);
    for (const { env } of setup) expect(env).toBeUndefined();
  });

  test.each([
    [{}, 'npm audit --audit-level=high'],
    [{ auditLevel: AuditLevel.LOW }, 'npm audit --audit-level=low'],
    [{ packageManager: PNPM, auditLevel: AuditLevel.CRITICAL }, 'pnpm audit --audit-level=critical'],
    [{ packageManager: YARN, auditLevel: AuditLevel.MODERATE }, 'yarn npm audit --all --recursive --severity moderate'],
  ])('%j audits with: %s', (options, command) => {
    expect(bind(options).scan[0].run?.split('\n').at(-1)).toBe(command);
  });

  test.each<[NodeToolchainOptions, string]>([
    [{ nodeVersion: 'latest' }, "Infra: 'nodeVersion' must be a version of Node like '24' or '24.5.0', got \"latest\": give the version in digits"],
    [{ suites: {} }, "Infra: 'suites' must have at least one suite, got {}: leave it out, or give { unit: 'the command' }"],
    [{ suites: { 'Unit Tests': 'npm test' } }, "'suites' must have names of lower-case letters"],
    [{ suites: { unit: ' ' } }, "'suites' must have a command for 'unit'"],
    [{ suites: { unit: 'echo ${{ github.head_ref }}' } }, "'suites' must not have an expression in a command"],
    [{ suites: { unit: 'true\necho ${{ github.head_ref }}' } }, "'suites' must not have an expression in a command"],
    [{ environment: { 'NO-SHELL': 'x' } }, "'environment' must have names of letters"],
  ])('fails when an option is broken: %j', (options, message) => {
    expect(() => bind(options)).toThrow(message);
  });

  test('a version that is not known yet is let through', () => {
    const nodeVersion = Lazy.string({ produce: () => '24' });
    expect(bind({ nodeVersion }).setup[0].inputs?.['node-version']).toBe(nodeVersion);
  });
});

describe('lock check', () => {
  const check = (packageManager: NodePackageManager) => bind({ packageManager }).checkLock[0].run!;
  const fakes = (code: string) => ({ npm: code, pnpm: code, yarn: code });

  test('npm compares without installing', () => {
    expect(runScript(check(NPM), { fakes: fakes('exit 0') }).calls).toEqual(['npm ci --dry-run --ignore-scripts --no-audit --no-fund']);
  });

  test.each([
    [PNPM, 'pnpm@11.28.11+sha512.abc', 'pnpm install --frozen-lockfile --lockfile-only'],
    [YARN, 'yarn@4.18.1', 'yarn install --immutable --mode=skip-build'],
  ])('%s compares with the release that the manifest pins', (manager, pin, call) => {
    const run = runScript(check(manager), { files: { 'package.json': JSON.stringify({ packageManager: pin }) }, fakes: fakes('exit 0') });
    expect(run).toMatchObject({ passed: true, calls: [call] });
  });

  test.each(MANAGERS)('fails when %s says that lock and manifest disagree', (manager) => {
    const pin = { npm: undefined, pnpm: 'pnpm@11.28.11', yarn: 'yarn@4.18.1' }[manager];
    const run = runScript(check(manager), { files: { 'package.json': JSON.stringify({ packageManager: pin }) }, fakes: fakes('exit 1') });
    expect(run).toMatchObject({ passed: false, calls: [expect.stringContaining(manager)] });
  });

  test.each([
    [PNPM, undefined],
    [PNPM, 'yarn@4.18.1'],
    [PNPM, 'pnpm@latest'],
    [YARN, undefined],
    [YARN, 'yarn@1.22.22'],
  ])('fails when %s is pinned as %s', (manager, pin) => {
    const run = runScript(check(manager), { files: { 'package.json': JSON.stringify({ packageManager: pin }) }, fakes: fakes('exit 0') });
    expect(run).toMatchObject({ passed: false, calls: [] });
    expect(run.output).toContain(`::error::package.json must pin ${manager} in the field packageManager`);
  });
});

/** As the managers were seen to answer: in the canary's folder, and in the app's. */
const ADVISORY = 'echo "https://github.com/advisories/GHSA-xvch-5gv4-984h"; exit 1';
const NONE = 'echo "{}"; exit 0';
const REFUSED = 'echo "405 Method Not Allowed - POST advisories/bulk" >&2; exit 1';
/** Yarn, when the registry's answer is empty. */
const EMPTY = 'exit 0';

describe('audit', () => {
  const answers = (canary: string, app: string) => `case "$PWD" in *audit-canary) ${canary};; *) ${app};; esac`;
  const lock = { 'yarn.lock': '__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"app@workspace:.":\n', '.npmrc': 'registry=https://registry.example/\n' };
  const run = (packageManager: NodePackageManager, canary: string, app: string) =>
    runScript(bind({ packageManager }).scan[0].run!, { files: lock, fakes: { [packageManager]: answers(canary, app) } });

  describe.each(MANAGERS)('%s', (manager) => {
    test('passes when the registry knows the canary and nothing against the app, and leaves no file', () => {
      expect(run(manager, ADVISORY, NONE)).toMatchObject({ passed: true, calls: [expect.stringContaining('--json'), expect.any(String)], left: ['.npmrc', 'yarn.lock'] });
    });

    test('fails when there is an advisory against the app', () => {
      expect(run(manager, ADVISORY, ADVISORY).passed).toBe(false);
    });

    test.each([['refuses', REFUSED], ['answers with an empty body', EMPTY], ['knows no advisory at all', NONE]])('fails when the registry %s', (_how, answer) => {
      const { passed, output, calls, left } = run(manager, answer, NONE);
      expect(passed).toBe(false);
      expect(output).toContain('::error::the registry names no advisory even for minimist 1.2.5');
      expect(calls).toHaveLength(1);
      expect(left).toEqual(['.npmrc', 'yarn.lock']);
    });

    test('fails when the registry can no longer be asked after the canary', () => {
      expect(run(manager, ADVISORY, REFUSED).passed).toBe(false);
    });

    test('fails when the manager is not there', () => {
      expect(runScript(bind({ packageManager: manager }).scan[0].run!, { files: lock, fakes: { [manager]: 'exit 127' } }).passed).toBe(false);
    });
  });

  test('the canary of npm and pnpm is asked of the registry that the app uses', () => {
    for (const manager of [NPM, PNPM]) {
      expect(run(manager, 'grep -q registry.example .npmrc && grep -q "minimist" *lock* && ' + ADVISORY, NONE).passed).toBe(true);
    }
  });

  test("Yarn's canary has a lock file of the app's version", () => {
    expect(run(YARN, `grep -q "version: 8" yarn.lock && ${ADVISORY}`, NONE).passed).toBe(true);
    expect(run(YARN, `grep -q "version: 9" yarn.lock && ${ADVISORY}`, NONE).passed).toBe(false);
  });
});

describe('compilation with Yarn', () => {
  const compile = bind({ packageManager: YARN }).compile[0].run!;

  test.each([
    [{ scripts: { build: 'tsc' } }, ['yarn run build']],
    [{ scripts: {} }, []],
    [{}, []],
  ])('with the manifest %j it calls %j', (manifest, calls) => {
    expect(runScript(compile, { files: { 'package.json': JSON.stringify(manifest) }, fakes: { yarn: 'exit 0' } })).toMatchObject({ passed: true, calls });
  });

  test('fails when the script fails', () => {
    expect(runScript(compile, { files: { 'package.json': '{"scripts":{"build":"tsc"}}' }, fakes: { yarn: 'exit 2' } }).passed).toBe(false);
  });
});
