"""Giving commands through the API: read, asked who may, given, and answered by a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, NoReturn
from uuid import UUID

from fastapi import Response

from domain.access.relations import Relation, gravest_role
from domain.acting import OPERATOR, Place, actor_in, viewer_of
from domain.catalogue import CREATING, catalogue
from domain.envelopes import Actor, Category, CommandEnvelope, Outcome, Receipt, Role, opened_by
from domain.mentorship.state import Mentorship
from domain.people.state import Person
from domain.programs.commands import CreateProgram
from domain.programs.state import Program
from domain.refusals import Refusal
from records.bodies import Command, Entry, prepare
from records.read_tables import KINDS
from web.api.acting import (
    asking,
    check_reach,
    check_scope,
    decided,
    is_open_to,
    permitted,
    reaches,
    relation_here,
    relation_to,
)
from web.api.documents import PreviewDocument, ReceiptDocument
from web.api.strangers import without_strangers
from web.api.telling import API, told
from web.callers import Caller
from web.giving import NotRecordedYet, give, rehearse
from web.problems import Problem, not_found, problem_of, refused, status_of
from web.services import Services

PLACES: Final[Mapping[Category, str]] = {
    "mentorship": "mentorships",
    "person": "people",
    "program": "programs",
}
"""Where each kind of stream lives in the API."""

_UNPROCESSABLE: Final = HTTPStatus.UNPROCESSABLE_ENTITY
_FORBIDDEN: Final = HTTPStatus.FORBIDDEN
_NO_SUCH_ROLE: Final = "You have no such role here; leave role out, or name one that you have."
_NO_ROLE: Final = "You have no role where this is to be done; check the ids in the command."


def address_of(type_: str, category: Category) -> str:
    """Return where a command to some kind of stream is sent."""
    place = f"{API}/{PLACES[category]}"
    return f"{place}/commands" if type_ in CREATING else f"{place}/{{id}}/commands"


@dataclass(frozen=True)
class Sent:
    """A command as it was sent: to what, and how; ``ident`` None begins something new.

    ``wished`` is the role to act in, None the one that the sender has.
    """

    category: Category
    ident: UUID | None
    content: Any
    command_id: UUID
    wished: Role | None = None
    dry_run: bool = False

    @property
    def stream(self) -> str:
        """Return what it is sent to, for the log."""
        return f"{self.category}/{self.ident or 'new'}"


async def answer(services: Services, caller: Caller, sent: Sent) -> Response:
    """Give a command and answer with its receipt, or with what it would do.

    Raises:
        Problem: it cannot be read, may not be given, is refused, or something is away.
    """
    type_, body, command = _read(services, sent)
    check_scope(caller, type_, stream=sent.stream)
    program: UUID | None = getattr(command, "program", None)
    place = await _place(services, sent)
    actor = _actor(caller, sent, type_, place, program)
    check_reach(caller, command, place, type_=type_, stream=sent.stream)
    permitted(services, caller, type_, role=_weighed_as(caller, sent, actor), stream=sent.stream)
    if isinstance(command, CreateProgram):
        mine = opened_by(sent.command_id)
        await services.records.check_program_name(command.name, but=mine)
    target = (sent.category, sent.ident)
    if sent.dry_run:
        preview = await rehearse(services, actor, target, type_, body, command_id=sent.command_id)
        await _check_refused(services, caller, preview.receipt)
        return told(PreviewDocument.of(preview))
    try:
        receipt = await give(services, actor, target, type_, body, command_id=sent.command_id)
    except NotRecordedYet as problem:
        decided(caller, type_, stream=sent.stream)
        return _later(services, sent, problem)
    _note(caller, sent, type_, receipt)
    await _check_refused(services, caller, receipt)
    return _answered(services, sent, receipt)


# ---------------------------------------------------------------- reading


def _read(services: Services, sent: Sent) -> tuple[str, dict[str, Any], Command]:
    """Return a command's type, its fields, and how the rules read them."""
    content = sent.content
    if not isinstance(content, dict):
        _malformed("The body is no JSON object; send one, as application/json.")
    type_ = content.get("type")
    if not isinstance(type_, str):
        _malformed("type: is missing; it names the command.")
    known = catalogue().get(type_)
    if known is not None and known.category != sent.category:
        _elsewhere(type_, known.category)
    body = {name: value for name, value in content.items() if name != "type"}
    envelope = CommandEnvelope(id=sent.command_id, actor=OPERATOR, type=type_, body=body)
    entry = Entry(sent.category, sent.ident or sent.command_id, envelope, at=services.now())
    try:
        command = prepare(entry, kinds=KINDS, opener=_never_sealed).command
    except (RecursionError, ValueError):
        _malformed("The body holds numbers or lists that nobody can read; send an object.")
    if isinstance(command, Refusal):
        raise problem_of(command)
    if (type_ in CREATING) is not (sent.ident is None):
        _elsewhere(type_, sent.category)
    return type_, body, command


