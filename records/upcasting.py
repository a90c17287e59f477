"""Events of earlier releases, read in today's shape.

An event that changes its shape gets a step here, from the version that was stored to the next; its
stored form is never touched. Steps are pure and see only the event's own data.
"""

from collections.abc import Callable, Mapping
from typing import Any

from records.errors import UnknownVersion

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]
Upcasters = Mapping[tuple[str, int], Upcaster]


def _nobody_told(data: Data) -> Data:
    """Nobody was told at the address that was replaced, so it was not kept."""
    return {**data, "former_name": None, "former_email": None}


UPCASTERS: Upcasters = {("person.contact_changed", 1): _nobody_told}
"""By type and the version that the step starts from; the step leads to the version after it."""


def current_version(type_: str, *, steps: Upcasters = UPCASTERS) -> int:
    """Return the version in which events of a type are stored today, counted from 1."""
    version = 1
    while (type_, version) in steps:
        version += 1
    return version


def upcast(type_: str, data: Data, *, version: int, steps: Upcasters = UPCASTERS) -> Data:
    """Return an event's data in today's shape.

    Raises:
        UnknownVersion: it was stored by a later release.
    """
    known = current_version(type_, steps=steps)
    if version > known:
        raise UnknownVersion(type_, version=version, known=known)
    for step in range(version, known):
        data = steps[type_, step](data)
    return data
