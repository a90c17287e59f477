"""Links to sign in: asked for by an address, or made by an operator, and used once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.access.limits import SIGN_IN, SIGN_IN_AGAIN
from domain.envelopes import derived_id
from domain.model import Email
from domain.refusals import Refusal
from records.access.sessions import How, Session, begin, rotate
from records.connections import AnyConnection
from records.handle import Store
from records.links import digest_of
from records.recorded import Row
from records.statements import SQL

_REMEMBERED: Final = timedelta(days=1)
"""How long it is known of a link why it is of no use any more."""

_ADDRESS: TypeAdapter[str] = TypeAdapter(Email)
_LONGEST = 254
_ANEW = "ask for a new one on the page to sign in"


@dataclass(frozen=True)
class SignInAsked:
    """A link to sign in that is to be sent to a person; ``id`` is its letter's."""

    id: UUID
    person: UUID
    name: str
    email: str = field(repr=False)
    ends_at: datetime


class SignIns:
    """What is asked and noted about links to sign in."""

    _store: Store

    async def ask_to_sign_in(
        self, email: str, *, token: str, browser: str, at: datetime
    ) -> SignInAsked | None:
        """Keep a link to sign in for whoever has an address; return what its letter has to say.

        None if nobody has it: the caller answers the same, and as fast. What the same browser
        asked for this person before is of no use from now on.

        Args:
            email: as somebody typed it; any text.
            token: the link's.
            browser: a token that the browser keeps, without which the link is of no use.
            at: now.
        """
        digest, ends_at = digest_of(token), at + SIGN_IN
        given = (_address(email), digest, digest_of(browser), at, ends_at, at - _REMEMBERED)
        async with self._store.connection() as connection:
            row = await connection.fetchrow(SQL["ask_to_sign_in"], *given)
        if row is None:
            return None
        ident = derived_id(row["person"], "sign_in", digest.hex())
        return SignInAsked(ident, row["person"], row["name"], row["email"], ends_at)

    async def let_sign_in(self, person: UUID, *, token: str, at: datetime) -> datetime | None:
        """Keep a link to sign in that is good in any browser; return until when.

        For an operator, who hands it over. None if the person is gone.
        """
        digest, ends_at = digest_of(token), at + SIGN_IN
        given = (person, digest, at, ends_at, at - _REMEMBERED)
        async with self._store.connection() as connection:
            kept = await connection.fetchval(SQL["let_sign_in"], *given)
        return ends_at if kept else None

    async def look_at_sign_in(
        self, token: str, *, browser: str | None, at: datetime
    ) -> UUID | Refusal:
        """Return whom a link would sign in, or why it does not; nothing changes."""
        async with self._store.connection() as connection:
            row = await connection.fetchrow(SQL["sign_in_by_digest"], digest_of(token))
        refusal = _refusal(row, browser=browser, at=at)
        if refusal is not None or row is None:
            return refusal or _unknown()
        person: UUID = row["person"]
        return person

    async def sign_in_by(
        self, token: str, *, browser: str | None, session: str, agent: str | None, at: datetime
    ) -> Session | Refusal:
        """Use a link to sign in, and return the session that this begins, or why not.

        A link is used once, however many try at once. Only who clicks twice in a moment, in the
        browser that asked, is given the same session again, now by the later token.

        Args:
            token: the link's.
            browser: the token that the browser kept, if it did.
            session: the token of the new session.
            agent: what the browser says of itself.
            at: now.
        """
        digest = digest_of(token)
        async with self._store.connection() as connection, connection.transaction():
            person = await connection.fetchval(SQL["lock_sign_in_person"], digest)
            if person is None:
                return _unknown()
            row = await connection.fetchrow(SQL["lock_sign_in"], digest)
            if row is not None and _is_second_click(row, browser=browser, at=at):
                again = await rotate(connection, row["session"], token=session, at=at, proved=False)
                return again or _used()
            if (refusal := _refusal(row, browser=browser, at=at)) is not None or row is None:
                return refusal or _unknown()
            how: How = "operator" if row["browser"] is None else "letter"
            begun = await begin(connection, person, token=session, how=how, agent=agent, at=at)
            if begun is None:
                return _unknown()
            await _use(connection, digest, begun, at=at)
        return begun


async def _use(connection: AnyConnection, digest: bytes, begun: Session, *, at: datetime) -> None:
    await connection.execute(SQL["use_sign_in"], digest, at, begun.id)


def _refusal(row: "Row | None", *, browser: str | None, at: datetime) -> Refusal | None:
    """Return why a link to sign in is of no use, if it is not."""
    if row is None or row["person"] is None:
        return _unknown()
    if row["used_at"] is not None:
        return _used()
    if row["replaced_at"] is not None:
        sentence = f"A newer link to sign in was sent after this one; use that, or {_ANEW}."
        return Refusal("sign_in_replaced", sentence)
    if at >= row["ends_at"]:
        minutes = SIGN_IN // timedelta(minutes=1)
        sentence = f"This link to sign in was good for {minutes} minutes, which are over; {_ANEW}."
        return Refusal("sign_in_expired", sentence)
    if row["browser"] is not None and not _is_same(row, browser):
        sentence = (
            "This link signs you in only in the browser in which you asked for it; open it there, "
            f"or {_ANEW} from this browser."
        )
        return Refusal("sign_in_elsewhere", sentence)
    return None


def _is_same(row: Row, browser: str | None) -> bool:
    return browser is not None and row["browser"] == digest_of(browser)


def _is_second_click(row: Row, *, browser: str | None, at: datetime) -> bool:
    used: datetime | None = row["used_at"]
    return used is not None and at - used < SIGN_IN_AGAIN and _is_same(row, browser)


def _unknown() -> Refusal:
    sentence = (
        f"This link to sign in is not known here; copy the whole of it from the letter, or {_ANEW}."
    )
    return Refusal("sign_in_unknown", sentence)


def _used() -> Refusal:
    sentence = f"This link to sign in was used already, and works once; {_ANEW}."
    return Refusal("sign_in_used", sentence)


def _address(text: str) -> str:
    """Return an address as it is kept; what is none is shortened, and found nowhere."""
    try:
        return _ADDRESS.validate_python(text.strip())
    except ValidationError:
        return text[:_LONGEST].encode("ascii", "replace").decode().replace("\0", "?")
