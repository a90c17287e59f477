"""Imports that were recorded, by their ids, so that one that is sent again records nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.envelopes import Actor
from domain.refusals import Refusal
from records import queries
from records.canonical import actor_fields, canonical
from records.connections import AnyConnection
from records.errors import LostRace
from records.statements import SQL

_REMEMBERED: Final = timedelta(days=90)
"""How long an import is known again, at least; later ones remove it."""

_COUNTED: Final = ("registered", "changed", "unchanged", "bad")


@dataclass(frozen=True)
class Import:
    """One import: who imports, and a digest of all that makes it this one and not another.

    Of one that was recorded, ``at`` is when, and ``counts`` how many rows did what.
    """

    id: UUID
    actor: Actor
    digest: bytes
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)


async def find_import(connection: AnyConnection, asked: Import) -> Import | None:
    """Return an import as it was recorded before; None if it was not.

    Raises:
        Refusal: ``id_reused``, because its id belongs to another import, or to a command.
    """
    row = await connection.fetchrow(SQL["find_import"], asked.id)
    if row is None and await queries.receipt(connection, asked.id) is None:
        return None
    if row is None or row["digest"] != asked.digest:
        sentence = (
            "This id belongs to another import or command; give each import an id of its own."
        )
        raise Refusal("id_reused", sentence)
    return replace(asked, at=row["at"], counts={each: row[each] for each in _COUNTED})


async def keep_import(connection: AnyConnection, done: Import) -> None:
    """Keep that an import is recorded, in the transaction that records it; forget old ones.

    Raises:
        LostRace: its id was used meanwhile; whoever looks again finds by whom.
    """
    kept = await connection.fetchval(
        SQL["keep_import"],
        done.id,
        canonical(actor_fields(done.actor)),
        done.digest,
        done.at,
        *(done.counts[each] for each in _COUNTED),
        done.at - _REMEMBERED,
    )
    if not kept:
        raise LostRace
