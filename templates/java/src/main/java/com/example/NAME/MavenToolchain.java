package com.example.{{packageName}};

import io.github.tapcicdpipeline.Toolchain;
import io.github.tapcicdpipeline.ToolchainBindOptions;
import io.github.tapcicdpipeline.ToolchainConfig;
import io.github.tapcicdpipeline.ToolchainSuite;
import io.github.tapcicdpipeline.WorkflowStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.constructs.Construct;

/** How the GitHub workflow installs, compiles, tests and scans this app: Java with Maven. */
public class MavenToolchain extends Toolchain {
  private static final String MAVEN = "mvn --batch-mode --no-transfer-progress ";

  /** The commit of release 5.7.0: an action that the package does not know must be pinned. */
  private static final String SETUP_JAVA = "actions/setup-java@b6effb05e454b25005698d916606bdc6ffcbf961";

  /** Fails as well when the database of vulnerabilities cannot be reached: failOnError is true by default. */
  private static final String DEPENDENCY_CHECK =
      MAVEN + "org.owasp:dependency-check-maven:12.1.8:check -DfailBuildOnCVSS=7 -DnvdApiKeyEnvironmentVariable=NVD_API_KEY";

  @Override
  public ToolchainConfig bind(final Construct scope, final ToolchainBindOptions options) {
    return ToolchainConfig.builder()
        .setup(List.of(
            action("Set up Java", SETUP_JAVA, Map.of("distribution", "temurin", "java-version", "17")),
            // The CDK's library is a Node program behind its Java classes.
            action("Set up Node.js", "actions/setup-node", Map.of("node-version", "24", "package-manager-cache", "false"))))
        .checkLock(List.of(command("Check that every version is exact", MAVEN + "validate")))
        .install(List.of())
        .compile(List.of(command("Compile", MAVEN + "test-compile")))
        .suites(List.of(
            suite("unit", MAVEN + "test"),
            suite("integration", MAVEN + "test-compile failsafe:integration-test failsafe:verify")))
        .scan(List.of(WorkflowStep.builder()
            .name("OWASP Dependency-Check")
            .run(DEPENDENCY_CHECK)
            .env(Map.of("NVD_API_KEY", "${{ secrets.NVD_API_KEY }}"))
            .build()))
        .build();
  }

  /** Sorted, for the order of Map.of differs from run to run, and so would the file. */
  private static WorkflowStep action(final String name, final String uses, final Map<String, String> inputs) {
    return WorkflowStep.builder().name(name).uses(uses).inputs(new TreeMap<>(inputs)).build();
  }

  private static WorkflowStep command(final String name, final String run) {
    return WorkflowStep.builder().name(name).run(run).build();
  }

  private static ToolchainSuite suite(final String name, final String run) {
    return ToolchainSuite.builder().suiteName(name).run(run).build();
  }
}
