import { App, Stack } from 'aws-cdk-lib';
import { MavenToolchain, MavenToolchainOptions } from '../../../src';
import { parses, runScript } from '../../support/workflow-script';

function bind(options?: MavenToolchainOptions) {
  return new MavenToolchain(options).bind(new Stack(new App(), 'Infra'), { workingDirectory: '.' });
}

describe('steps', () => {
  test('Java 17, Node 24 for the CDK, no cache by default', () => {
    const { setup, install, compile } = bind();
    expect(setup).toEqual([
      { name: 'Set up Java', uses: 'actions/setup-java', inputs: { 'distribution': 'temurin', 'java-version': '17' } },
      { name: 'Set up Node.js', uses: 'actions/setup-node', inputs: { 'node-version': '24', 'package-manager-cache': 'false' } },
    ]);
    expect(install).toEqual([]);
    expect(compile.map(({ run }) => run)).toEqual(['mvn --batch-mode --no-transfer-progress test-compile']);
  });

  test('Surefire and Failsafe by default', () => {
    expect(bind().suites).toEqual([
      { suiteName: 'unit', run: 'mvn --batch-mode --no-transfer-progress test' },
      { suiteName: 'integration', run: 'mvn --batch-mode --no-transfer-progress test-compile failsafe:integration-test failsafe:verify' },
    ]);
  });

  test('other versions, another score', () => {
    const { setup, scan } = bind({ javaVersion: '21.0.4', nodeVersion: '22', failBuildOnCvss: 9.5 });
    expect(setup.map(({ inputs }) => inputs)).toEqual([expect.objectContaining({ 'java-version': '21.0.4' }), expect.objectContaining({ 'node-version': '22' })]);
    expect(scan[0].run).toContain('-DfailBuildOnCVSS=9.5 ');
  });

  test('suites take the place of both defaults, and the environment reaches every command', () => {
    const environment = { MAVEN_TOKEN: '${{ secrets.MAVEN_TOKEN }}' };
    const { setup, checkLock, compile, suites, scan } = bind({ suites: { all: 'mvn verify' }, environment, nvdApiKeySecretName: 'NVD' });
    expect(suites).toEqual([{ suiteName: 'all', run: 'mvn verify', env: environment }]);
    for (const { env } of [...checkLock, ...compile, ...scan]) expect(env).toMatchObject(environment);
    expect(setup.filter(({ env }) => env)).toEqual([]);
  });

  test("the database's key comes from the secret of that name, and reaches no other step", () => {
    const { checkLock, compile, suites, scan } = bind({ nvdApiKeySecretName: 'NVD' });
    expect(scan[0].env).toEqual({ NVD_API_KEY: '${{ secrets.NVD }}' });
    expect([...checkLock, ...compile, ...suites].filter(({ env }) => env)).toEqual([]);
    expect(bind().scan[0].env).toBeUndefined();
  });

  test('bash can read every command', () => {
    const { checkLock, compile, suites, scan } = bind({ nvdApiKeySecretName: 'NVD' });
    for (const { run } of [...checkLock, ...compile, ...suites, ...scan]) expect(parses(run!)).toBe(true);
  });

  test.each<[MavenToolchainOptions, string]>([
    [{ javaVersion: 'latest' }, "Infra: 'javaVersion' must be a version of Java like '17' or '21.0.4', got \"latest\": give the version in digits"],
    [{ nodeVersion: 'lts/*' }, "'nodeVersion' must be a version of Node"],
    [{ failBuildOnCvss: 10.1 }, "'failBuildOnCvss' must be a CVSS score from 0 to 10, got 10.1"],
    [{ failBuildOnCvss: -1 }, "'failBuildOnCvss' must be a CVSS score from 0 to 10, got -1"],
    [{ failBuildOnCvss: NaN }, "'failBuildOnCvss' must be a CVSS score from 0 to 10"],
    [{ nvdApiKeySecretName: '9c1185a5-c5e9-41a1' }, "'nvdApiKeySecretName' must be the name of a GitHub secret"],
    [{ nvdApiKeySecretName: 'GITHUB_KEY' }, "'nvdApiKeySecretName' must be the name of a GitHub secret"],
    [{ suites: {} }, "'suites' must have at least one suite"],
    [{ environment: { '1ST': 'x' } }, "'environment' must have names"],
  ])('fails when an option is broken: %j', (options, message) => {
    expect(() => bind(options)).toThrow(message);
  });
});