def _never_sealed(_sealed: str) -> bytes:
    message = "what is sent to the API is never sealed"
    raise AssertionError(message)


def _malformed(sentence: str) -> NoReturn:
    raise Problem(_UNPROCESSABLE, "malformed", sentence)


def _elsewhere(type_: str, category: Category) -> NoReturn:
    right = address_of(type_, category)
    sentence = f"The command {type_} is sent elsewhere: POST {right}."
    raise Problem(_UNPROCESSABLE, "wrong_address", sentence, address=right)


# ---------------------------------------------------------------- who acts


def _actor(caller: Caller, sent: Sent, type_: str, place: Place, program: UUID | None) -> Actor:
    """Return who acts, in the role that they have towards what the command is about.

    Raises:
        Problem: 404, as for an unknown id, if it is none of theirs; 403 ``role_not_held``.
    """
    if not _is_known_to(caller, place, program):
        decided(caller, type_, stream=sent.stream, refused="not_known_to_them")
        about = "program" if place is None else sent.category
        raise not_found(about)
    actor = actor_in(asking(caller), place, program=program, wished=sent.wished)
    if actor is None:
        decided(caller, type_, stream=sent.stream, refused="role_not_held")
        sentence = _NO_ROLE if sent.wished is None else _NO_SUCH_ROLE
        raise Problem(_FORBIDDEN, "role_not_held", sentence)
    return actor


def _weighed_as(caller: Caller, sent: Sent, actor: Actor) -> Role:
    """Return the role by which it is weighed whether the second factor is needed.

    In a mentorship it is the one in which somebody acts: the pair is never asked. Elsewhere staff
    are staff, in whatever role they say they act: with an account goes all that its owner may do.
    """
    own = caller.person
    return actor.role if own is None or sent.category == "mentorship" else gravest_role(own)


async def _place(services: Services, sent: Sent) -> Place:
    if sent.ident is None:
        return None
    place: Place = await services.records.state(sent.category, sent.ident)
    if place is None:
        raise not_found(sent.category)
    return place


def _is_known_to(caller: Caller, place: Place, program: UUID | None) -> bool:
    """Say whether somebody may know of what a command is sent to, and of the program it names."""
    match place:
        case Mentorship():
            return reaches(caller, place) and viewer_of(place, asking(caller)) is not None
        case Program():
            return relation_here(caller, place.id) is not Relation.NOBODY
        case Person():
            is_open = program is None or is_open_to(caller, program)
            return is_open and relation_to(caller, place) is not Relation.NOBODY
        case _:
            return program is None or relation_here(caller, program) is not Relation.NOBODY


# ---------------------------------------------------------------- answering


def _note(caller: Caller, sent: Sent, type_: str, receipt: Receipt) -> None:
    is_refused = receipt.outcome is Outcome.REFUSED
    forbidden = is_refused and status_of(receipt.code or "") == _FORBIDDEN
    decided(caller, type_, stream=sent.stream, refused=receipt.code if forbidden else None)


async def _check_refused(services: Services, caller: Caller, receipt: Receipt) -> None:
    if receipt.outcome is Outcome.REFUSED:
        told = await without_strangers(services, caller, receipt)
        raise refused(told.code or "refused", told.sentence or "Refused.", told.facts)


def _answered(services: Services, sent: Sent, receipt: Receipt) -> Response:
    document = ReceiptDocument.of(receipt)
    if receipt.outcome is Outcome.PARKED:
        return told(document, status=HTTPStatus.ACCEPTED, headers=_where_receipt(services, sent))
    if sent.ident is not None:
        return told(document)
    opened = receipt.stream.partition("/")[2]
    location = services.url(f"{API}/{PLACES[sent.category]}/{opened}")
    return told(document, status=HTTPStatus.CREATED, headers={"Location": location})


def _later(services: Services, sent: Sent, problem: NotRecordedYet) -> Response:
    document = ReceiptDocument(
        command_id=sent.command_id,
        stream=sent.stream,
        outcome="accepted_not_recorded",
        version=0,
        code=problem.code,
        sentence=problem.sentence,
    )
    return told(document, status=HTTPStatus.ACCEPTED, headers=_where_receipt(services, sent))


def _where_receipt(services: Services, sent: Sent) -> dict[str, str]:
    return {"Location": services.url(f"{API}/receipts/{sent.command_id}")}
