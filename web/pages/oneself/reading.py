"""What is recorded, for people to read: days as days, names for ids, and nothing that is empty."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from web.pages.words import day, moment, spoken

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")
_DUE: Final = frozenset({"date", "zone", "at"})
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_ROLES: Final = {
    "administrator": "an administrator",
    "coordinator": "a coordinator",
    "mentee": "a mentee",
    "mentor": "a mentor",
}


def readable(value: Any, *, names: Mapping[str, str], zone: str) -> Any:
    """Return a value of JSON as somebody reads it.

    Args:
        value: as it is recorded.
        names: of those whose ids occur.
        zone: the reader's, for instants.
    """
    match value:
        case {"date": str(on)} if set(value) <= _DUE | {"time"}:
            clock = f", {value['time'][:5]}" if "time" in value else ""
            return f"{readable(on, names=names, zone=zone)}{clock}"
        case dict():
            told = {
                names.get(name, spoken(name)): readable(each, names=names, zone=zone)
                for name, each in value.items()
                if name != "id"
            }
            return {name: each for name, each in told.items() if each not in _EMPTY}
        case list():
            items = [readable(each, names=names, zone=zone) for each in value]
            return [each for each in items if each not in _EMPTY]
        case bool():
            return "yes" if value else "no"
        case str():
            return _said(value, names=names, zone=zone)
    return value


def _said(text: str, *, names: Mapping[str, str], zone: str) -> str:
    if text in names:
        return names[text]
    try:
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        if _INSTANT.fullmatch(text):
            return moment(datetime.fromisoformat(text), zone)
    except ValueError:  # it only looks like one
        pass
    return text


@dataclass(frozen=True)
class Happening:
    """The head of an event as somebody reads it: what it was, when, and by whom."""

    version: int
    what: str
    at: str
    by: str


def happened(
    events: Sequence[Mapping[str, Any]], *, names: Mapping[str, str], zone: str
) -> Mapping[Happening, Any]:
    """Return events of JSON as somebody reads them, in their order: of each what it says."""
    return {
        Happening(
            version=each["version"],
            what=spoken(each["type"].rpartition(".")[2]),
            at=readable(each["at"], names=names, zone=zone),
            by=names.get(each["by"]["person"]) or _ROLES.get(each["by"]["role"], "the service"),
        ): readable(each["data"], names=names, zone=zone)
        for each in events
    }
