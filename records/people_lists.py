"""Lists of people, by name, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from domain.envelopes import Role
from records.connections import AnyConnection
from records.pages import Order, Page, Words
from records.queries import PersonRow
from records.statements import SQL, asking
from records.words import Field, nearly

_ORDER: Final = Order("people", TypeAdapter(tuple[Words, UUID]))


@dataclass(frozen=True)
class WhichPeople:
    """Which people to list; what is not given does not matter, and who is gone is never listed.

    ``programs`` asks for those with a role in any of several, ``role`` for those who have it there.
    Administrators are so everywhere. ``words`` are looked for in names, each with one typing error
    or none.
    """

    programs: Sequence[UUID] | None = None
    role: Role | None = None
    words: str | None = None


async def page_of_people(
    connection: AnyConnection, which: WhichPeople, *, limit: int, cursor: str | None
) -> Page[PersonRow]:
    """Return a page of people by name, after a cursor.

    Raises:
        BrokenCursor: it is no cursor of this list.
    """
    name, ident = (None, None) if cursor is None else _ORDER.place_of(cursor)
    words = nearly(which.words, among=[Field.NAME])
    rows = await connection.fetch(
        asking(SQL["page_of_people"], _asked(which, words=words, cursor=cursor)),
        *(which.programs, which.role, words, name, ident, limit + 1),
    )
    people = [PersonRow(**row) for row in rows]
    return _ORDER.page(people, limit=limit, place=lambda person: (person.name, person.id))


def _asked(which: WhichPeople, *, words: str | None, cursor: str | None) -> frozenset[str]:
    administrators = which.role is Role.ADMINISTRATOR
    by_role = which.role is not None and not administrators
    told = {
        "administrator": administrators,
        "role": by_role,
        "programs": which.programs is not None,
        "role_or_programs": by_role or which.programs is not None,
        "words": words is not None,
        "after": cursor is not None,
    }
    return frozenset(name for name, is_asked in told.items() if is_asked)
