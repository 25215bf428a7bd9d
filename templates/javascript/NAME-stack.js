const { {{#connectionName}}aws_codeconnections: codeconnections, {{/connectionName}}{{#tokenSecret}}aws_secretsmanager: secretsmanager, {{/tokenSecret}}Stack } = require('aws-cdk-lib');
const { Repo, TapCicdPipeline } = require('tap-cicd-pipeline');

/** The delivery of the {{name}} service: everything that the application's repository needs to get into production. */
class {{stackClass}} extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);

{{#connectionName}}
    // On AWS a new connection is pending until someone completes it in the console.
    const connection = new codeconnections.CfnConnection(this, 'GitHub', {
      connectionName: {{'connectionName}},
      providerType: 'GitHub',
      // A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
      tags: [{ key: 'Environment', value: {{'suffix}} }],
    });

{{/connectionName}}
{{#tokenSecret}}
    // An OAuth token as plain text; made and filled in by you.
    const token = secretsmanager.Secret.fromSecretNameV2(this, 'GitHubToken', {{'tokenSecret}});

{{/tokenSecret}}
    const cicd = new TapCicdPipeline(this, 'Cicd', {
      environmentSuffix: {{'suffix}},
      repo: Repo.gitHub({{'repository}}, { {{#connectionName}}connectionArn: connection.attrConnectionArn{{/connectionName}}{{#connectionArn}}connectionArn: {{'connectionArn}}{{/connectionArn}}{{#tokenSecret}}oauthToken: token, oauthTokenIsFilled: true{{/tokenSecret}}{{#otherBranch}}, branch: {{'otherBranch}}{{/otherBranch}} }),
      tags: {{tags}},
    });
{{#email}}
    cicd.notifications.addEmail({{'email}});
{{/email}}

    // Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
    cicd.addGitHubWorkflow({
      repository: {{'infraRepository}},
{{#ownerId}}
      ownerId: {{'ownerId}},
      repositoryId: {{'repositoryId}},
{{/ownerId}}
{{^ownerId}}
      // Give ownerId and repositoryId too, which "gh api repos/{{infraRepository}} --jq '.owner.id, .id'" prints:
      // without them AWS refuses the tokens of repositories that were made since 15 July 2026.
{{/ownerId}}
{{#branches}}
      branches: {{branches}},
{{/branches}}
{{#environments}}
      environments: {{environments}},
{{/environments}}
{{#workingDirectory}}
      workingDirectory: {{'workingDirectory}},
      paths: {{paths}},
{{/workingDirectory}}
    });
  }
}

module.exports = { {{stackClass}} };
