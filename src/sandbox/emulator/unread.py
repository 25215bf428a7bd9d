"""Notes every property that a provisioner never looked at: such a property cannot be read back, whatever the answer of the API."""
import os

from handlers import not_verified
from ministack.services.cloudformation import provisioners

# Properties that steer CloudFormation itself and that no service answers.
_STEERING = frozenset(("EmptyOnDelete", "PendingWindowInDays", "BypassPolicyLockoutSafetyCheck"))
_REASON = "the emulator does not keep this property"


class _Watched(dict):
    """A dict that remembers which keys were asked for; whoever walks over all of it has asked for each."""

    def __init__(self, content: dict):
        super().__init__(content)
        self.asked: set = set()

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def pop(self, key, *default):
        self.asked.add(key)
        return super().pop(key, *default)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)

    def _all(self):
        self.asked.update(super().keys())

    def __iter__(self):
        self._all()
        return super().__iter__()

    def keys(self):
        self._all()
        return super().keys()

    def items(self):
        self._all()
        return super().items()

    def values(self):
        self._all()
        return super().values()

    def copy(self):
        self._all()
        return super().copy()


def register() -> None:
    """Watches the create of every type that the emulator itself provisions."""
    forwarded = set(os.environ.get("SANDBOX_FORWARDED_TYPES", "").split(","))
    for resource_type, handlers in provisioners._RESOURCE_HANDLERS.items():
        if resource_type not in forwarded and not resource_type.startswith(("AWS::CloudFormation::", "AWS::CDK::")):
            provisioners._RESOURCE_HANDLERS[resource_type] = {**handlers, "create": _watching(resource_type, handlers["create"])}


def _watching(resource_type: str, create):
    def watched(logical_id, props, stack_name):
        seen = _Watched(props)
        physical_id, attributes = create(logical_id, seen, stack_name)
        for prop in sorted(set(props) - seen.asked - _STEERING):
            not_verified(resource_type, f"{stack_name}/{logical_id}", prop, _REASON)
        return physical_id, attributes
    return watched
