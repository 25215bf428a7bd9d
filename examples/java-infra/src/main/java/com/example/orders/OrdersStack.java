package com.example.orders;

import io.github.tapcicdpipeline.GitHubRepoOptions;
import io.github.tapcicdpipeline.GitHubWorkflowOptions;
import io.github.tapcicdpipeline.MavenToolchain;
import io.github.tapcicdpipeline.MavenToolchainOptions;
import io.github.tapcicdpipeline.PipelineTags;
import io.github.tapcicdpipeline.Repo;
import io.github.tapcicdpipeline.TapCicdPipeline;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.codeconnections.CfnConnection;
import software.constructs.Construct;

/** The delivery of the orders service: everything that the application's repository needs to get into production. */
public class OrdersStack extends Stack {
  public OrdersStack(final Construct scope, final String id, final StackProps props) {
    super(scope, id, props);

    // On AWS a new connection is pending until someone completes it in the console.
    CfnConnection connection = CfnConnection.Builder.create(this, "GitHub")
        .connectionName("acme-github")
        .providerType("GitHub")
        // A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
        .tags(List.of(CfnTag.builder().key("Environment").value("dev").build()))
        .build();

    TapCicdPipeline cicd = TapCicdPipeline.Builder.create(this, "Cicd")
        .environmentSuffix("dev")
        .repo(Repo.gitHub("acme/orders", GitHubRepoOptions.builder().connectionArn(connection.getAttrConnectionArn()).build()))
        .tags(PipelineTags.builder().project("orders").team("payments").author("jane").prNumber("42").build())
        .build();
    cicd.getNotifications().addEmail("payments@acme.example");

    // Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
    cicd.addGitHubWorkflow(GitHubWorkflowOptions.builder()
        .repository("acme/orders-infra")
        .ownerId("1234567")
        .repositoryId("987654321")
        .environments(Map.of("release/*", "staging"))
        .toolchain(new MavenToolchain(MavenToolchainOptions.builder().nvdApiKeySecretName("NVD_API_KEY").build()))
        .build());
  }
}
