"""Keys of one's own, for programs that act for somebody: made, listed, and taken back."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final, Self
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from domain.access.limits import KEY_LONGEST, KEYS_MOST
from domain.access.relations import Relation, gravest_role, relation_to_program
from domain.access.rights import MAY, Right, may
from domain.access.scopes import ABOUT, Scope, scope_of
from domain.model import Line
from domain.people.state import Person
from records.access.api_keys import Key
from runtime.tokens import KEY_PREFIX
from web.api.acting import (
    check_scope,
    decided,
    has_right,
    permitted,
    relation_here,
    relation_to,
)
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.documents import Document
from web.api.people_documents import KeyTold
from web.api.telling import told
from web.callers import Caller, SignInNeeded
from web.problems import Problem, not_found
from web.services import Services
from web.signing_in.proof import is_proved

router: Final = APIRouter(tags=["access"])

Of = Annotated[UUID | None, Query(description="Whose; else one's own. For administrators.")]

_DAYS: Final = 90
_DAYS_MOST: Final = KEY_LONGEST.days

log = structlog.get_logger(__name__)


class KeyAsked(Document):
    """What a key is to be for."""

    name: Annotated[Line, Field(description="What it is for.", examples=["Our data warehouse"])]
    scopes: Annotated[
        frozenset[Scope],
        Field(
            min_length=1,
            description="; ".join(f"`{scope}`: {about}" for scope, about in ABOUT.items()),
            examples=[["read"]],
        ),
    ]
    program: Annotated[UUID | None, Field(description="The only one that it is for.")] = None
    days: Annotated[int, Field(ge=1, le=_DAYS_MOST, description="How long it is good for.")] = _DAYS


class KeyDocument(KeyTold):
    """A key, as its owner sees it; its secret is never told again."""

    last_used_at: AwareDatetime | None = Field(description="To the hour; null: never.")
    revoked_at: AwareDatetime | None


class KeyMade(Document):
    """A new key with its secret, which is told this once."""

    token: str = Field(description="Send it in `Authorization: Bearer …`; it is not kept here.")
    key: KeyDocument


class KeyList(Document):
    """Somebody's keys, the newest first, also those of no use for 90 days."""

    keys: list[KeyDocument]

    @classmethod
    def of(cls, keys: Sequence[Key]) -> Self:
        """Return keys as the API tells them."""
        return cls(keys=[KeyDocument.of(each) for each in keys])


@router.post(
    "/keys",
    summary="Make a key",
    status_code=201,
    response_model=KeyMade,
    response_description="The key, with its secret.",
    responses=answers(400, 403, 404, 409, 413),
)
async def make_key(wanted: KeyAsked, asks: Asks, found: Found) -> Response:
    """Make a key that acts for oneself; by a session alone, and staff need the second factor."""
    person, at = _signed_in(asks, Right.MAKE_KEY), found.now()
    stream = f"person/{person.id}"
    permitted(found, asks, Right.MAKE_KEY, role=gravest_role(person), stream=stream)
    has_right(found, asks, Right.MAKE_KEY, Relation.SELF, about="person", stream=stream)
    await _check_wanted(found, person, wanted)
    token = KEY_PREFIX + found.new_token()
    key = await found.records.make_key(
        token=token,
        name=wanted.name,
        person=person.id,
        program=wanted.program,
        scopes=wanted.scopes,
        made_by=person.id,
        at=at,
        expires_at=at + timedelta(days=wanted.days),
        proved=asks.session is not None and is_proved(asks.session, at=at),
    )
    if key is None:
        raise SignInNeeded
    log.info("key.made", person=str(person.id), key=str(key.id), scopes=sorted(key.scopes))
    made = KeyMade(token=token, key=KeyDocument.of(key))
    return told(made, status=HTTPStatus.CREATED)


@router.get(
    "/keys",
    summary="List keys",
    response_model=KeyList,
    response_description="The keys.",
    responses=answers(403, 404),
)
async def list_keys(asks: Asks, found: Found, person: Of = None) -> Response:
    """List one's own keys, or those of somebody."""
    whose = await whose_of(found, asks, person, Right.LIST_KEYS)
    return told(KeyList.of(await found.records.keys(whose.id)))


