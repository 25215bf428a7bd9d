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
  @DisplayName("the pipeline follows the repository of the orders service")
  void source() {
    Matcher configuration = Match.objectLike(Map.of("FullRepositoryId", "acme/orders"));
    Matcher actions = Match.arrayWith(List.of(Match.objectLike(Map.of("Configuration", configuration))));
    Matcher stages = Match.arrayWith(List.of(Match.objectLike(Map.of("Name", "Source", "Actions", actions))));
    template.hasResourceProperties("AWS::CodePipeline::Pipeline", Map.of("Name", "cicd-pipeline-dev", "Stages", stages));
  }

  @Test
  @DisplayName("the team is told of failures")
  void notifications() {
    template.hasResourceProperties("AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", "payments@acme.example"));
  }

  @Test
  @DisplayName("the role that deploys may be taken by the workflow of this repository alone")
  void deployRole() {
    String issuer = "token.actions.githubusercontent.com";
    Matcher claims = Match.objectLike(Map.of(issuer + ":sub", "repo:acme@1234567/orders-infra@987654321:environment:production", issuer + ":ref", "refs/heads/main"));
    Matcher statement = Match.objectLike(Map.of("Condition", Map.of("StringEquals", claims)));
    Map<String, Object> trust = Map.of("Statement", Match.arrayWith(List.of(statement)));
    template.hasResourceProperties("AWS::IAM::Role", Map.of("RoleName", "cicd-github-deploy-role-dev-us-east-1", "AssumeRolePolicyDocument", trust));
  }
}
