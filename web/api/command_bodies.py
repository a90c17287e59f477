"""Commands as they are sent: what each kind of stream takes, with examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final

from fastapi.openapi.models import Example
from pydantic import Field

from domain.catalogue import CREATING, catalogue
from domain.envelopes import Category

_MENTEE: Final = "0197a1c2-0a01-7000-8000-000000000001"
_PROGRAM: Final = "7d8c3f0e-6b1a-5c9e-8a54-2f9f7c1d0b42"

EXAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "open_mentorship": {"type": "open_mentorship", "program": _PROGRAM, "mentee": _MENTEE},
    "invite": {
        "type": "invite",
        "candidate": 1,
        "ask": "Would you meet me once a month to help me publish my first project?",
    },
    "accept": {"type": "accept", "invitation": 1},
    "set_goal": {
        "type": "set_goal",
        "what": "A first draft of the proposal",
        "measure": "Both of us have read it",
        "achievable": "Two free afternoons a week",
        "reason": "It is the way into the group",
        "by": "2027-03-31",
    },
    "assign_task": {
        "type": "assign_task",
        "owner": "mentee",
        "what": "Find ten papers",
        "by": "2027-01-15",
    },
    "end_mentorship": {"type": "end_mentorship", "kind": "run_its_course", "sealed": True},
    "register_person": {
        "type": "register_person",
        "name": "Ada Okafor",
        "email": "ada.okafor@example.org",
        "zone": "Europe/Berlin",
    },
    "grant_role": {"type": "grant_role", "program": _PROGRAM, "role": "mentor"},
    "set_away": {"type": "set_away", "until": "2027-02-01"},
    "create_program": {"type": "create_program", "name": "Residency", "zone": "America/Denver"},
    "set_policy": {"type": "set_policy", "changes": {"reply_by_days": 10}},
    "close_program": {"type": "close_program"},
}
"""One command of each sort, as a reader of the description meets it first."""


@dataclass(frozen=True)
class Bodies:
    """What is sent to one address: the type of it, and examples by their names."""

    type_: Any
    examples: dict[str, Example]


def _bodies(category: Category, *, creating: bool) -> Bodies:
    """Return the commands that begin a kind of stream, or all others that it takes."""
    sent = [
        each
        for each in catalogue().values()
        if each.category == category and (each.name in CREATING) is creating
    ]
    examples: dict[str, Example] = {
        each.name: {"summary": each.about, "value": dict(EXAMPLES[each.name])}
        for each in sent
        if each.name in EXAMPLES
    }
    union: Any = reduce(or_, (each.model for each in sent))
    if len(sent) > 1:
        union = Annotated[union, Field(discriminator="type")]
    return Bodies(union, examples)


TO_OPEN_MENTORSHIP: Final = _bodies("mentorship", creating=True)
TO_MENTORSHIP: Final = _bodies("mentorship", creating=False)
TO_REGISTER: Final = _bodies("person", creating=True)
TO_PERSON: Final = _bodies("person", creating=False)
TO_CREATE_PROGRAM: Final = _bodies("program", creating=True)
TO_PROGRAM: Final = _bodies("program", creating=False)
