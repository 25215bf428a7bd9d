import { execFileSync } from 'node:child_process';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { PythonDependencyScanner, PythonInstaller, PythonToolchain, PythonToolchainOptions } from '../../../src/github/toolchains/python-toolchain';
import { parses, runScript } from '../../support/workflow-script';

const { SAFETY, PIP_AUDIT } = PythonDependencyScanner;
const { PIP, UV } = PythonInstaller;

/** The interpreter itself: a shim before it would take most of the time. */
const PYTHON = `exec ${execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()} -I "$@"`;

function bind(options?: PythonToolchainOptions) {
  return new PythonToolchain(options).bind(new Stack(new App(), 'Infra'), { workingDirectory: '.' });
}

function steps(options?: PythonToolchainOptions) {
  const { setup, checkLock, install, compile, scan } = bind(options);
  return [...setup, ...checkLock, ...install, ...compile, ...scan];
}

function scanStep(name: string, options?: PythonToolchainOptions) {
  return bind(options).scan.find((step) => step.name === name)!;
}

describe('steps', () => {
  test('Python 3.13, Node 24 for the CDK, no cache, pip with hashes by default', () => {
    const { setup, install, compile } = bind();
    expect(setup[0]).toEqual({ name: 'Set up Python', uses: 'actions/setup-python', inputs: { 'python-version': '3.13' } });
    expect(setup[1]).toEqual({ name: 'Set up Node.js', uses: 'actions/setup-node', inputs: { 'node-version': '24', 'package-manager-cache': 'false' } });
    expect(install[0].run).toBe([
      'set -euo pipefail',
      'python -m pip install --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt',
      'python -m pip check',
    ].join('\n'));
    expect(compile).toEqual([]);
  });

  test('pytest on tests/unit and tests/integration by default, with JUnit and coverage where the contract says', () => {
    expect(bind().suites).toEqual(['unit', 'integration'].map((suite) => ({
      suiteName: suite,
      run: `python -m pytest tests/${suite} --junitxml reports/${suite}/junit.xml --cov --cov-report xml:coverage/${suite}/coverage.xml`,
    })));
  });

  test('Bandit and Safety by default, pinned, in an environment of their own', () => {
    const { scan } = bind();
    expect(scan.map(({ name }) => name)).toEqual(['Install the scanners', 'Bandit', 'Safety']);
    expect(scan[0].run).toMatch(/python3 -m venv "\$RUNNER_TEMP\/scanners"\n.*scanners\/bin\/pip" install .* bandit==\d+\.\d+\.\d+ safety==\d+\.\d+\.\d+$/);
  });

  test('uv is pinned, locks and installs, and hands the scanners what it locked', () => {
    const { setup, checkLock, install, scan } = bind({ installer: UV });
    expect(setup.map(({ name }) => name)).toEqual(['Set up Python', 'Set up Node.js', 'Install uv', "Make the app's environment"]);
    expect(setup[2].run).toMatch(/install .* uv==\d+\.\d+\.\d+\n/);
    expect(checkLock[0].run).toBe('uv lock --check');
    expect(install[0].run).toMatch(/UV_PROJECT_ENVIRONMENT="\$RUNNER_TEMP\/app".*\nuv sync --locked$/);
    expect(scan.map(({ name }) => name)).toEqual(['Install the scanners', 'Write down what uv locked', 'Bandit', 'Safety']);
    expect(scan[3].run).toContain('--file "$RUNNER_TEMP/locked.txt"');
  });

  test.each<PythonToolchainOptions>([{}, { installer: UV }, { dependencyScanner: PIP_AUDIT }, { safetyApiKeySecretName: 'SAFETY_KEY' }])('every script can be read by bash and has no expression: %j', (options) => {
    for (const script of [...steps(options), ...bind(options).suites].flatMap(({ run }) => run ?? [])) {
      expect(parses(script)).toBe(true);
      expect(script).not.toContain('${{');
    }
  });
});

describe('options', () => {
  test('versions are handed to the actions', () => {
    const { setup } = bind({ pythonVersion: '3.12.4', nodeVersion: '22' });
    expect(setup.map(({ inputs }) => inputs?.['python-version'] ?? inputs?.['node-version']).slice(0, 2)).toEqual(['3.12.4', '22']);
  });

  test('several requirements files are checked, installed and scanned', () => {
    const { checkLock, install, scan } = bind({ installer: PIP, requirementsFiles: ['requirements.txt', 'dev/requirements.txt'] });
    expect(checkLock[0].run).toContain('python - requirements.txt dev/requirements.txt <<');
    expect(install[0].run).toContain('--requirement requirements.txt --requirement dev/requirements.txt');
    expect(scan[2].run).toContain('--file requirements.txt --file dev/requirements.txt');
  });

  test('pip-audit takes the place of Safety', () => {
    const { scan } = bind({ dependencyScanner: PIP_AUDIT });
    expect(scan.map(({ name }) => name)).toEqual(['Install the scanners', 'Bandit', 'pip-audit']);
    expect(scan[0].run).toMatch(/bandit==\S+ pip-audit==\S+$/);
  });

  test("Safety's key comes from the secret of that name, and reaches no other step", () => {
    const options = { dependencyScanner: SAFETY, safetyApiKeySecretName: 'SAFETY_KEY' };
    expect(scanStep('Safety', options).env).toEqual({ SAFETY_API_KEY: '${{ secrets.SAFETY_KEY }}' });
    expect(steps(options).filter(({ env }) => env)).toHaveLength(1);
    expect(scanStep('Safety').env).toBeUndefined();
  });

  test('suites take the place of both defaults, and the environment reaches what runs code', () => {
    const environment = { PIP_INDEX_URL: '${{ secrets.INDEX_URL }}' };
    const { suites, setup, install, scan } = bind({ suites: { all: 'tox' }, environment });
    expect(suites).toEqual([{ suiteName: 'all', run: 'tox', env: environment }]);
    for (const { env } of [...setup.slice(2), ...install, ...scan]) expect(env).toEqual(environment);
    expect(setup[0].env).toBeUndefined();
  });

  test.each<[PythonToolchainOptions, string]>([
    [{ pythonVersion: '3' }, "Infra: 'pythonVersion' must be a version of Python 3 like '3.13' or '3.13.2', got \"3\": give the version in digits"],
    [{ nodeVersion: 'lts/*' }, "'nodeVersion' must be a version of Node"],
    [{ requirementsFiles: [] }, "'requirementsFiles' must have at least one file"],
    [{ requirementsFiles: ['requirements.txt; rm -rf /'] }, "'requirementsFiles' must be paths"],
    [{ requirementsFiles: ['--pre.txt'] }, "'requirementsFiles' must be paths"],
    [{ installer: UV, requirementsFiles: ['requirements.txt'] }, "'requirementsFiles' must be left out with uv"],
    [{ safetyApiKeySecretName: '9c1185a5-c5e9-41a1' }, "'safetyApiKeySecretName' must be the name of a GitHub secret"],
    [{ safetyApiKeySecretName: 'GITHUB_KEY' }, "'safetyApiKeySecretName' must be the name of a GitHub secret"],
    [{ safetyApiKeySecretName: 'KEY', dependencyScanner: PIP_AUDIT }, "'safetyApiKeySecretName' must be left out without Safety"],
    [{ suites: {} }, "'suites' must have at least one suite"],
    [{ environment: { '1ST': 'x' } }, "'environment' must have names"],
  ])('fails when an option is broken: %j', (options, message) => {
    expect(() => bind(options)).toThrow(message);
  });

  test('what is not known yet is let through', () => {
    const later = Lazy.string({ produce: () => '3.13' });
    expect(bind({ pythonVersion: later }).setup[0].inputs?.['python-version']).toBe(later);
  });
});

describe("pip's lock check", () => {
  const hash = `--hash=sha256:${'a'.repeat(64)}`;
  const check = (files: { [name: string]: string }, names = ['requirements.txt']) =>
    runScript(bind({ requirementsFiles: names }).checkLock[0].run!, { files, fakes: { python: PYTHON } });

  test.each([
    ['all is pinned with hashes', { 'requirements.txt': `# by hand\n--index-url https://index.example/simple\nsix==1.16.0 \\\n    ${hash} \\\n    ${hash}\n    # via app\nattrs[x]==25.1 ; python_version > "3" ${hash}\n` }],
    ['the manifest asks for what is pinned, however it is written', { 'requirements.txt': `typing-extensions==4.15.0 ${hash}\n`, 'requirements.in': 'Typing_Extensions>=4  # types\ncolorama ; sys_platform == "win32"\n' }],
    ['a manifest that the manifest names is pinned too', { 'requirements.txt': `six==1.16.0 ${hash}\n`, 'requirements.in': '-r base.in\n', 'base.in': 'six\n' }],
  ])('passes when %s', (_what, files) => {
    expect(check(files)).toMatchObject({ passed: true });
  });

  test.each([
    ['the file is missing', {}, 'requirements.txt is not there'],
    ['nothing is pinned', { 'requirements.txt': '# empty\n' }, 'nothing is pinned'],
    ['a requirement has no hash', { 'requirements.txt': 'six==1.16.0\n' }, 'requirements.txt: not pinned with a hash: six==1.16.0'],
    ['a requirement is a range', { 'requirements.txt': `six>=1.16.0 ${hash}\n` }, 'not pinned with a hash: six>=1.16.0'],
    ['a hash is too weak', { 'requirements.txt': `six==1.16.0 --hash=md5:${'a'.repeat(32)}\n` }, 'not pinned with a hash'],
    ['a file is named that nobody checks', { 'requirements.txt': `six==1.16.0 ${hash}\n-r more.txt\n` }, 'not pinned with a hash: -r more.txt'],
    ['a folder is installed', { 'requirements.txt': `six==1.16.0 ${hash}\n-e .\n` }, 'not pinned with a hash: -e .'],
    ['the manifest asks for another version', { 'requirements.txt': `six==1.16.0 ${hash}\n`, 'requirements.in': 'six==1.17.0\n' }, 'requirements.in asks for six==1.17.0, which is not pinned'],
    ['the manifest asks for another package', { 'requirements.txt': `six==1.16.0 ${hash}\n`, 'requirements.in': 'six\nattrs\n' }, 'requirements.in asks for attrs, which is not pinned'],
    ['a manifest that the manifest names is not pinned', { 'requirements.txt': `six==1.16.0 ${hash}\n`, 'requirements.in': '-r base.in\n', 'base.in': 'attrs\n' }, 'asks for attrs'],
  ])('fails when %s', (_what, files, message) => {
    const { passed, output } = check(files);
    expect(passed).toBe(false);
    expect(output).toContain('::error::');
    expect(output).toContain(message);
  });

  test('what one file asks for may be pinned in another', () => {
    const files = { 'requirements.txt': `six==1.16.0 ${hash}\n`, 'dev.txt': `iniconfig==2.0.0 ${hash}\n`, 'dev.in': 'iniconfig\nsix\n' };
    expect(check(files, ['requirements.txt', 'dev.txt']).passed).toBe(true);
    expect(check(files, ['dev.txt']).passed).toBe(false);
  });
});

/** A scanner that writes the report and ends as the real one was seen to. */
function scanner(report: object | string | undefined, code: number): string {
  const write = report === undefined ? '' : `cat > "\${!file}" <<'REPORT'\n${typeof report === 'string' ? report : JSON.stringify(report)}\nREPORT\n`;
  return `for ((n = 1; n <= $#; n++)); do case "\${!n}" in --output|--save-json) file=$((n + 1));; esac; done\n${write}exit ${code}`;
}

type Report = object | string | undefined;

function runScanner(name: string, program: string, report: Report, code: number, options?: PythonToolchainOptions, environment = {}) {
  return runScript(scanStep(name, options).run!, { tools: { [`scanners/bin/${program}`]: scanner(report, code) }, fakes: { python: PYTHON }, environment });
}

describe('Bandit', () => {
  const report = (files: string[], errors: object[] = [], results: object[] = []) => ({ errors, results, metrics: Object.fromEntries([...files, '_totals'].map((file) => [file, {}])) });

  test('passes when files were read and nothing was found', () => {
    expect(runScanner('Bandit', 'bandit', report(['./app.py']), 0)).toMatchObject({ passed: true, output: '1 files looked at, 0 problems\n' });
  });

  test('reads the app, not what was installed or made', () => {
    expect(runScanner('Bandit', 'bandit', report(['./app.py']), 0).calls[0]).toEqual(expect.stringContaining('--recursive . --exclude ./.venv,./venv,./node_modules,./cdk.out --severity-level medium --format json'));
  });

  test.each<[string, object | string | undefined, number, string]>([
    ['something was found', report(['./a.py'], [], [{ filename: './a.py', line_number: 3, test_id: 'B306', issue_severity: 'MEDIUM', issue_text: 'mktemp' }]), 1, './a.py:3: B306 MEDIUM: mktemp'],
    ['there was no file, which ends with 0', report([]), 0, 'nothing was looked at'],
    ['a file could not be parsed, which ends with 0', report(['./a.py'], [{ filename: './a.py', reason: 'syntax error' }]), 0, './a.py was not scanned: syntax error'],
    ['there is no report', undefined, 0, 'the scanner wrote no report'],
    ['the report is cut off', '{"errors": [', 0, 'JSONDecodeError'],
  ])('fails when %s', (_what, found, code, message) => {
    const { passed, output } = runScanner('Bandit', 'bandit', found, code);
    expect(passed).toBe(false);
    expect(output).toContain(message);
  });
});

describe('Safety', () => {
  const looked = (name: string, specifiers: string[]) => [name, { name, requirements: specifiers.map((specifier) => ({ specifier })) }];
  const report = (asked: { [name: string]: string[] }, vulnerabilities: object[] = []) =>
    ({ scanned_packages: Object.fromEntries(Object.entries(asked).map(([name, specifiers]) => looked(name, specifiers))), vulnerabilities });
  const leak = { package_name: 'requests', analyzed_version: '2.19.0', CVE: 'CVE-2018-18074', vulnerability_id: '36546', advisory: 'leaks', ignored: null };

  test('passes when packages were looked up and nothing was found', () => {
    const { passed, output, calls } = runScanner('Safety', 'safety', report({ six: ['==1.16.0'] }), 0);
    expect(passed).toBe(true);
    expect(output).toBe('1 packages looked at, 0 problems\n');
    expect(calls[0]).toContain('safety --disable-optional-telemetry check --file requirements.txt --output json --save-json');
  });

  test('passes when a package is pinned for several versions of Python', () => {
    expect(runScanner('Safety', 'safety', report({ coverage: ['==7.16.2', '==7.17.4'] }), 0).passed).toBe(true);
  });

  test('passes when what was found is ignored by the policy file', () => {
    expect(runScanner('Safety', 'safety', report({ requests: ['==2.19.0'] }, [{ ...leak, ignored: true }]), 0).passed).toBe(true);
  });

  test.each<[string, object | undefined, number, string]>([
    ['something was found', report({ requests: ['==2.19.0'] }, [leak]), 64, 'requests 2.19.0: CVE-2018-18074: leaks'],
    ['something was found and a policy file makes it end with 0', report({ requests: ['==2.19.0'] }, [leak]), 0, 'requests 2.19.0: CVE-2018-18074: leaks'],
    ['there was no package, which ends with 0', report({}), 0, 'nothing was looked at'],
    ['a package is not pinned, which ends with 0', report({ six: ['==1.16.0'], idna: ['>=2'] }), 0, 'idna was not looked up'],
    ['the database could not be loaded', undefined, 1, 'the scanner wrote no report'],
    ['it ends well without a report', undefined, 0, 'the scanner wrote no report'],
  ])('fails when %s', (_what, found, code, message) => {
    const { passed, output } = runScanner('Safety', 'safety', found, code);
    expect(passed).toBe(false);
    expect(output).toContain(message);
  });

  test('says so when the secret is not handed over, and scans all the same', () => {
    const options = { safetyApiKeySecretName: 'SAFETY_KEY' };
    const run = (key: string) => runScanner('Safety', 'safety', report({ six: ['==1.16.0'] }), 0, options, { SAFETY_API_KEY: key });
    expect(run('')).toMatchObject({ passed: true, output: expect.stringContaining('::warning::the secret SAFETY_KEY is not handed to this run') });
    expect(run('key').output).not.toContain('::warning::');
  });
});

describe('pip-audit', () => {
  const options = { dependencyScanner: PIP_AUDIT };
  const report = (...dependencies: object[]) => ({ dependencies, fixes: [] });
  const six = { name: 'six', version: '1.16.0', vulns: [] };

  test('passes when packages were looked up and nothing was found', () => {
    expect(runScanner('pip-audit', 'pip-audit', report(six), 0, options)).toMatchObject({ passed: true, output: '1 packages looked at, 0 problems\n' });
  });

  test.each<[string, object | undefined, number, string]>([
    ['something was found', report(six, { name: 'requests', version: '2.19.0', vulns: [{ id: 'PYSEC-2018-28', description: 'leaks' }] }), 1, 'requests 2.19.0: PYSEC-2018-28: leaks'],
    ['a package could not be looked up, which ends with 0', report(six, { name: 'own', skip_reason: 'Dependency not found on PyPI' }), 0, 'own was not looked up: Dependency not found on PyPI'],
    ['there was no package, which ends with 0', report(), 0, 'nothing was looked at'],
    ['the service could not be reached', undefined, 1, 'the scanner wrote no report'],
  ])('fails when %s', (_what, found, code, message) => {
    const { passed, output } = runScanner('pip-audit', 'pip-audit', found, code, options);
    expect(passed).toBe(false);
    expect(output).toContain(message);
  });
});
