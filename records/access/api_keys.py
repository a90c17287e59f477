"""Keys of the API: shown once, narrowed by scopes, and good until a day that is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.access.limits import KEY_USED_EVERY
from domain.envelopes import derived_id
from records.handle import Store
from records.links import digest_of
from records.recorded import Row
from records.statements import SQL

_REMEMBERED: Final = timedelta(days=90)
"""How long a key that is of no use any more is still listed."""

_OPERATOR = UUID(int=0)


@dataclass(frozen=True)
class Key:
    """An API key, by which nobody can use it.

    It acts for ``person``, or as the operator where there is none; in one ``program`` alone, if it
    has one, and by its ``scopes``. ``proved`` says that a person made it with the second factor.
    """

    id: UUID
    name: str
    person: UUID | None
    program: UUID | None
    scopes: frozenset[str]
    made_by: UUID | None
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    proved: bool = False

    @property
    def is_for_staff(self) -> bool:
        """Say whether it may act for staff: by the second factor, or as the operator made it."""
        return self.proved or self.made_by is None

    def is_good(self, at: datetime) -> bool:
        """Say whether it opens anything at ``at``."""
        return self.revoked_at is None and at < self.expires_at


class Keys:
    """What is asked and noted about API keys."""

    _store: Store

    async def make_key(
        self,
        *,
        token: str,
        name: str,
        person: UUID | None,
        program: UUID | None,
        scopes: Iterable[str],
        made_by: UUID | None,
        at: datetime,
        expires_at: datetime,
        proved: bool = False,
    ) -> Key | None:
        """Keep a key and return it; None if its person is gone.

        Args:
            token: of ``runtime.tokens.new_key``; nothing of it can be shown again.
            name: what it is for, in its owner's words.
            person: for whom it acts; None is the operator.
            program: the only one that it is for, if there is one.
            scopes: what it may do, at least one of them.
            made_by: who made it; None is the operator.
            at: now.
            expires_at: when it ends.
            proved: whether who made it gave the second factor.
        """
        digest = digest_of(token)
        ident = derived_id(person or _OPERATOR, "key", digest.hex())
        key = Key(
            ident, name, person, program, frozenset(scopes), made_by, at, expires_at, proved=proved
        )
        given = (name, person, program, sorted(key.scopes), made_by, at, expires_at, proved)
        async with self._store.connection() as connection:
            kept = await connection.fetchval(
                SQL["make_key"], ident, digest, *given, at - _REMEMBERED
            )
        return key if kept else None

    async def key_of(self, token: str, *, at: datetime) -> Key | None:
        """Return the key that a token is, which is used by this; None if it opens nothing."""
        async with self._store.connection() as connection:
            row = await connection.fetchrow(SQL["key_by_digest"], digest_of(token))
            key = None if row is None else _key(row)
            if key is None or not key.is_good(at):
                return None
            if key.last_used_at is None or at - key.last_used_at >= KEY_USED_EVERY:
                await connection.execute(SQL["key_used"], key.id, at)
        return key

    async def key(self, key: UUID) -> Key | None:
        """Return the key with an id, of use or not."""
        async with self._store.connection() as connection:
            row = await connection.fetchrow(SQL["keys"], None, key)
        return None if row is None else _key(row)

    async def keys(self, person: UUID | None = None) -> list[Key]:
        """Return a person's keys, or all of them, the newest first; also those of no use lately."""
        async with self._store.connection() as connection:
            return [_key(row) for row in await connection.fetch(SQL["keys"], person, None)]

    async def revoke_key(self, key: UUID, *, at: datetime) -> bool:
        """Take a key back, by its id; say whether it was good until now."""
        async with self._store.connection() as connection:
            return bool(await connection.fetchval(SQL["revoke_key"], key, at))


def _key(row: Row) -> Key:
    return Key(**{**row, "scopes": frozenset(row["scopes"])})
