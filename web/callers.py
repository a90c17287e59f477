"""Who asks: a person who is signed in, or a key that acts for somebody."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import Request

from domain.access.relations import gravest_role
from domain.envelopes import Role
from domain.people.state import Person
from records.access.api_keys import Key
from records.access.sessions import Session
from web.guard.origin import check_origin
from web.problems import Problem
from web.services import Services, services
from web.signing_in.rates import GUESSED_PER_CLIENT, client_of, count

COOKIE: Final = "__Host-mentorship"
"""Carries a session's token. Its name's beginning binds it to this host, and to https."""

_BEARER: Final = "bearer"
_NO_KEY: Final = "There is no key in this request; send it as Authorization: Bearer KEY."
_NOT_GOOD: Final = "This key is not good here: it is unknown, revoked or expired; make another one."
_NOT_FOR_STAFF: Final = (
    "Keys of coordinators and administrators are made with a passkey, and this one was made "
    "without; sign in and make another."
)


@dataclass(frozen=True)
class Caller:
    """Whoever uses the API: ``person`` is None for a key of the operator's.

    Either ``session`` or ``key`` says by what they are known.
    """

    person: Person | None
    session: Session | None = None
    key: Key | None = None


class SignInNeeded(Problem):
    """Nobody is signed in here, or the session is over."""

    def __init__(self) -> None:
        sentence = "You are not signed in, or no longer; sign in, and try again."
        headers = {"WWW-Authenticate": "Bearer"}
        super().__init__(HTTPStatus.UNAUTHORIZED, "sign_in_needed", sentence, headers=headers)


class _KeyNotGood(Problem):
    def __init__(self, sentence: str) -> None:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        super().__init__(HTTPStatus.UNAUTHORIZED, "key_not_good", sentence, headers=headers)


async def session_of(request: Request) -> Session:
    """Return the session of whoever asks.

    Raises:
        SignInNeeded: there is none.
    """
    found = services(request)
    token = request.cookies.get(COOKIE)
    session = None if not token else await found.records.session_of(token, at=found.now())
    if session is None:
        raise SignInNeeded
    request.state.by = f"person/{session.person}"
    return session


async def caller(request: Request) -> Caller:
    """Return who asks, by the key in ``Authorization`` or by the session's cookie.

    Raises:
        SignInNeeded: neither is good.
        Problem: a browser sent it from another site's page, or too many keys were tried that are
            not good.
    """
    found = services(request)
    given = request.headers.get("authorization")
    if given is not None:
        return await _by_key(request, found, given)
    check_origin(request, origin=found.origin)
    session = await session_of(request)
    return Caller(await _living(found, session), session=session)


async def _by_key(request: Request, found: Services, given: str) -> Caller:
    scheme, _, token = given.strip().partition(" ")
    token = token.strip() if scheme.lower() == _BEARER else ""
    key = await found.records.key_of(token, at=found.now()) if token else None
    if key is None:
        await count(found, "guess", client_of(request), GUESSED_PER_CLIENT)
        raise _KeyNotGood(_NOT_GOOD if token else _NO_KEY)
    request.state.by = f"key/{key.id}"
    if key.person is None:
        return Caller(None, key=key)
    person: Person | None = await found.records.state("person", key.person)
    if person is None or person.is_gone:
        raise SignInNeeded
    if not key.is_for_staff and gravest_role(person) is not Role.MENTEE:
        raise _KeyNotGood(_NOT_FOR_STAFF)
    return Caller(person, key=key)


async def _living(found: Services, session: Session) -> Person:
    person: Person | None = await found.records.state("person", session.person)
    if person is None or person.is_gone:
        raise SignInNeeded
    return person
