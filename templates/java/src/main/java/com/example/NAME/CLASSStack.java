package com.example.{{packageName}};

import io.github.tapcicdpipeline.GitHubRepoOptions;
import io.github.tapcicdpipeline.GitHubWorkflowOptions;
import io.github.tapcicdpipeline.MavenToolchain;
import io.github.tapcicdpipeline.MavenToolchainOptions;
import io.github.tapcicdpipeline.PipelineTags;
import io.github.tapcicdpipeline.Repo;
import io.github.tapcicdpipeline.TapCicdPipeline;
{{#usesList}}
import java.util.List;
{{/usesList}}
{{#usesMap}}
import java.util.Map;
{{/usesMap}}
{{#connectionName}}
import software.amazon.awscdk.CfnTag;
{{/connectionName}}
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
{{#connectionName}}
import software.amazon.awscdk.services.codeconnections.CfnConnection;
{{/connectionName}}
{{#tokenSecret}}
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
{{/tokenSecret}}
import software.constructs.Construct;

/** The delivery of the {{name}} service: everything that the application's repository needs to get into production. */
public class {{stackClass}} extends Stack {
  public {{stackClass}}(final Construct scope, final String id, final StackProps props) {
    super(scope, id, props);

{{#connectionName}}
    // On AWS a new connection is pending until someone completes it in the console.
    CfnConnection connection = CfnConnection.Builder.create(this, "GitHub")
        .connectionName({{'connectionName}})
        .providerType("GitHub")
        // A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
        .tags(List.of(CfnTag.builder().key("Environment").value({{'suffix}}).build()))
        .build();

{{/connectionName}}
{{#tokenSecret}}
    // An OAuth token as plain text; made and filled in by you.
    ISecret token = Secret.fromSecretNameV2(this, "GitHubToken", {{'tokenSecret}});

{{/tokenSecret}}
    TapCicdPipeline cicd = TapCicdPipeline.Builder.create(this, "Cicd")
        .environmentSuffix({{'suffix}})
        .repo(Repo.gitHub({{'repository}}, GitHubRepoOptions.builder(){{#connectionName}}.connectionArn(connection.getAttrConnectionArn()){{/connectionName}}{{#connectionArn}}.connectionArn({{'connectionArn}}){{/connectionArn}}{{#tokenSecret}}.oauthToken(token).oauthTokenIsFilled(true){{/tokenSecret}}{{#otherBranch}}.branch({{'otherBranch}}){{/otherBranch}}.build()))
        .tags({{tags}})
        .build();
{{#email}}
    cicd.getNotifications().addEmail({{'email}});
{{/email}}

    // Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
    cicd.addGitHubWorkflow(GitHubWorkflowOptions.builder()
        .repository({{'infraRepository}})
{{#ownerId}}
        .ownerId({{'ownerId}})
        .repositoryId({{'repositoryId}})
{{/ownerId}}
{{^ownerId}}
        // Give ownerId and repositoryId too, which "gh api repos/{{infraRepository}} --jq '.owner.id, .id'" prints:
        // without them AWS refuses the tokens of repositories that were made since 15 July 2026.
{{/ownerId}}
{{#branches}}
        .branches({{branches}})
{{/branches}}
{{#environments}}
        .environments({{environments}})
{{/environments}}
{{#workingDirectory}}
        .workingDirectory({{'workingDirectory}})
        .paths({{paths}})
{{/workingDirectory}}
        .toolchain(new MavenToolchain(MavenToolchainOptions.builder().nvdApiKeySecretName("NVD_API_KEY").build()))
        .build());
  }
}
