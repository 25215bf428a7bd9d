package com.example.orders;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** The CDK app of the orders service. The CDK's command line starts it: see cdk.json. */
public final class OrdersApp {
  private OrdersApp() {}

  public static void main(final String[] args) {
    App app = new App();
    Environment environment = Environment.builder()
        .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
        .region(System.getenv("CDK_DEFAULT_REGION"))
        .build();
    new OrdersStack(app, "Orders", StackProps.builder().env(environment).build());
    app.synth();
  }
}
