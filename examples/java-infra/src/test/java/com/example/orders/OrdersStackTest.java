package com.example.orders;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Matcher;
import software.amazon.awscdk.assertions.Template;

/** What the stack asks of the construct. */
class OrdersStackTest {
  private static Template template;

  /** One synthesised stack for all tests: a synthesis takes some seconds. */
  @BeforeAll
  static void synthesise() {
    Environment environment = Environment.builder().account("111111111111").region("us-east-1").build();
    template = Template.fromStack(new OrdersStack(new App(), "Orders", StackProps.builder().env(environment).build()));
  }

  @Test
  @DisplayName("the connection is the source")
  void connection() {
    template.hasResourceProperties("AWS::CodeConnections::Connection", Map.of("ConnectionName", "acme-github", "ProviderType", "GitHub"));
  }

  @Test
  @DisplayName("the team gets the notifications")
  void notifications() {
    template.hasResourceProperties("AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "payments@acme.example"));
  }

  @Test
  @DisplayName("the tags reach the pipeline")
  void tags() {
    Matcher project = Match.arrayWith(List.of(Map.of("Key", "Project", "Value", "orders")));
    template.hasResourceProperties("AWS::CodePipeline::Pipeline", Map.of("Tags", project));
  }
}
