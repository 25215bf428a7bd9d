"""One synthesised stack for all tests: a synthesis takes some seconds."""

import pytest
from aws_cdk import App, Environment
from aws_cdk.assertions import Template

from {{snakeName}}_infra.{{snakeName}}_stack import {{stackClass}}


@pytest.fixture(scope="session")
def template() -> Template:
    stack = {{stackClass}}(App(), "{{stackId}}", env=Environment(account="111111111111", region="us-east-1"))
    return Template.from_stack(stack)
