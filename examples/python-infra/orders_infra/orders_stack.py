"""The delivery of the orders service: everything that the application's repository needs to get into production."""

from typing import Any

from aws_cdk import CfnTag, Stack
from aws_cdk import aws_codeconnections as codeconnections
from constructs import Construct
from tap_cicd_pipeline import PipelineTags, PythonToolchain, Repo, TapCicdPipeline


class OrdersStack(Stack):
    """One connection and one pipeline."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # On AWS a new connection is pending until someone completes it in the console.
        connection = codeconnections.CfnConnection(
            self,
            "GitHub",
            connection_name="acme-github",
            provider_type="GitHub",
            # A connection has no name in its ARN: by the tag, CloudFormation's scoped policy knows it.
            tags=[CfnTag(key="Environment", value="dev")],
        )

        cicd = TapCicdPipeline(
            self,
            "Cicd",
            environment_suffix="dev",
            repo=Repo.git_hub("acme/orders", connection_arn=connection.attr_connection_arn),
            tags=PipelineTags(project="orders", team="payments", author="jane", pr_number="42"),
        )
        cicd.notifications.add_email("payments@acme.example")

        # Writes .github/workflows/ci-cd.yml, which delivers this stack, and makes the roles that only this workflow may take.
        cicd.add_git_hub_workflow(
            repository="acme/orders-infra",
            owner_id="1234567",
            repository_id="987654321",
            environments={"release/*": "staging"},
            toolchain=PythonToolchain(),
        )
