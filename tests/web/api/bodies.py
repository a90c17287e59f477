"""For every command a body that can be read: the least that it needs, about what there is."""

import re
from collections.abc import Mapping
from typing import Any, Final

from domain.catalogue import CREATING, catalogue
from domain.envelopes import Category
from runtime.ids import new_id
from tests.domain.mentorship.commands import COMMANDS
from tests.web.crowd import COORDINATOR, MENTEE, NEWCOMER, Crowd, day

API: Final = "/api/v1"

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEFORE: Final = frozenset({"happened_on"})
_PLACES: Final[Mapping[Category, str]] = {
    "mentorship": "mentorships",
    "person": "people",
    "program": "programs",
}


def address_of(crowd: Crowd, command: str) -> str:
    """Return where a command is sent; to people it is sent to the mentor."""
    category = catalogue()[command].category
    place = _PLACES[category]
    if command in CREATING:
        return f"{API}/{place}/commands"
    idents = {
        "mentorship": crowd.mentorship,
        "person": crowd.site.cast.mentor.person,
        "program": crowd.program,
    }
    return f"{API}/{place}/{idents[category]}/commands"


def body_of(crowd: Crowd, command: str) -> dict[str, Any]:
    """Return a command with its type, as it is sent."""
    if command == "open_mentorship":
        body: dict[str, Any] = {"program": str(crowd.program), "mentee": str(crowd.ident(MENTEE))}
    elif command in COMMANDS:
        body = COMMANDS[command].model_dump(mode="json", exclude_unset=True)
        body = {name: _dated(crowd, name, value) for name, value in body.items()}
    else:
        body = _others(crowd)[command]
    if command == "assign_mentor":
        body["mentor"] = str(crowd.ident("another mentor"))
    return {**body, "type": command}


def _dated(crowd: Crowd, name: str, value: Any) -> Any:
    """Return a value with days that fit the day on which the test runs."""
    if isinstance(value, dict):
        return {inner: _dated(crowd, inner, each) for inner, each in value.items()}
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day(crowd, -1 if name in _BEFORE else 400 if name == "ends_on" else 30)
    return value


def _others(crowd: Crowd) -> Mapping[str, dict[str, Any]]:
    role = {"program": str(crowd.program), "role": "mentor"}
    address = f"{new_id()}@example.org"
    return {
        "register_person": {"name": "Eve", "email": address, "zone": "UTC"},
        "change_profile": {"mentor_profile": {"site": "East"}},
        "change_contact": {"zone": "UTC"},
        "grant_role": role,
        "revoke_role": role,
        "set_capacity": {"capacity": 3},
        "set_away": {"until": day(crowd, 30)},
        "add_reference": {"text": "A patient teacher"},
        "answer_invitation_to_mentor": {"answer": "later"},
        "set_preferences": {"hour": 9},
        "unsubscribe": {},
        "resubscribe": {},
        "merge_into": {"other": str(crowd.ident(NEWCOMER))},
        "erase_person": {},
        "create_program": {"name": "Another", "zone": "UTC"},
        "set_policy": {"changes": {"reply_by_days": 10}},
        "set_template": {"text": "We agree on what follows."},
        "set_letterhead": {"signature": "The office"},
        "close_program": {},
        "reopen_program": {},
    }


STAFF: Final = (COORDINATOR, "an administrator")
