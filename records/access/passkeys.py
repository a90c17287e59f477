"""Passkeys: what people give as their second factor, and what they were asked to sign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.access.limits import CHALLENGE, PASSKEYS_MOST
from domain.envelopes import derived_id
from domain.refusals import Refusal
from records.handle import Store
from records.recorded import Row
from records.statements import SQL

Purpose = Literal["add", "prove"]
"""What a passkey is asked for: to be kept, or to prove who it is."""


@dataclass(frozen=True)
class Passkey:
    """A credential of WebAuthn; ``name`` is what its owner calls it."""

    id: UUID
    credential_id: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    sign_count: int
    transports: tuple[str, ...]
    name: str
    made_at: datetime
    used_at: datetime | None = None


class Passkeys:
    """What is asked and noted about passkeys."""

    _store: Store

    async def add_passkey(
        self,
        person: UUID,
        *,
        credential_id: bytes,
        public_key: bytes,
        sign_count: int,
        transports: Sequence[str],
        name: str,
        at: datetime,
    ) -> Passkey | Refusal:
        """Keep a passkey and return it, or why it is not kept."""
        ident = derived_id(person, "passkey", credential_id.hex())
        parts = (credential_id, public_key, sign_count, tuple(transports), name, at)
        async with self._store.connection() as connection, connection.transaction():
            await connection.fetchval(SQL["lock_person"], person)
            given = (ident, person, *parts, PASSKEYS_MOST)
            if await connection.fetchval(SQL["add_passkey"], *given):
                return Passkey(ident, *parts)
            rows = await connection.fetch(SQL["passkeys_of_person"], person)
        if len(rows) >= PASSKEYS_MOST:
            sentence = f"You have {len(rows)} passkeys, and no more are kept; remove one first."
            return Refusal("too_many_passkeys", sentence, most=PASSKEYS_MOST)
        sentence = "This passkey is kept here already; use another device, or go on with this one."
        return Refusal("passkey_known", sentence)

    async def passkeys(self, person: UUID) -> list[Passkey]:
        """Return a person's passkeys, the oldest first."""
        async with self._store.connection() as connection:
            rows = await connection.fetch(SQL["passkeys_of_person"], person)
        return [_passkey(row) for row in rows]

    async def passkey_used(self, credential_id: bytes, *, sign_count: int, at: datetime) -> bool:
        """Note that a passkey signed; False if it is unknown, or if there is a copy of it.

        A copy is found out by its counter, which falls behind (WebAuthn Level 2, 6.1.1).
        """
        async with self._store.connection() as connection:
            used = await connection.fetchval(SQL["passkey_used"], credential_id, sign_count, at)
        return bool(used)

    async def forget_passkey(self, passkey: UUID, *, of: UUID) -> bool:
        """Remove a passkey if it is one of a person's; say whether it was."""
        async with self._store.connection() as connection:
            return bool(await connection.fetchval(SQL["forget_passkey"], passkey, of))

    async def forget_passkeys(self, person: UUID) -> int:
        """Remove all passkeys of a person, who may have lost them; return how many there were."""
        async with self._store.connection() as connection:
            return int(await connection.fetchval(SQL["forget_passkeys"], person))

    async def keep_challenge(
        self, session: UUID, challenge: bytes, *, purpose: Purpose, at: datetime
    ) -> None:
        """Keep what a passkey is asked to sign, in place of what it was asked for this before."""
        async with self._store.connection() as connection:
            await connection.execute(SQL["keep_challenge"], session, purpose, challenge, at)

    async def take_challenge(
        self, session: UUID, *, purpose: Purpose, at: datetime
    ) -> bytes | None:
        """Return what a passkey was asked to sign, once; None if that was too long ago."""
        async with self._store.connection() as connection:
            row = await connection.fetchrow(SQL["take_challenge"], session, purpose)
        if row is None or at - row["made_at"] >= CHALLENGE:
            return None
        return bytes(row["challenge"])


def _passkey(row: Row) -> Passkey:
    return Passkey(**{**row, "transports": tuple(row["transports"])})
