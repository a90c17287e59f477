"""Commands that failed by a fault of the service, and are kept until they are tried again."""

from collections.abc import Sequence
from typing import Annotated, Final, Self
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field
from temporalio.service import RPCError

from domain.access.relations import Relation
from domain.access.rights import Right, may
from domain.acting import Place
from domain.envelopes import Actor, Category
from records.parking import Parked
from records.recorded import stream_parts
from web.api.acting import decided, has_right
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.documents import Document, ReceiptDocument
from web.api.streams import relation_to_stream
from web.api.telling import told
from web.api.wide import program_for
from web.callers import Caller
from web.services import Services
from workflows import client as edge

router: Final = APIRouter(tags=["commands"])

_TOLD: Final = answers(403, 404)

log = structlog.get_logger(__name__)


class ParkedDocument(Document):
    """A command that failed by a fault of the service; what it says is not told."""

    stream: str = Field(description="What it was given to: its kind and id.")
    command_id: UUID
    type: str
    actor: Actor = Field(description="Who gave it, in which role.")
    entered_at: AwareDatetime
    attempts: int
    retry_at: AwareDatetime | None = Field(
        description="When it is tried again by itself, as dates are; null: when somebody says so."
    )
    error: str = Field(description="What went wrong at the last attempt, for whoever mends it.")

    @classmethod
    def of(cls, parked: Parked) -> Self:
        """Return a parked command as the API tells it."""
        return cls(
            stream=parked.stream,
            command_id=parked.envelope.id,
            type=parked.envelope.type,
            actor=parked.envelope.actor,
            entered_at=parked.entered_at,
            attempts=parked.attempts,
            retry_at=parked.retry_at,
            error=parked.error,
        )


class ParkedList(Document):
    """Parked commands, in the order in which they came."""

    parked: list[ParkedDocument]

    @classmethod
    def of(cls, every: Sequence[Parked]) -> Self:
        """Return parked commands as the API tells them."""
        return cls(parked=[ParkedDocument.of(each) for each in every])


class RetriedDocument(Document):
    """What became of the commands that were parked; `parked` again are those that failed again."""

    receipts: list[ReceiptDocument]


@router.get(
    "/parked",
    summary="List what is parked",
    response_model=ParkedList,
    response_description="What is parked, the oldest first.",
    responses=_TOLD,
)
async def list_parked(
    asks: Asks,
    found: Found,
    *,
    program: Annotated[
        UUID | None,
        Query(description="On it, its mentorships and its people; all is for administrators."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="The most to return.")] = 100,
) -> Response:
    """List what is parked in a program; what is parked anywhere, as an administrator.

    Of a program it is what one may read by itself, too: nothing of a mentorship in which one is
    mentee or mentor, or was asked. An opening that failed is in no program yet.
    """
    await program_for(found, asks, Right.READ_PARKED, program)
    if program is None:
        return told(ParkedList.of(await found.records.parked(limit=limit)))
    return told(ParkedList.of(await _parked_in(found, asks, program, limit=limit)))


@router.get(
    "/parked/{category}/{ident}",
    summary="Read what is parked",
    response_model=ParkedList,
    response_description="What is parked there.",
    responses=_TOLD,
)
async def read_parked(category: Category, ident: UUID, asks: Asks, found: Found) -> Response:
    """Read what is parked on a mentorship, a person or a program; for their staff."""
    await _check(found, asks, Right.READ_PARKED, category, ident)
    return told(ParkedList.of(await found.records.parked_of(category, ident)))


@router.post(
    "/parked/{category}/{ident}",
    summary="Try again what is parked",
    response_model=RetriedDocument,
    response_description="What became of it; nothing where nothing was parked.",
    responses=_TOLD,
)
async def retry(category: Category, ident: UUID, asks: Asks, found: Found) -> Response:
    """Try again what is parked there, once the cause is mended; each counts as its giver's."""
    await _check(found, asks, Right.RETRY, category, ident)
    decided(asks, Right.RETRY, stream=f"{category}/{ident}")
    receipts = await found.records.retry(category, ident, at=found.now())
    if receipts and category == "mentorship":
        await _wake(found, ident)
    return told(RetriedDocument(receipts=[ReceiptDocument.of(each) for each in receipts]))


async def _parked_in(
    services: Services, caller: Caller, program: UUID, *, limit: int
) -> list[Parked]:
    """Return what is parked in a program and somebody may read: ``limit``, if there are so many."""
    shown, hidden = set[str](), set[str]()
    while True:
        every = await services.records.parked_in(program, without=hidden, limit=limit)
        unread = {each.stream for each in every} - shown
        theirs = {each for each in unread if await _may_read(services, caller, each)}
        if theirs == unread:
            return every
        shown |= theirs
        hidden |= unread - theirs


async def _may_read(services: Services, caller: Caller, stream: str) -> bool:
    place: Place = await services.records.state(*stream_parts(stream))
    return may(Right.READ_PARKED, relation_to_stream(caller, place)) is None


async def _check(
    services: Services, caller: Caller, right: Right, category: Category, ident: UUID
) -> None:
    place: Place = await services.records.state(category, ident)
    relation = relation_to_stream(caller, place)
    if category == "mentorship" and relation is Relation.MEMBER:
        relation = Relation.NOBODY  # of others' mentorships members do not know
    stream = f"{category}/{ident}"
    has_right(services, caller, right, relation, about=category, stream=stream)


async def _wake(services: Services, mentorship: UUID) -> None:
    """Let a mentorship's workflow look again; where Temporal is away, the sweep does it later."""
    try:
        await edge.refresh(services.temporal, mentorship, task_queue=services.task_queue)
    except RPCError as error:
        log.warning("retry.not_told", mentorship=str(mentorship), reason=type(error).__name__)
