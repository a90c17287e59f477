"""Changing a policy: which fields there are, and within which bounds."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from domain.policy import Policy
from domain.refusals import Refusal

_SHOWN = 40


def changed_policy(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """Return ``policy`` with ``changes``, or refuse with ``policy_out_of_bounds``.

    The sentence names the first field that is wrong, and what would be right for it.
    """
    for name in changes:
        if name not in Policy.model_fields:
            raise _unknown(name)
    try:
        return Policy.model_validate({**policy.model_dump(), **changes})
    except ValidationError as error:
        raise _out_of_bounds(error, changes) from error


def changed_fields(old: Policy, new: Policy) -> tuple[str, ...]:
    """Return the names of the fields in which two policies differ, in the policy's order."""
    return tuple(name for name in Policy.model_fields if getattr(old, name) != getattr(new, name))


def _unknown(name: str) -> Refusal:
    near = get_close_matches(name[:_SHOWN], Policy.model_fields, n=1)
    right = f"perhaps you mean {near[0]}" if near else f"one is {next(iter(Policy.model_fields))}"
    sentence = f"{name[:_SHOWN]!r} is not a field of the policy; {right}."
    return Refusal("policy_out_of_bounds", sentence, field=name[:_SHOWN])


def _out_of_bounds(error: ValidationError, changes: Mapping[str, Any]) -> Refusal:
    first = error.errors()[0]
    if not first["loc"]:
        # Fields that do not go together; the policy's own sentence names both.
        sentence = first["msg"].removeprefix("Value error, ") + "; change one of them."
        return Refusal("policy_out_of_bounds", sentence, fields=sorted(changes))
    name = str(first["loc"][0])
    given = repr(changes[name])[:_SHOWN]
    sentence = f"{name} must be {_bounds(name)}, not {given}."
    return Refusal("policy_out_of_bounds", sentence, field=name, given=given)


def _bounds(name: str) -> str:
    schema = Policy.model_json_schema()["properties"][name]
    if "enum" in schema:
        return " or ".join(schema["enum"])
    return f"a whole number from {schema['minimum']} to {schema['maximum']}"
