"""From what people type to ids: addresses, names, and the beginnings of ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from typing import Any
from uuid import UUID

from cli.exits import Unknown, Usage
from domain.envelopes import Category, stream_of
from records.queries import PersonRow, ProgramRow
from records.store import Records

SHORT = 8
"""Characters of an id that lists show."""

LEAST = 4
"""Characters of an id that have to be typed."""

_SHOWN = 4
"""Ids that are shown of those that a word begins."""

_COMPARED = 10_000
"""People whose addresses are compared with one that nobody has."""

_NEAR = 0.75
"""How alike two addresses are, of 1, when the one may be meant by the other."""


@dataclass(frozen=True)
class Target:
    """The stream that is meant; without an id, one that does not exist yet."""

    category: Category
    ident: UUID | None

    @property
    def stream(self) -> str:
        """Return the stream's name."""
        return (
            f"{self.category}/new" if self.ident is None else stream_of(self.category, self.ident)
        )


async def find_target(records: Records, word: str) -> Target:
    """Return the stream that ``ID`` means: a mentorship, ``person/…`` or ``program/…``.

    Raises:
        Unknown: there is none.
        Usage: it is too short, or means several.
    """
    kind, slash, name = word.partition("/")
    if not slash:
        return Target("mentorship", await find_mentorship(records, word))
    match kind:
        case "mentorship":
            return Target("mentorship", await find_mentorship(records, name))
        case "person":
            return Target("person", (await find_person(records, name)).id)
        case "program":
            return Target("program", (await find_program(records, name)).id)
    sentence = (
        f"{word[:60]!r} names nothing; write a mentorship's id, person/ADDRESS or program/NAME."
    )
    raise Usage(sentence, id=word[:60])


async def find_mentorship(records: Records, word: str) -> UUID:
    """Return the id of the one mentorship that a word begins or is.

    Raises:
        Unknown: there is none.
        Usage: it is too short, no beginning of an id, or begins several.
    """
    full = _uuid(word)
    if full is not None:
        if await records.state("mentorship", full) is None:
            raise _no_mentorship(word)
        return full
    start = word.lower()
    if len(start) < LEAST or set(start) - set("0123456789abcdef-"):
        sentence = (
            f"{word[:60]!r} is no mentorship's id; give it, or at least its first {LEAST} "
            "characters, as 'mentorship list' shows them."
        )
        raise Usage(sentence, id=word[:60])
    found = await records.mentorships_beginning(start, limit=_SHOWN + 1)
    return _only([each for each in found if str(each).startswith(start)], word)


def _only(found: Sequence[UUID], word: str) -> UUID:
    if not found:
        raise _no_mentorship(word)
    if len(found) > 1:
        ids = ", ".join(str(each)[: len(word) + 4] for each in found[:_SHOWN])
        more = ", …" if len(found) > _SHOWN else ""
        sentence = f"{word!r} begins several mentorships ({ids}{more}); give more of the id."
        raise Usage(sentence, id=word)
    return found[0]


def _no_mentorship(word: str) -> Unknown:
    sentence = f"There is no mentorship {word[:60]}; 'mentorship list --all' shows all there are."
    return Unknown(sentence, id=word[:60])


async def find_person(records: Records, word: str) -> PersonRow:
    """Return the person with an address or an id.

    Raises:
        Unknown: nobody has it.
    """
    ident = _uuid(word)
    found = await records.people(ident=ident, email=None if ident else word, limit=1)
    if found:
        return found[0]
    everybody = [row.email for row in await records.people(limit=_COMPARED) if row.email]
    near = near_addresses(word, everybody)[:1]
    right = f"did you mean {near[0]}?" if near else "'mentorship people' lists everybody."
    sentence = f"Nobody is registered as {word[:80]}; {right}"
    raise Unknown(sentence, person=word[:80], near=near)


def near_addresses(word: str, known: Iterable[str]) -> list[str]:
    """Return the addresses that may be meant by a slip, the likeliest first.

    Whose an address is stands before the @, and everybody here may share what stands after it: so
    the two parts are compared each for itself, and the first counts more.
    """
    name, _, place = word.lower().partition("@")

    def likeness(address: str) -> float:
        its_name, _, its_place = address.partition("@")
        return 0.7 * _alike(name, its_name) + 0.3 * _alike(place, its_place)

    rated = sorted(((likeness(each), each) for each in known), reverse=True)
    return [address for alike, address in rated if alike >= _NEAR]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


async def find_program(records: Records, word: str) -> ProgramRow:
    """Return the program with a name or an id; the very name goes before one in another case.

    Raises:
        Unknown: there is none.
        Usage: several have the name.
    """
    ident = _uuid(word)
    found = await records.programs(ident=ident, name=None if ident else word)
    found = [row for row in found if row.name == word] or found
    if len(found) > 1:
        ids = ", ".join(f"{row.id} is {row.name!r}" for row in found)
        sentence = f"{len(found)} programs are called {word!r}; give the id: {ids}."
        raise Usage(sentence, name=word)
    if found:
        return found[0]
    names = {row.name.lower(): row.name for row in await records.programs()}
    near = [names[each] for each in get_close_matches(word.lower(), names, n=1)]
    right = f"did you mean {near[0]!r}?" if near else "'mentorship programs' lists them."
    sentence = f"There is no program {word[:80]!r}; {right}"
    raise Unknown(sentence, program=word[:80], near=near)


async def find_id(records: Records, kind: str, word: str) -> UUID:
    """Return the id that a field's word means; ``kind`` says whose it is.

    Raises:
        Unknown, Usage: as the functions above.
    """
    match kind:
        case "program":
            return (await find_program(records, word)).id
        case "mentorship":
            return await find_mentorship(records, word)
    return (await find_person(records, word)).id


async def names_of(records: Records, people: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Return the names of people by their ids; who is not known has none."""
    wanted = {each for each in people if each is not None}
    found = [await records.people(ident=each, limit=1) for each in sorted(wanted)]
    return {row.id: row.name for rows in found for row in rows}


def ids_in(value: Any) -> set[UUID]:
    """Return every id that stands somewhere in an event's data."""
    if isinstance(value, dict):
        return {each for part in value.values() for each in ids_in(part)}
    if isinstance(value, list):
        return {each for part in value for each in ids_in(part)}
    ident = _uuid(value) if isinstance(value, str) else None
    return set() if ident is None else {ident}


def short(ident: UUID) -> str:
    """Return as much of an id as lists show."""
    return str(ident)[:SHORT]


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word) if len(word) >= 32 else None  # noqa: PLR2004 - hexadecimal digits of an id
    except ValueError:
        return None