@router.delete(
    "/keys/{key}",
    summary="Revoke a key",
    status_code=204,
    response_class=Response,
    response_description="It is of no use any more.",
    responses=answers(403, 404),
)
async def revoke_key(key: UUID, asks: Asks, found: Found) -> Response:
    """Take a key back, one's own or, as an administrator, anybody's."""
    stream = f"key/{key}"
    check_scope(asks, Right.REVOKE_KEY, stream=stream)
    kept = await found.records.key(key)
    relation = Relation.NOBODY if kept is None else await _relation(found, asks, kept)
    if may(Right.REVOKE_KEY, relation) is not None:
        decided(asks, Right.REVOKE_KEY, stream=stream, refused="not_known_to_them")
        raise not_found("key")
    await found.records.revoke_key(key, at=found.now())
    decided(asks, Right.REVOKE_KEY, stream=stream)
    log.info("key.revoked", key=str(key))
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def whose_of(services: Services, caller: Caller, person: UUID | None, right: Right) -> Person:
    """Return whose keys or sessions somebody asks for: their own, or another person's.

    Raises:
        Problem: 403 or 404, it is not theirs to know.
    """
    own = _signed_in(caller, right)
    if person is None or person == own.id:
        return own
    other: Person | None = await services.records.state("person", person)
    relation = Relation.NOBODY if other is None else relation_to(caller, other)
    stream = f"person/{person}"
    has_right(services, caller, right, relation, about="person", stream=stream)
    if other is None:
        raise not_found("person")
    decided(caller, right, stream=stream)
    return other


def _signed_in(caller: Caller, right: Right) -> Person:
    """Return who is signed in; raises ``Problem`` for keys, which do none of this."""
    check_scope(caller, right, stream="access")
    if caller.person is None:
        raise SignInNeeded
    return caller.person


async def _relation(services: Services, caller: Caller, key: Key) -> Relation:
    if key.person is None:
        return relation_here(caller, None)
    owner: Person | None = await services.records.state("person", key.person)
    return Relation.NOBODY if owner is None else relation_to(caller, owner)


# ---------------------------------------------------------------- what a key may be for


async def _check_wanted(services: Services, person: Person, wanted: KeyAsked) -> None:
    """Refuse a key for what its owner may not do anyway, and one too many.

    Raises:
        Problem: 404 ``unknown_program``, 409 ``scope_of_no_use`` or ``too_many_keys``.
    """
    if wanted.program is not None:
        program = await services.records.state("program", wanted.program)
        relation = relation_to_program(person, wanted.program)
        if program is None or relation is Relation.NOBODY:
            raise not_found("program")
    for scope in sorted(wanted.scopes - _useful(person, wanted.program)):
        where = "in that program" if wanted.program else "anywhere"
        about = f"you may not {ABOUT[scope]} {where}"
        sentence = f"The scope {scope} is of no use: {about}; leave it out."
        raise Problem(HTTPStatus.CONFLICT, "scope_of_no_use", sentence, scope=scope.value)
    at = services.now()
    good = [each for each in await services.records.keys(person.id) if each.is_good(at)]
    if len(good) >= KEYS_MOST:
        sentence = f"You have {KEYS_MOST} keys already; revoke one that you do not need."
        raise Problem(HTTPStatus.CONFLICT, "too_many_keys", sentence, most=KEYS_MOST)


_BY_COMMANDS: Final = frozenset({Scope.ACT, Scope.STEER})
"""Everybody has commands of both, if only about themselves."""


def _useful(person: Person, program: UUID | None) -> frozenset[Scope]:
    """Return the scopes by which somebody may do anything, in a program or anywhere."""
    relations = {Relation.SELF}
    if program is not None:
        relations.add(relation_to_program(person, program))
    else:
        places = [None, *person.roles]
        relations |= {relation_to_program(person, each) for each in places}
    rights = {scope_of(right) for right in Right if MAY[right] & relations}
    return _BY_COMMANDS | {each for each in rights if each is not None}
