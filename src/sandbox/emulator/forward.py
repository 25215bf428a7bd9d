"""Resource types that the sandbox's own services hold: CloudFormation's create, update and delete go to the front by HTTP."""
import json
import os
import urllib.error
import urllib.request

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners, stacks

_TIMEOUT_SECONDS = 900
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# The tag property of the types that have one, with its shape; CloudFormation merges the stack's tags into it.
_TAG_SHAPES = {
    "AWS::CodeStarNotifications::NotificationRule": ("Tags", "map"),
    "AWS::CodePipeline::Webhook": None,
    "AWS::ElasticLoadBalancingV2::ListenerRule": None,
}

# Stack name and id by physical id: ministack hands neither to a delete.
_stack_of: dict[str, tuple[str, str]] = {}


def register() -> None:
    """Registers every type named in SANDBOX_FORWARDED_TYPES (comma-separated)."""
    types = [name for name in os.environ.get("SANDBOX_FORWARDED_TYPES", "").split(",") if name]
    for resource_type in types:
        provisioners._RESOURCE_HANDLERS[resource_type] = _handlers(resource_type)
        shape = _TAG_SHAPES.get(resource_type, ("Tags", "list"))
        if shape:
            provisioners._STACK_TAG_PROPERTY[resource_type] = shape
    _run_on_threads(frozenset(types))
    _send_back_failed_service_updates()


def _run_on_threads(types: frozenset) -> None:
    """The front may call the emulator while it provisions, so the server must go on answering meanwhile."""
    stock = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda resource_type: resource_type in types or stock(resource_type)


def _send_back_failed_service_updates() -> None:
    """CloudFormation sends a service whose update failed back to what it was; the emulator does so only for custom resources."""
    stock = stacks._sends_back_failed_update
    stacks._sends_back_failed_update = lambda resource_type: resource_type == "AWS::ECS::Service" or stock(resource_type)


def _handlers(resource_type: str) -> dict:
    def create(logical_id, props, stack_name):
        return _provision("create", resource_type, logical_id, None, props, None, stack_name)

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        return _provision("update", resource_type, logical_id, physical_id, new_props, old_props, stack_name)

    def delete(physical_id, props, logical_id=None):
        stack_name = _stack_of.get(physical_id, ("", ""))[0]
        _provision("delete", resource_type, logical_id, physical_id, props, None, stack_name)
        _stack_of.pop(physical_id, None)

    return {
        "create": create, "update": update, "delete": delete,
        "update_with_logical_id": True, "delete_with_logical_id": True,
    }


def _provision(operation, resource_type, logical_id, physical_id, props, old_props, stack_name):
    answer = _post({
        "operation": operation, "resourceType": resource_type, "logicalId": logical_id or "",
        "physicalId": physical_id, "properties": props or {}, "oldProperties": old_props,
        "stackName": stack_name, "stackId": _stack_id(stack_name, physical_id),
        "region": get_region(), "accountId": get_account_id(),
    })
    if operation == "delete":
        return None
    _stack_of[answer["physicalId"]] = (stack_name, _stack_id(stack_name, physical_id))
    return answer["physicalId"], answer.get("attributes") or {}


def _stack_id(stack_name, physical_id) -> str:
    from ministack.services.cloudformation import _stacks
    stack = _stacks.get(stack_name) if stack_name else None
    return stack["StackId"] if stack else _stack_of.get(physical_id, ("", ""))[1]


def _post(request: dict) -> dict:
    body = json.dumps({k: v for k, v in request.items() if v is not None}, default=str).encode()
    call = urllib.request.Request(os.environ["SANDBOX_FRONT_URL"] + "/_sandbox/provision", data=body,
                                  headers={"Content-Type": "application/json"}, method="POST")
    try:
        with _OPENER.open(call, timeout=_TIMEOUT_SECONDS) as response:
            return json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        raise ValueError(_reason(error)) from None
    except urllib.error.URLError as error:
        raise ValueError(f"the sandbox's front did not answer for {request['resourceType']}: {error.reason}") from None


def _reason(error: urllib.error.HTTPError) -> str:
    text = error.read().decode("utf-8", "replace")
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return text or f"the sandbox's front answered {error.code}"
