"""What the stack asks of the construct."""

from aws_cdk.assertions import Match, Template


def test_the_connection_is_the_source(template: Template) -> None:
    template.has_resource_properties("AWS::CodeConnections::Connection", {"ConnectionName": "acme-github", "ProviderType": "GitHub"})


def test_the_team_gets_the_notifications(template: Template) -> None:
    template.has_resource_properties("AWS::SNS::Subscription", {"Protocol": "email", "Endpoint": "payments@acme.example"})


def test_the_tags_reach_the_pipeline(template: Template) -> None:
    tags = Match.array_with([{"Key": "Project", "Value": "orders"}])
    template.has_resource_properties("AWS::CodePipeline::Pipeline", {"Tags": tags})
