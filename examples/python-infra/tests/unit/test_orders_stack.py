"""What the stack asks of the construct."""

from aws_cdk.assertions import Match, Template


def test_the_pipeline_follows_the_repository(template: Template) -> None:
    source = Match.object_like({"Configuration": Match.object_like({"FullRepositoryId": "acme/orders"})})
    stages = Match.array_with([Match.object_like({"Name": "Source", "Actions": [source]})])
    template.has_resource_properties("AWS::CodePipeline::Pipeline", {"Name": "cicd-pipeline-dev", "Stages": stages})


def test_the_team_gets_the_notifications(template: Template) -> None:
    template.has_resource_properties("AWS::SNS::Subscription", {"Protocol": "email", "Endpoint": "payments@acme.example"})


def test_only_the_workflow_of_this_repository_may_deploy(template: Template) -> None:
    issuer = "token.actions.githubusercontent.com"
    claims = Match.object_like({f"{issuer}:sub": "repo:acme@1234567/orders-infra@987654321:environment:production", f"{issuer}:ref": "refs/heads/main"})
    statements = Match.array_with([Match.object_like({"Condition": {"StringEquals": claims}})])
    template.has_resource_properties("AWS::IAM::Role", {"RoleName": "cicd-github-deploy-role-dev-us-east-1", "AssumeRolePolicyDocument": {"Statement": statements}})
