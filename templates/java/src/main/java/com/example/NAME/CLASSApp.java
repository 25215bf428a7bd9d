package com.example.{{packageName}};

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** The CDK app of the {{name}} service. The CDK's command line starts it: see cdk.json. */
public final class {{stackId}}App {
  private {{stackId}}App() {}

  public static void main(final String[] args) {
    App app = new App();
    Environment environment = Environment.builder()
        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
        .region(System.getenv("CDK_DEFAULT_REGION"))
        .build();
    new {{stackClass}}(app, "{{stackId}}", StackProps.builder().env(environment).build());
    app.synth();
  }
}
