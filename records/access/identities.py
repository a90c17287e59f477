"""Who people are at an OpenID Connect provider, and who is on the way there and back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.access.limits import OPEN_ID
from records.handle import Store
from records.links import digest_of
from records.statements import SQL


@dataclass(frozen=True)
class OidcState:
    """What is needed when somebody comes back from a provider."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Identities:
    """What is asked and noted about sign-ins by OpenID Connect."""

    _store: Store

    async def identity(self, issuer: str, subject: str) -> UUID | None:
        """Return the person whom a provider calls so; None if that is not known here."""
        async with self._store.connection() as connection:
            found: UUID | None = await connection.fetchval(SQL["identity"], issuer, subject)
        return found

    async def keep_identity(
        self, issuer: str, subject: str, *, person: UUID, at: datetime
    ) -> UUID | None:
        """Keep that a provider calls a person so, and return the person of whom that is kept.

        That is another one if it was kept of another one before, and None if the person is gone.
        """
        async with self._store.connection() as connection:
            await connection.execute(SQL["keep_identity"], issuer, subject, person, at)
            found: UUID | None = await connection.fetchval(SQL["identity"], issuer, subject)
        return found

    async def person_by_email(self, email: str) -> UUID | None:
        """Return who has an address; only a provider that verified it may be believed."""
        async with self._store.connection() as connection:
            given = email.strip().lower()
            if "\0" in given or not given.isprintable():
                return None
            found: UUID | None = await connection.fetchval(SQL["person_with_email"], given)
        return found

    async def keep_oidc_state(
        self, state: str, *, browser: str, nonce: str, verifier: str, at: datetime
    ) -> None:
        """Keep what will be needed when somebody comes back with ``state`` in the same browser."""
        given = (digest_of(state), digest_of(browser), nonce, verifier, at, at - OPEN_ID)
        async with self._store.connection() as connection:
            await connection.execute(SQL["keep_oidc_state"], *given)

    async def take_oidc_state(self, state: str, *, browser: str, at: datetime) -> OidcState | None:
        """Return what was kept, once; None in another browser, or if that was too long ago."""
        async with self._store.connection() as connection:
            given = (digest_of(state), digest_of(browser))
            row = await connection.fetchrow(SQL["take_oidc_state"], *given)
        if row is None or at - row["made_at"] >= OPEN_ID:
            return None
        return OidcState(row["nonce"], row["verifier"])
