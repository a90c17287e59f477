"""What streams hold in the tables that rules rest on: capacity, pairs, addresses, links."""

from collections.abc import Sequence
from uuid import UUID

from records.bodies import Entry
from records.errors import UnlockedMentor
from records.kinds import Claims
from records.statements import SQL
from records.unit import Unit

ADDRESS_CHANGED = "the person's address has changed"
"""Why links are revoked: whoever reads letters at the old address is not known to be the person."""


async def move_claims(unit: Unit, entry: Entry, *, before: Claims, after: Claims) -> None:
    """Write what changed between two states of a stream.

    Raises:
        asyncpg.UniqueViolationError: somebody else holds the pair or the address since a moment.
        UnlockedMentor: capacity is taken up of a mentor whose load was not locked.
    """
    mentor = after.charged_mentor
    if mentor is not None and mentor != before.charged_mentor and not unit.has_locked(mentor):
        raise UnlockedMentor(stream=entry.stream, mentor=mentor)
    for statement, arguments in _changes(entry.ident, before, after):
        await unit.connection.execute(SQL[statement], *arguments)
    if before.email is not None and after.email != before.email:
        why = "the person is gone" if after.email is None else ADDRESS_CHANGED
        await unit.connection.execute(SQL["revoke_links_of_person"], entry.ident, entry.at, why)
        ended = "end_access" if after.email is None else "end_access_to_address"
        await unit.connection.execute(SQL[ended], entry.ident)


def _changes(
    ident: UUID, before: Claims, after: Claims
) -> Sequence[tuple[str, tuple[object, ...]]]:
    changes: list[tuple[str, tuple[object, ...]]] = []
    if after.charged_mentor != before.charged_mentor:
        changes.append(_change("charge_mentor", "release_mentor", ident, after.charged_mentor))
    if after.pair != before.pair:
        changes.append(_change("open_pair", "close_pair", ident, *(after.pair or (None,))))
    if after.email != before.email:
        changes.append(_change("claim_email", "release_email", ident, after.email))
    return changes


def _change(claim: str, release: str, ident: UUID, *held: object) -> tuple[str, tuple[object, ...]]:
    return (release, (ident,)) if None in held else (claim, (ident, *held))