describe('the check of versions', () => {
  const check = (mvn: string) => runScript(bind().checkLock[0].run!, { fakes: { mvn } });

  test('passes when the rule passed', () => {
    const { passed, calls } = check('echo "[INFO] Rule 0: org.apache.maven.enforcer.rules.dependency.BanDynamicVersions passed"');
    expect({ passed, calls }).toEqual({ passed: true, calls: ['mvn --batch-mode --no-transfer-progress validate'] });
  });

  test.each([
    ['the rule is broken', 'echo "Rule 0: BanDynamicVersions failed with message: guava:[30,)"; exit 1', 'guava:[30,)'],
    ['the app runs no such rule', 'echo "BUILD SUCCESS"', '::error::pom.xml does not check that every version is exact'],
    ['another rule ran', 'echo "Rule 0: org.apache.maven.enforcer.rules.version.RequireJavaVersion passed"', '::error::pom.xml does not check'],
  ])('fails when %s', (_what, mvn, message) => {
    const { passed, output } = check(mvn);
    expect(passed).toBe(false);
    expect(output).toContain(message);
  });
});

describe('OWASP Dependency-Check', () => {
  const REPORT = 'target/dependency-check-report.json';
  const reporting = (report: string, code = 0) => `mkdir -p target && cat > ${REPORT} <<'REPORT'\n${report}\nREPORT\nexit ${code}`;
  const scan = (mvn: string, options?: MavenToolchainOptions, environment = {}) =>
    runScript(bind(options).scan[0].run!, { files: { [REPORT]: '{"dependencies": [{}]}' }, fakes: { mvn }, environment });

  test('passes when libraries were looked up and none was vulnerable', () => {
    const { passed, output, calls } = scan(reporting('{"dependencies": [{}, {}]}'));
    expect({ passed, output }).toEqual({ passed: true, output: '2 libraries looked at\n' });
    expect(calls[0]).toMatch(/ org\.owasp:dependency-check-maven:\d+\.\d+\.\d+:check -Dformat=JSON -DfailBuildOnCVSS=7 -DnvdApiKeyEnvironmentVariable=NVD_API_KEY$/);
  });

  test.each([
    ['a library is vulnerable', `echo "CVE-2021-44228 (10.0)"; ${reporting('{"dependencies": [{}]}', 1)}`, 'CVE-2021-44228'],
    ['its data could not be loaded', 'echo "NoDataException: No documents exist"; exit 1', 'NoDataException'],
    ['there was no library, which ends with 0', reporting('{"dependencies": []}'), '::error::nothing was looked at'],
    ['pom.xml skips it, which ends with 0', 'echo "Skipping dependency-check"', '::error::the scanner wrote no report'],
    ['the report is cut off', reporting('{"dependencies": ['), 'SyntaxError'],
  ])('fails when %s', (_what, mvn, message) => {
    const { passed, output } = scan(mvn);
    expect(passed).toBe(false);
    expect(output).toContain(message);
  });

  test('says so when the secret is not handed over, and scans all the same', () => {
    const run = (key: string) => scan(reporting('{"dependencies": [{}]}'), { nvdApiKeySecretName: 'NVD' }, { NVD_API_KEY: key });
    expect(run('')).toMatchObject({ passed: true, output: expect.stringContaining('::warning::the secret NVD is not handed to this run: the vulnerability database is slow without it') });
    expect(run('key').output).not.toContain('::warning::');
  });
});
