import type * as frontDoor from '../../index';

const MAVEN = 'mvn --batch-mode --no-transfer-progress';
const SETUP_JAVA = 'actions/setup-java@b6effb05e454b25005698d916606bdc6ffcbf961';
const DEPENDENCY_CHECK = `${MAVEN} org.owasp:dependency-check-maven:12.1.8:check -DfailBuildOnCVSS=7 -DnvdApiKeyEnvironmentVariable=NVD_API_KEY`;

/**
 * What `MavenToolchain.java` of the template says, for the first workflow file: a Java program would have to be compiled to be asked.
 *
 * That the two say the same is a test: the workflow of `init` is that of the example, which the Java app writes.
 */
export function mavenToolchain(library: Pick<typeof frontDoor, 'Toolchain'>): frontDoor.Toolchain {
  return new (class extends library.Toolchain {
    bind(): frontDoor.ToolchainConfig {
      return config();
    }
  })();
}

function config(): frontDoor.ToolchainConfig {
  return {
    setup: [
      { name: 'Set up Java', uses: SETUP_JAVA, inputs: { 'distribution': 'temurin', 'java-version': '17' } },
      { name: 'Set up Node.js', uses: 'actions/setup-node', inputs: { 'node-version': '24', 'package-manager-cache': 'false' } },
    ],
    checkLock: [command('Check that every version is exact', `${MAVEN} validate`)],
    install: [],
    compile: [command('Compile', `${MAVEN} test-compile`)],
    suites: [
      { suiteName: 'unit', run: `${MAVEN} test` },
      { suiteName: 'integration', run: `${MAVEN} test-compile failsafe:integration-test failsafe:verify` },
    ],
    scan: [{ name: 'OWASP Dependency-Check', run: DEPENDENCY_CHECK, env: { NVD_API_KEY: '${{ secrets.NVD_API_KEY }}' } }],
  };
}

function command(name: string, run: string): frontDoor.WorkflowStep {
  return { name, run };
}
