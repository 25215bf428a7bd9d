"""The CDK app of the {{name}} service. The CDK's command line starts it: see cdk.json."""

import os

from aws_cdk import App, Environment

from {{snakeName}}_infra.{{snakeName}}_stack import {{stackClass}}


def main() -> None:
    app = App()
    {{stackClass}}(
        app,
        "{{stackId}}",
        env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
    )
    app.synth()


if __name__ == "__main__":
    main()
