"""The delivery of the {{name}} service: everything that the application's repository needs to get into production."""

from typing import Any

from aws_cdk import {{#connectionName}}CfnTag, {{/connectionName}}Stack
{{#connectionName}}
from aws_cdk import aws_codeconnections as codeconnections
{{/connectionName}}
{{#tokenSecret}}
from aws_cdk import aws_secretsmanager as secretsmanager
{{/tokenSecret}}
from constructs import Construct
from tap_cicd_pipeline import PipelineTags, PythonToolchain, Repo, TapCicdPipeline


class {{stackClass}}(Stack):
    """{{#connectionName}}One connection and one pipeline.{{/connectionName}}{{^connectionName}}One pipeline.{{/connectionName}}"""

    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)

{{#connectionName}}
        # On AWS a new connection is pending until someone completes it in the console.
        connection = codeconnections.CfnConnection(
            self,
            "GitHub",
            connection_name={{'connectionName}},
            provider_type="GitHub",
            # A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
            tags=[CfnTag(key="Environment", value={{'suffix}})],
        )

{{/connectionName}}
{{#tokenSecret}}
        # An OAuth token as plain text; made and filled in by you.
        token = secretsmanager.Secret.from_secret_name_v2(self, "GitHubToken", {{'tokenSecret}})

{{/tokenSecret}}
        cicd = TapCicdPipeline(
            self,
            "Cicd",
            environment_suffix={{'suffix}},
            repo=Repo.git_hub({{'repository}}, {{#connectionName}}connection_arn=connection.attr_connection_arn{{/connectionName}}{{#connectionArn}}connection_arn={{'connectionArn}}{{/connectionArn}}{{#tokenSecret}}oauth_token=token, oauth_token_is_filled=True{{/tokenSecret}}{{#otherBranch}}, branch={{'otherBranch}}{{/otherBranch}}),
            tags={{tags}},
        )
{{#email}}
        cicd.notifications.add_email({{'email}})
{{/email}}

        # Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
        cicd.add_git_hub_workflow(
            repository={{'infraRepository}},
{{#ownerId}}
            owner_id={{'ownerId}},
            repository_id={{'repositoryId}},
{{/ownerId}}
{{^ownerId}}
            # Give owner_id and repository_id too, which "gh api repos/{{infraRepository}} --jq '.owner.id, .id'" prints:
            # without them AWS refuses the tokens of repositories that were made since 15 July 2026.
{{/ownerId}}
{{#branches}}
            branches={{branches}},
{{/branches}}
{{#environments}}
            environments={{environments}},
{{/environments}}
{{#workingDirectory}}
            working_directory={{'workingDirectory}},
            paths={{paths}},
{{/workingDirectory}}
            toolchain=PythonToolchain(),
        )
