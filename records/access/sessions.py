"""Sessions: who is signed in where, since when, and until when."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.access.limits import (
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LONGEST,
    STAFF_SESSION_IDLE,
    STAFF_SESSION_LONGEST,
)
from domain.envelopes import derived_id
from records.connections import AnyConnection
from records.handle import Store
from records.links import digest_of
from records.recorded import Row
from records.statements import SQL

How = Literal["letter", "oidc", "operator"]
"""By what somebody signed in: a letter's link, OpenID Connect, or a link that an operator made."""

_AGENT_LIMIT = 200
"""Characters that are kept of what a browser says of itself."""


@dataclass(frozen=True)
class Session:
    """Somebody signed in.

    ``ends_at`` is when it ends if nobody uses it, and at the latest. ``agent`` is what the browser
    says of itself, ``proved_at`` when the second factor was last given. Sessions of ``is_staff``,
    who administer or coordinate, are shorter. From ``form_secret`` its forms have their token.
    """

    id: UUID
    form_secret: str = field(repr=False)
    person: UUID
    how: How
    agent: str | None
    begun_at: datetime
    seen_at: datetime
    proved_at: datetime | None
    is_staff: bool

    @property
    def ends_at(self) -> datetime:
        """Return when it is over, unless it is used before."""
        idle = STAFF_SESSION_IDLE if self.is_staff else SESSION_IDLE
        longest = STAFF_SESSION_LONGEST if self.is_staff else SESSION_LONGEST
        return min(self.begun_at + longest, self.seen_at + idle)


class Sessions:
    """What is asked and noted about sessions."""

    _store: Store

    async def begin_session(
        self, person: UUID, *, token: str, how: How, agent: str | None, at: datetime
    ) -> Session | None:
        """Sign a person in, and return the session; None if the person is gone."""
        async with self._store.connection() as connection:
            return await begin(connection, person, token=token, how=how, agent=agent, at=at)

    async def session_of(self, token: str, *, at: datetime) -> Session | None:
        """Return the session of a token, which is used by this; None if there is none, or it ended.

        Whoever became one of the staff has a shorter session from then on.
        """
        async with self._store.connection() as connection:
            session = await found_by(connection, digest_of(token), at=at)
            if session is not None and at - session.seen_at >= SEEN_EVERY:
                await connection.execute(SQL["session_seen"], session.id, at)
        return session

    async def prove_session(self, session: UUID, *, token: str, at: datetime) -> Session | None:
        """Note that the second factor was given, and give a session a new token.

        The old one opens nothing from now on. None if the session ended meanwhile.
        """
        async with self._store.connection() as connection:
            return await rotate(connection, session, token=token, at=at, proved=True)

    async def renew_session(self, session: UUID, *, token: str, at: datetime) -> Session | None:
        """Give a session a new token; the old one opens nothing from now on. None if it ended."""
        async with self._store.connection() as connection:
            return await rotate(connection, session, token=token, at=at, proved=False)

    async def sessions(self, person: UUID, *, at: datetime) -> list[Session]:
        """Return a person's sessions, the one that was used last first."""
        async with self._store.connection() as connection:
            rows = await connection.fetch(SQL["sessions_of_person"], person)
        return [each for each in map(_session, rows) if at < each.ends_at]

    async def end_session(self, session: UUID, *, of: UUID) -> bool:
        """End a session if it is one of a person's; say whether it was."""
        async with self._store.connection() as connection:
            return bool(await connection.fetchval(SQL["end_session"], session, of))

    async def end_sessions(self, person: UUID, *, at: datetime, but: UUID | None = None) -> int:
        """End all sessions of a person, or all ``but`` one; return how many were still good."""
        async with self._store.connection() as connection, connection.transaction():
            rows = await connection.fetch(SQL["sessions_of_person"], person)
            await connection.execute(SQL["end_sessions"], person, but)
        return sum(at < each.ends_at and each.id != but for each in map(_session, rows))


async def begin(
    connection: AnyConnection,
    person: UUID,
    *,
    token: str,
    how: How,
    agent: str | None,
    at: datetime,
) -> Session | None:
    """Sign a person in on a connection, and return the session; None if the person is gone."""
    digest = digest_of(token)
    session = derived_id(person, "session", digest.hex())
    begun = await connection.fetchval(
        SQL["begin_session"],
        session,
        person,
        digest,
        how,
        _shown(agent),
        at,
        at - max(SESSION_LONGEST, STAFF_SESSION_LONGEST),
        digest_of(f"form {token}").hex(),
    )
    return None if begun is None else await found_by(connection, digest, at=at)


async def rotate(
    connection: AnyConnection, session: UUID, *, token: str, at: datetime, proved: bool
) -> Session | None:
    """Give a session a new token; ``proved`` says that the second factor was given."""
    digest = digest_of(token)
    rotated = await connection.fetchval(SQL["rotate_session"], session, digest, at, proved)
    return None if rotated is None else await found_by(connection, digest, at=at)


async def found_by(connection: AnyConnection, digest: bytes, *, at: datetime) -> Session | None:
    """Return the session that a token's digest belongs to, unless it is over."""
    row = await connection.fetchrow(SQL["session_by_digest"], digest)
    session = None if row is None else _session(row)
    return session if session is not None and at < session.ends_at else None


def _session(row: Row) -> Session:
    return Session(**row)


def _shown(agent: str | None) -> str | None:
    kept = "".join(each for each in agent or "" if each.isprintable())[:_AGENT_LIMIT].strip()
    return kept or None
