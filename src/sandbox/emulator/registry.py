"""A registry that takes no images: a file of the sandbox's folder names the repositories that are closed for pushes.

Pulls go on, so that services keep running, as they do on AWS from images that they have.
https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
"""
import json
import os

from ministack.services import ecr

_PUSHES = ("POST", "PUT", "PATCH")


def register() -> None:
    stock = ecr.handle_registry_request

    async def handle(method, path, headers, body, query_params):
        parsed = ecr._parse_v2_path(path)
        if parsed and method.upper() in _PUSHES and parsed[1] in _closed():
            return ecr._registry_error(503, "UNAVAILABLE", f"the sandbox's registry is closed for {parsed[1]}", {})
        return await stock(method, path, headers, body, query_params)

    ecr.handle_registry_request = handle


def _closed() -> list:
    try:
        with open(os.environ.get("SANDBOX_REGISTRY_CLOSED", ""), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return []
