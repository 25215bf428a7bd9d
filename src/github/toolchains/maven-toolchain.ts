import { Construct } from 'constructs';
import { dependencyCheck, EXACT_VERSIONS, maven } from './private/maven-scripts';
import { requireSecretName, withKey } from './private/scanner-key';
import { checkedSuites, requireEnvironment, requireForm, requireNodeVersion, withEnvironment } from './private/toolchain-options';
import { setUpNode } from './set-up-node';
import { Toolchain, ToolchainBindOptions, ToolchainConfig } from './toolchain';
import { requireThat } from '../../private/errors';

/** A CDK app in Java, built with Maven. */
export interface MavenToolchainOptions {
  /**
   * The version of Java, of the distribution Temurin.
   * @default '17'
   */
  readonly javaVersion?: string;

  /**
   * The test suites by name. Each leaves JUnit below `reports/{name}` and coverage below `coverage/{name}`, as files `*.xml`.
   * @default - `unit`: the phase `test`; `integration`: the Failsafe plugin. Both plugins must be told in `pom.xml` to write below `reports`.
   */
  readonly suites?: { readonly [suiteName: string]: string };

  /**
   * The CVSS score from which on a vulnerability of a library fails the scan: 0 to 10. What may be ignored stands in a suppression file
   * that `pom.xml` names.
   * @default 7 - HIGH
   * @see https://dependency-check.github.io/DependencyCheck/general/suppression.html
   */
  readonly failBuildOnCvss?: number;

  /**
   * The name of the GitHub secret with a key of the National Vulnerability Database, never the key. A key is free.
   *
   * GitHub hands no secrets to pull requests from forks: the data are then loaded without the key, and a warning says so.
   * @default - no key: the database throttles who loads its data without one, which may take longer than the job has
   * @see https://nvd.nist.gov/developers/request-an-api-key
   */
  readonly nvdApiKeySecretName?: string;

  /**
   * The version of Node: the CDK's command line is a Node program, and so is what runs behind its Java library.
   * @default '24'
   */
  readonly nodeVersion?: string;

  /**
   * Environment variables of every command, for example `MAVEN_OPTS`. An expression may stand in a value: `${{ secrets.MAVEN_TOKEN }}`.
   * @default - only what the runner sets
   */
  readonly environment?: { readonly [name: string]: string };
}

/**
 * Java: Maven, the Surefire and Failsafe plugins, OWASP Dependency-Check.
 *
 * Maven has no lock file: in its place `pom.xml` must run the rule `banDynamicVersions` of the Enforcer plugin in the phase `validate`. The
 * scanner is believed only when its report shows that it looked something up.
 */
export class MavenToolchain extends Toolchain {
  constructor(private readonly options: MavenToolchainOptions = {}) {
    super();
  }

  bind(scope: Construct, _options: ToolchainBindOptions): ToolchainConfig {
    this.check(scope);
    const { environment, failBuildOnCvss = 7, javaVersion = '17', nodeVersion = '24', nvdApiKeySecretName: secretName, suites = SUITES } = this.options;
    const key = { variable: 'NVD_API_KEY', secretName, without: 'the vulnerability database is slow without it' };
    return {
      setup: [
        { name: 'Set up Java', uses: 'actions/setup-java', inputs: { 'distribution': 'temurin', 'java-version': javaVersion } },
        setUpNode(nodeVersion),
      ],
      checkLock: withEnvironment([{ name: 'Check that every version is exact', run: EXACT_VERSIONS }], environment),
      install: [],
      compile: withEnvironment([{ name: 'Compile', run: maven('test-compile') }], environment),
      suites: checkedSuites(scope, suites, environment),
      scan: withEnvironment([withKey('OWASP Dependency-Check', dependencyCheck(failBuildOnCvss), key)], environment),
    };
  }

  private check(scope: Construct): void {
    const { javaVersion, failBuildOnCvss = 7, nvdApiKeySecretName, nodeVersion, environment } = this.options;
    requireForm(scope, 'javaVersion', javaVersion, /^\d+(\.\d+){0,2}$/, "must be a version of Java like '17' or '21.0.4'", 'give the version in digits');
    requireNodeVersion(scope, nodeVersion);
    requireEnvironment(scope, environment);
    requireThat(scope, failBuildOnCvss >= 0 && failBuildOnCvss <= 10, { prop: 'failBuildOnCvss', rule: 'must be a CVSS score from 0 to 10', value: failBuildOnCvss, fix: 'give 7 for HIGH, 9 for CRITICAL' });
    requireSecretName(scope, 'nvdApiKeySecretName', nvdApiKeySecretName, 'NVD_API_KEY');
  }
}

const SUITES = {
  unit: maven('test'),
  integration: maven('test-compile', 'failsafe:integration-test', 'failsafe:verify'),
};
