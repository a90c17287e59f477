"""Where commands are sent."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, Query, Response

from domain.envelopes import Role
from web.api.answers import answers
from web.api.command_bodies import (
    TO_CREATE_PROGRAM,
    TO_MENTORSHIP,
    TO_OPEN_MENTORSHIP,
    TO_PERSON,
    TO_PROGRAM,
    TO_REGISTER,
)
from web.api.commands import Sent, answer
from web.api.described import DescribedAs
from web.api.documents import PreviewDocument, ReceiptDocument
from web.callers import Caller, caller
from web.problems import Problem
from web.services import Services, services

router: Final = APIRouter(tags=["commands"])

_HERE: Final = {"schema": {"type": "string"}}
_OPENED: Final = {
    "model": ReceiptDocument,
    "description": "It was begun.",
    "headers": {"Location": {"description": "Where it can be read.", **_HERE}},
}
_LATER: Final = {
    "model": ReceiptDocument,
    "description": "Taken in; its receipt tells later what became of it.",
    "headers": {"Location": {"description": "Where its receipt will be.", **_HERE}},
}
_TOLD: Final = answers(400, 403, 404, 409, 413, 429) | {202: _LATER}
_TOLD_OPENED: Final = _TOLD | {201: _OPENED}
_DONE: Final = "The receipt, or, with `dry_run`, what the command would do."

ActingRole = Literal["mentee", "mentor", "coordinator", "administrator"]


class How:
    """How a command is to be given: under which id, in which role, or only rehearsed."""

    def __init__(
        self,
        key: Annotated[
            str | None,
            Header(
                alias="Idempotency-Key",
                description="A UUID of your making, which is the command's id: required. The same "
                "one with the same content never acts twice.",
                examples=["0197a1c2-5b5e-7c3a-9d43-0a3f5f0b9e11"],
            ),
        ] = None,
        *,
        dry_run: Annotated[
            bool,
            Query(description="Say what it would do: events, letters, dates. Nothing is done."),
        ] = False,
        role: Annotated[
            ActingRole | None,
            Query(description="The role to act in, one that you have there; else the usual one."),
        ] = None,
    ) -> None:
        self.command_id = command_id_of(key)
        self.dry_run = dry_run
        self.wished = None if role is None else Role(role)


def command_id_of(key: str | None) -> UUID:
    """Return the id that an ``Idempotency-Key`` is.

    Raises:
        Problem: 400 ``idempotency_key_missing`` or ``idempotency_key_malformed``.
    """
    if key is None:
        sentence = "The header Idempotency-Key is missing; send a new UUID with each command."
        raise Problem(400, "idempotency_key_missing", sentence)
    try:
        return UUID(key.strip().strip('"'))
    except ValueError:
        sentence = "The header Idempotency-Key is no UUID; send one of your making."
        raise Problem(400, "idempotency_key_malformed", sentence) from None


Asks = Annotated[Caller, Depends(caller)]
Found = Annotated[Services, Depends(services)]
Given = Annotated[How, Depends()]


@router.post(
    "/mentorships/commands",
    summary="Open a mentorship",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD_OPENED,
)
async def open_mentorship(
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any,
        DescribedAs(TO_OPEN_MENTORSHIP.type_),
        Body(openapi_examples=TO_OPEN_MENTORSHIP.examples),
    ],
) -> Response:
    """Begin the search of a mentee of a program; the mentee, or the staff for them."""
    sent = Sent("mentorship", None, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)


@router.post(
    "/mentorships/{mentorship}/commands",
    summary="Give a command to a mentorship",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD,
)
async def give_to_mentorship(
    mentorship: UUID,
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any, DescribedAs(TO_MENTORSHIP.type_), Body(openapi_examples=TO_MENTORSHIP.examples)
    ],
) -> Response:
    """Do something in a mentorship: any command of the rules, by whoever may give it."""
    sent = Sent("mentorship", mentorship, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)


@router.post(
    "/people/commands",
    summary="Register a person",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD_OPENED,
)
async def register_person(
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any, DescribedAs(TO_REGISTER.type_), Body(openapi_examples=TO_REGISTER.examples)
    ],
) -> Response:
    """Register somebody; grant them a role in a program afterwards."""
    sent = Sent("person", None, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)


@router.post(
    "/people/{person}/commands",
    summary="Give a command to a person",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD,
)
async def give_to_person(
    person: UUID,
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any, DescribedAs(TO_PERSON.type_), Body(openapi_examples=TO_PERSON.examples)
    ],
) -> Response:
    """Change what is known of a person: profile, roles, capacity, preferences and the like."""
    sent = Sent("person", person, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)


@router.post(
    "/programs/commands",
    summary="Create a program",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD_OPENED,
)
async def create_program(
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any,
        DescribedAs(TO_CREATE_PROGRAM.type_),
        Body(openapi_examples=TO_CREATE_PROGRAM.examples),
    ],
) -> Response:
    """Create a program, with the usual policy unless another one is given."""
    sent = Sent("program", None, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)


@router.post(
    "/programs/{program}/commands",
    summary="Give a command to a program",
    response_model=ReceiptDocument | PreviewDocument,
    response_description=_DONE,
    responses=_TOLD,
)
async def give_to_program(
    program: UUID,
    asks: Asks,
    found: Found,
    how: Given,
    command: Annotated[
        Any, DescribedAs(TO_PROGRAM.type_), Body(openapi_examples=TO_PROGRAM.examples)
    ],
) -> Response:
    """Change a program: its policy, its agreement's text, how its letters are signed."""
    sent = Sent("program", program, command, how.command_id, how.wished, how.dry_run)
    return await answer(found, asks, sent)
