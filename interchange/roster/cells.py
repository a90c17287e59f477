"""From what stands in a cell to a value that the rules know, or what would be right instead."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from domain.dates import Zone
from domain.envelopes import Role
from domain.model import Day, Email, Line, Text
from domain.people.commands import Capacity, Language, Lines, MentorDetails
from domain.people.state import Support
from records.malformed import sentence_of

Reader = Callable[[str], Any]
"""Turns the text of a cell into a value, or raises ``Wrong``."""

_SEVERAL = re.compile(r"\s*[;\n]\s*")
_ROLES_APART = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*", re.IGNORECASE)
_IN_PROGRAM = re.compile(r"(\w+)\s+in\s+(.+)")
_WHOLE = re.compile(r"([+-]?\d+)(?:[.,]0{1,2})?")
"""With three noughts behind the point it may as well be thousands, and is not guessed at."""

_ABBREVIATED: Mapping[str, str] = {
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "mountain": "America/Denver",
    "mdt": "America/Denver",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "eastern": "America/New_York",
    "edt": "America/New_York",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "aest": "Australia/Sydney",
}
"""What people write for a zone that has several cities, with the one that is suggested."""


class Wrong(Exception):
    """A cell holds what cannot be used: ``wrong`` says why, ``right`` what would be."""

    def __init__(self, *, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}; {right}")
        self.wrong = wrong
        self.right = right


def _reader(
    kind: Any, *, wrong: str | None = None, right: str | None = None
) -> Callable[[Any], Any]:
    """Return a reader of one of the domain's own types, with sentences of ours or of the type."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def read(given: Any) -> Any:
        try:
            return adapter.validate_python(given)
        except ValidationError as error:
            told, _, advice = sentence_of(error).rstrip(".").partition("; ")
            raise Wrong(
                wrong=wrong or told, right=right or advice or "write something else"
            ) from error

    return read


email = _reader(Email, wrong="is not an address", right="write one such as ada@example.org")
line = _reader(Line)
text = _reader(Text)
_lines = _reader(Lines)
_language = _reader(
    Language, wrong="is not a language", right="write a tag such as en, de or pt-BR"
)
_day = _reader(Day, wrong="is not a date", right="write year, month and day, such as 2027-03-31")


def language(written: str) -> str:
    """Read a language's tag, in letters of any size: ``EN``, ``pt_br``."""
    parts = written.replace("_", "-").split("-")
    sized = [parts[0].lower(), *(_sized(part) for part in parts[1:])]
    read: str = _language("-".join(sized))
    return read


def _sized(part: str) -> str:
    return part.title() if len(part) == len("Latn") else part.upper()


def zone(written: str) -> str:
    """Read a time zone's name, in letters of any size; others are suggested their likeliest."""
    name = _zones().get(_plain(written))
    if name is not None:
        return name
    near = _near_zone(_plain(written))
    right = f"did you mean {near}?" if near else "write a name such as America/Denver"
    raise Wrong(wrong="is not a time zone", right=right)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    known: TypeAdapter[str] = TypeAdapter(Zone)
    found: dict[str, str] = {}
    for name in available_timezones():
        try:
            found[_plain(name)] = known.validate_python(name)
        except ValidationError:
            continue  # a name in the database that is no place
    return found


def _plain(name: str) -> str:
    return "_".join(name.lower().split())


@lru_cache(maxsize=1024)
def _near_zone(name: str) -> str | None:
    zones = _zones()
    cities = {each.rpartition("/")[2]: each for each in sorted(zones)}
    city = name.rpartition("/")[2]
    for word in (name, name.partition("_")[0]):
        if word in _ABBREVIATED:
            return _ABBREVIATED[word]
    near = get_close_matches(name, zones, n=1, cutoff=0.75)
    found = near or [cities[each] for each in get_close_matches(city, cities, n=1, cutoff=0.8)]
    return zones[found[0]] if found else None


_ROLES: Mapping[str, Role] = {
    **{
        name: role
        for role in (Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.ADMINISTRATOR)
        for name in (role.value, f"{role.value}s")
    },
    "admin": Role.ADMINISTRATOR,
    "learner": Role.MENTEE,
}


@dataclass(frozen=True)
class Held:
    """A role, and the program that the cell itself names for it, as an export writes it."""

    role: Role
    program: str | None = None


def roles(written: str) -> tuple[Held, ...]:
    """Read roles: ``Mentor``, ``mentee/mentor``, or each with its program, ``mentor in Labs``."""
    held: list[Held] = []
    for entry in filter(None, _SEVERAL.split(written)):
        with_program = _IN_PROGRAM.fullmatch(entry)
        if with_program:
            held.append(Held(_role(with_program[1]), with_program[2]))
        else:
            held += [Held(_role(word)) for word in filter(None, _ROLES_APART.split(entry))]
    return tuple(dict.fromkeys(held))


def _role(word: str) -> Role:
    role = _ROLES.get(word.lower())
    if role is None:
        near = get_close_matches(word.lower(), [role.value for role in _ROLES.values()], n=1)
        right = f"did you mean {near[0]}?" if near else "write mentee, mentor or coordinator"
        raise Wrong(wrong="is not a role", right=right)
    return role


def whole(*, limit_of: Any, right: str) -> Reader:
    """Return a reader of whole numbers within the bounds of a type, such as ``3`` or ``3.0``."""
    bounded = _reader(limit_of, wrong="is not possible", right=right)

    def read(written: str) -> int:
        number = _WHOLE.fullmatch(written)
        if number is None:
            raise Wrong(wrong="is not a whole number", right=right)
        value: int = bounded(int(number[1]) if len(number[1]) < 20 else -1)  # noqa: PLR2004 - digits
        return value

    return read


capacity = whole(limit_of=Capacity, right="write a number from 0 to 50")
learners = whole(
    limit_of=MentorDetails.model_fields["learners_so_far"].annotation,
    right="write a number from 0 to 100000",
)


def day(written: str) -> date:
    """Read a day as ``2027-03-31``; what could be read in two ways is not guessed at."""
    found: date = _day(written.partition("T")[0].partition(" ")[0])
    return found


def several(written: str) -> tuple[str, ...]:
    """Read entries that are separated by semicolons or lines."""
    entries = dict.fromkeys(line(each) for each in filter(None, _SEVERAL.split(written)))
    read: tuple[str, ...] = _lines(tuple(entries))
    return read


def several_or_commas(written: str) -> tuple[str, ...]:
    """Read entries separated by semicolons or lines, or by commas where there are neither."""
    return several(written if _SEVERAL.search(written) else written.replace(",", ";"))


_KINDS: Mapping[str, Support] = {kind.value.replace("_", " "): kind for kind in Support}


def support(written: str) -> tuple[Support, ...]:
    """Read kinds of support: ``research; career``, or ``Clinical skills, wellbeing``."""
    return tuple(dict.fromkeys(_kind(each) for each in several_or_commas(written)))


def _kind(word: str) -> Support:
    plain = " ".join(word.lower().replace("_", " ").replace("-", " ").split())
    kind = _KINDS.get(plain)
    if kind is None:
        near: Sequence[str] = get_close_matches(plain, _KINDS, n=1)
        right = f"did you mean {near[0]}?" if near else f"write some of {', '.join(_KINDS)}"
        raise Wrong(wrong="is not a kind of support", right=right)
    return kind
