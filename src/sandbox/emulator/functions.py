"""Credentials of functions: a session of the function's own role, which the front knows by its key; ministack gives all functions the account's.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""
import hashlib

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

# The front judges the calls of keys that begin so.
KEY_PREFIX = "ASIAFUNCTION"


def register() -> None:
    for module in (lambda_runtime, lambda_svc):
        module.execution_credentials = _credentials


def _credentials(config: dict) -> dict:
    function_arn, role_arn = config.get("FunctionArn", ""), config.get("Role", "")
    role = role_arn.rsplit("/", 1)[-1]
    session = config.get("FunctionName", "function")[:64]
    digest = hashlib.sha256(f"{function_arn} {role_arn}".encode()).hexdigest()
    access_key = f"{KEY_PREFIX}{digest[:8].upper()}"
    sts.register_session(access_key, {
        "Arn": f"arn:aws:sts::{role_arn.split(':')[4]}:assumed-role/{role}/{session}",
        "UserId": f"{role}:{session}",
        "SecretAccessKey": digest,
        "SessionToken": digest[::-1],
    })
    return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": digest, "AWS_SESSION_TOKEN": digest[::-1]}
