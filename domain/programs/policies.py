"""Changing a policy: which fields there are, and within which bounds."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from domain.policy import Policy
from domain.refusals import Refusal

_LONGEST = 40
"""Characters of a name that are compared with those of the fields."""


def changed_policy(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """Return ``policy`` with ``changes``, or refuse with ``policy_out_of_bounds``.

    The sentence names the first field that is wrong, and what would be right for it; what was given
    is not repeated.
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
    near = get_close_matches(name[:_LONGEST], Policy.model_fields, n=1)
    right = f"perhaps you mean {near[0]}" if near else f"one is {next(iter(Policy.model_fields))}"
    sentence = f"The policy has no field of such a name; {right}."
    return Refusal("policy_out_of_bounds", sentence, near=near)


def _out_of_bounds(error: ValidationError, changes: Mapping[str, Any]) -> Refusal:
    first = error.errors()[0]
    if not first["loc"]:
        # Fields that do not go together; the policy's own sentence names both.
        sentence = first["msg"].removeprefix("Value error, ") + "; change one of them."
        return Refusal("policy_out_of_bounds", sentence, fields=sorted(changes))
    name = str(first["loc"][0])
    sentence = f"{name} must be {bounds_of(name)}."
    return Refusal("policy_out_of_bounds", sentence, field=name)


def bounds_of(name: str) -> str:
    """Return what a field of the policy may be, in words that go on from "must be"."""
    schema = Policy.model_json_schema()["properties"][name]
    if "enum" in schema:
        return " or ".join(schema["enum"])
    return f"a whole number from {schema['minimum']} to {schema['maximum']}"
