/** Without colours and progress bars, and without a question. */
const MAVEN = 'mvn --batch-mode --no-transfer-progress';

/** Goals of the app's own build. */
export function maven(...goals: string[]): string {
  return [MAVEN, ...goals].join(' ');
}

/**
 * Fails unless the app's build says that every version is exact: Maven has no lock file.
 *
 * Which ranges may be ignored stands in `pom.xml`, so the rule cannot be called from here; that it ran is read from the log.
 *
 * @see https://maven.apache.org/enforcer/enforcer-rules/banDynamicVersions.html
 */
export const EXACT_VERSIONS = [
  'set -euo pipefail',
  `${maven('validate')} | tee "$RUNNER_TEMP/validate.log"`,
  'if ! grep -q "BanDynamicVersions passed" "$RUNNER_TEMP/validate.log"; then',
  "  echo '::error::pom.xml does not check that every version is exact: run the rule banDynamicVersions of maven-enforcer-plugin in the phase validate'",
  '  exit 1',
  'fi',
].join('\n');

/** The report of Dependency-Check, below the app's folder. */
const REPORT = 'target/dependency-check-report.json';

/**
 * OWASP Dependency-Check on the app's libraries. It fails when its data cannot be loaded; it ends with 0 when there was no library, and when
 * a property in `pom.xml` skips it.
 *
 * @see https://dependency-check.github.io/DependencyCheck/dependency-check-maven/configuration.html
 */
export function dependencyCheck(failBuildOnCvss: number): string {
  return [
    'set -euo pipefail',
    `rm -f ${REPORT}`,
    maven('org.owasp:dependency-check-maven:12.1.8:check', '-Dformat=JSON', `-DfailBuildOnCVSS=${failBuildOnCvss}`, '-DnvdApiKeyEnvironmentVariable=NVD_API_KEY'),
    "node - <<'SCRIPT'",
    "const fs = require('fs');",
    "const fail = (problem) => { console.log('::error::' + problem); process.exit(1); };",
    `if (!fs.existsSync('${REPORT}')) fail('the scanner wrote no report: nothing was looked up');`,
    `const { dependencies } = JSON.parse(fs.readFileSync('${REPORT}', 'utf8'));`,
    "if (dependencies.length === 0) fail('nothing was looked at');",
    "console.log(dependencies.length + ' libraries looked at');",
    'SCRIPT',
  ].join('\n');
}
