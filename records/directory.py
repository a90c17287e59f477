"""The directory of mentors: whom a mentee could ask."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field as Bounded
from pydantic import TypeAdapter

from domain.people.state import Support
from domain.policy import Policy
from records.connections import AnyConnection
from records.pages import Order, Page, Words
from records.statements import SQL, asking
from records.words import Field, any_of, nearly, telling

_Rank = Annotated[int, Bounded(ge=0, le=1_000_000)]
_ORDER: Final = Order("mentors", TypeAdapter(tuple[_Rank, Words, UUID]))


@dataclass(frozen=True)
class FindMentors:
    """Whom to find among the mentors of a program; what is not given does not matter.

    ``words`` are looked for in all that a mentor says, ``disciplines`` (any of them) and ``site``
    there alone, each word with one typing error or none, whatever its case and accents. ``support``
    asks for all of some kinds. ``has_room`` says whether another mentorship fits, ``available``
    whether the mentor is not away.
    """

    program: UUID
    words: str | None = None
    disciplines: Sequence[str] = ()
    support: AbstractSet[Support] = field(default_factory=frozenset)
    site: str | None = None
    has_room: bool | None = None
    available: bool | None = None


@dataclass(frozen=True)
class MentorFound:
    """A mentor of a program, as its members may see them.

    ``references`` says how many there are. ``rank`` is greater where the words tell more.
    """

    id: UUID
    name: str
    disciplines: Sequence[str]
    site: str | None
    support: Sequence[str]
    recent_work: str | None
    learners_so_far: int | None
    style: str | None
    references: int
    has_room: bool
    away_until: datetime | None
    rank: int


async def find_mentors(
    connection: AnyConnection,
    wanted: FindMentors,
    *,
    at: datetime,
    limit: int,
    cursor: str | None,
) -> Page[MentorFound]:
    """Return a page of mentors: those of whom the words tell most first, then by name.

    Args:
        connection: where to ask.
        wanted: whom to find.
        at: the instant at which somebody is away or not.
        limit: the most to return.
        cursor: the page before's ``next``, None for the first.

    Raises:
        BrokenCursor: it is no cursor of the directory.
    """
    rank, name, ident = (None, None, None) if cursor is None else _ORDER.place_of(cursor)
    looked_for = _looked_for(wanted)
    order = "by_name" if looked_for["words"] is None else "by_rank"
    asked = {order, *_asked(wanted), *(key for key, query in looked_for.items() if query)}
    if cursor is not None:
        asked |= {f"after_{order}"}
    rows = await connection.fetch(
        asking(SQL["find_mentors"], frozenset(asked)),
        *(wanted.program, looked_for["words"], *telling(wanted.words)),
        *(looked_for["disciplines"], looked_for["site"], sorted(wanted.support), at),
        *(rank, name, ident, _USUAL_CAPACITY, limit + 1),
    )
    found = [MentorFound(**row) for row in rows]
    return _ORDER.page(
        found, limit=limit, place=lambda mentor: (mentor.rank, mentor.name, mentor.id)
    )


_USUAL_CAPACITY: Final[int] = Policy().mentor_capacity


def _looked_for(wanted: FindMentors) -> dict[str, str | None]:
    return {
        "words": nearly(wanted.words),
        "disciplines": any_of(wanted.disciplines, among=[Field.DISCIPLINE]),
        "site": nearly(wanted.site, among=[Field.SITE]),
    }


def _asked(wanted: FindMentors) -> frozenset[str]:
    told = {
        "support": bool(wanted.support),
        "available": wanted.available is True,
        "away": wanted.available is False,
        "room": wanted.has_room is True,
        "full": wanted.has_room is False,
    }
    return frozenset(name for name, is_asked in told.items() if is_asked)
