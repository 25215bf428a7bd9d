"""The CDK app of the orders service. The CDK's command line starts it: see cdk.json."""

import os

from aws_cdk import App, Environment

from orders_infra.orders_stack import OrdersStack


def main() -> None:
    app = App()
    OrdersStack(
        app,
        "Orders",
        env=Environment(account=os.getenv("CDK_DEFAULT_ACCOUNT"), region=os.getenv("CDK_DEFAULT_REGION")),
    )
    app.synth()


if __name__ == "__main__":
    main()
