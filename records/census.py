"""Small counts and look-ups that people at a keyboard ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from records.connections import AnyConnection
from records.statements import SQL

_DIGITS = 32


@dataclass(frozen=True)
class Census:
    """How many people have each role in a program, and how many mentorships are in each stage.

    Mentorships whose record is closed do not count.
    """

    roles: Mapping[str, int]
    stages: Mapping[str, int]


async def census(connection: AnyConnection, program: UUID) -> Census:
    """Return how many are in a program."""
    return Census(
        roles=await _counted(connection, "roles_in_program", program),
        stages=await _counted(connection, "stages_in_program", program),
    )


async def _counted(connection: AnyConnection, statement: str, program: UUID) -> dict[str, int]:
    rows = await connection.fetch(SQL[statement], program)
    return {row["name"]: row["number"] for row in rows}


async def mentorships_beginning(connection: AnyConnection, start: str, *, limit: int) -> list[UUID]:
    """Return the ids of mentorships that begin with ``start``, hexadecimal digits and dashes."""
    digits = start.replace("-", "").lower()
    if len(digits) > _DIGITS:
        return []
    first, last = UUID(digits.ljust(_DIGITS, "0")), UUID(digits.ljust(_DIGITS, "f"))
    rows = await connection.fetch(SQL["mentorships_beginning"], first, last, limit)
    return [row["id"] for row in rows]
