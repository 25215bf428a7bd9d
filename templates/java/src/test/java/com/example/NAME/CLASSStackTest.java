package com.example.{{packageName}};

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
class {{stackClass}}Test {
  private static Template template;

  /** One synthesised stack for all tests: a synthesis takes some seconds. */
  @BeforeAll
  static void synthesise() {
    Environment environment = Environment.builder().account("111111111111").region("us-east-1").build();
    template = Template.fromStack(new {{stackClass}}(new App(), "{{stackId}}", StackProps.builder().env(environment).build()));
  }

  @Test
  @DisplayName("the pipeline follows the repository of the {{name}} service")
  void source() {
    Matcher configuration = Match.objectLike(Map.of({{#tokenSecret}}"Owner", {{'owner}}, "Repo", {{'repositoryName}}{{/tokenSecret}}{{^tokenSecret}}"FullRepositoryId", {{'repository}}{{/tokenSecret}}));
    Matcher actions = Match.arrayWith(List.of(Match.objectLike(Map.of("Configuration", configuration))));
    Matcher stages = Match.arrayWith(List.of(Match.objectLike(Map.of("Name", "Source", "Actions", actions))));
    template.hasResourceProperties("AWS::CodePipeline::Pipeline", Map.of("Name", {{'pipelineName}}, "Stages", stages));
  }
{{#email}}

  @Test
  @DisplayName("the team is told of failures")
  void notifications() {
    template.hasResourceProperties("AWS::SNS::Subscription", Map.of("Protocol", "email", "Endpoint", {{'email}}));
  }
{{/email}}

  @Test
  @DisplayName("the role that deploys may be taken by the workflow of this repository alone")
  void deployRole() {
    String issuer = "token.actions.githubusercontent.com";
    Matcher claims = Match.objectLike(Map.of(issuer + ":sub", {{'subject}}, issuer + ":ref", {{'ref}}));
    Matcher statement = Match.objectLike(Map.of("Condition", Map.of("StringEquals", claims)));
    Map<String, Object> trust = Map.of("Statement", Match.arrayWith(List.of(statement)));
    template.hasResourceProperties("AWS::IAM::Role", Map.of("RoleName", {{'deployRoleName}}, "AssumeRolePolicyDocument", trust));
  }
}
