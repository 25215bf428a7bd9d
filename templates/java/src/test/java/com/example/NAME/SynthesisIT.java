package com.example.{{packageName}};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app as the CDK's command line starts it. */
class SynthesisIT {
  @Test
  @DisplayName("the app synthesises its stack, without credentials")
  void synthesis(@TempDir final Path folder) throws IOException, InterruptedException {
    Process app = start(folder);
    assertEquals(0, app.waitFor());
    assertTrue(Files.readString(folder.resolve("{{stackId}}.template.json")).contains("\"AWS::CodePipeline::Pipeline\""));
  }

  private static Process start(final Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder program = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), {{stackId}}App.class.getName());
    program.environment().putAll(Map.of(
        "CDK_OUTDIR", folder.toString(), "CDK_DEFAULT_ACCOUNT", "111111111111", "CDK_DEFAULT_REGION", "us-east-1"));
    return program.inheritIO().start();
  }
}
