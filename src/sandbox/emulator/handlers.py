"""Small helpers to correct a stock provisioner without copying it."""
import json
import os

from ministack.services.cloudformation import provisioners


def after(resource_type: str, apply) -> None:
    """Runs ``apply(physical_id, props, old_props)`` after the stock create and update of a type."""
    stock = dict(provisioners._RESOURCE_HANDLERS[resource_type])
    named = stock.get("update_with_logical_id", False)

    def create(logical_id, props, stack_name):
        physical_id, attributes = stock["create"](logical_id, props, stack_name)
        apply(physical_id, props, {})
        return physical_id, attributes

    def update(physical_id, old_props, new_props, stack_name, logical_id=None):
        rest = (stack_name, logical_id) if named else (stack_name,)
        new_id, attributes = stock["update"](physical_id, old_props, new_props, *rest)
        apply(new_id, new_props, old_props if new_id == physical_id else {})
        return new_id, attributes

    provisioners._RESOURCE_HANDLERS[resource_type] = {**stock, "create": create, "update": update, "update_with_logical_id": True}


def add(resource_type: str, create, update, delete, tagged: bool = True) -> None:
    """Registers a type that ministack lacks."""
    provisioners._RESOURCE_HANDLERS[resource_type] = {
        "create": create, "update": update, "delete": delete, "update_with_logical_id": True,
    }
    if tagged:
        provisioners._STACK_TAG_PROPERTY[resource_type] = ("Tags", "list")


def not_verified(resource_type: str, identifier: str, prop: str, reason: str) -> None:
    """Notes a property that is accepted but cannot be read back; the sandbox prints the list."""
    path = os.environ.get("SANDBOX_NOT_VERIFIED")
    if path:
        with open(path, "a", encoding="utf-8") as notes:
            notes.write(json.dumps({"type": resource_type, "resource": identifier, "property": prop, "reason": reason}) + "\n")


def check(response, what: str) -> None:
    """Raises when one of ministack's own API functions refused."""
    if response[0] >= 400:
        raise ValueError(f"{what} was refused: {response[2]!r}")
