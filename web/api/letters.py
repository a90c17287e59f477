"""What was written to somebody: their letters, the links in those, and their calendar."""

from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response

from domain.access.relations import Relation
from domain.access.rights import Right
from domain.acting import viewer_of
from domain.mentorship.state import Mentorship
from domain.mentorship.views import SIDES_AND_INVITED
from domain.model import Line
from domain.people.state import Person
from records.outbox import LedgerLine
from web.api.acting import (
    asking,
    check_scope,
    decided,
    has_right,
    is_open_to,
    reaches,
    relation_here,
    relation_to,
)
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.documents import Document
from web.api.mentorship_documents import LetterDocument
from web.api.telling import told
from web.calendar_feed import MEDIA_TYPE, calendar_of
from web.callers import Caller
from web.problems import not_found
from web.services import Services

router: Final = APIRouter(tags=["people"])

_TOLD: Final = answers(403, 404)
_SHOWN: Final = 200
_STAFF: Final = frozenset({Relation.COORDINATOR, Relation.ADMINISTRATOR})


class LetterToPerson(LetterDocument):
    """A letter to somebody, and what it is about."""

    mentorship: UUID | None
    program: UUID | None

    @classmethod
    def told(cls, line: LedgerLine) -> Self:
        """Return a line of the ledger as the API tells it."""
        plain = LetterDocument.of(line).model_dump()
        return cls(**plain, mentorship=line.mentorship, program=line.program)


class LettersToPerson(Document):
    """Letters to somebody, oldest first; the latest 200."""

    letters: list[LetterToPerson]


class Revoked(Document):
    """How many links were taken back."""

    revoked: int


@router.get(
    "/people/{person}/letters",
    summary="Read which letters went to a person",
    response_model=LettersToPerson,
    response_description="The letters that were raised for the person.",
    responses=_TOLD,
)
async def read_letters_to(person: UUID, asks: Asks, found: Found) -> Response:
    """Read which letters were raised for oneself, or for somebody of one's staff, and their fate.

    Coordinators are told of those about their programs.
    """
    _, relation = await _somebody(found, asks, person, Right.READ_LETTERS_TO)
    lines = (await found.records.letters_to(person))[-_SHOWN:]
    about = {line.mentorship for line in lines if line.mentorship is not None}
    shown = {each for each in about if await _is_shown(found, asks, relation, each)}
    theirs = [
        line
        for line in lines
        if (line.mentorship in shown if line.mentorship else _is_open(asks, relation, line.program))
    ]
    return told(LettersToPerson(letters=[LetterToPerson.told(line) for line in theirs]))


@router.get(
    "/people/{person}/calendar",
    summary="Read a person's calendar",
    response_class=Response,
    responses={
        **_TOLD,
        200: {
            "description": "Meetings, and the days that matter, as iCalendar.",
            "content": {
                "text/calendar": {
                    "schema": {"type": "string"},
                    "example": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
                }
            },
        },
    },
)
async def read_calendar(person: UUID, asks: Asks, found: Found) -> Response:
    """Read the meetings and days that matter of one's mentorships, or of somebody of one's staff.

    Coordinators get those of mentorships in their programs.
    """
    whose, relation = await _somebody(found, asks, person, Right.READ_CALENDAR)

    def is_shown(state: Mentorship) -> bool:
        return _may_see(asks, relation, state)

    return Response(await calendar_of(found, whose, of=is_shown), media_type=MEDIA_TYPE)


@router.delete(
    "/people/{person}/links",
    summary="Take a person's links back",
    response_model=Revoked,
    response_description="They are of no use any more.",
    responses=_TOLD,
)
async def revoke_links(
    person: UUID,
    asks: Asks,
    found: Found,
    why: Annotated[Line, Query(description="Why; whoever follows one of them is told.")],
) -> Response:
    """Take back all links of somebody's letters, also the calendar's; later letters bring new ones.

    It is for letters that reached the wrong hands.
    """
    await _somebody(found, asks, person, Right.REVOKE_LINKS)
    decided(asks, Right.REVOKE_LINKS, stream=f"person/{person}")
    revoked = await found.records.revoke_links(person, at=found.now(), why=why)
    return told(Revoked(revoked=revoked))


async def _somebody(
    services: Services, caller: Caller, ident: UUID, right: Right
) -> tuple[Person, Relation]:
    """Return a person, and what whoever asks is to them, who has a right there.

    Raises:
        Problem: 404, they know of no such person; 403, it is not for them.
    """
    stream = f"person/{ident}"
    check_scope(caller, right, stream=stream)
    person: Person | None = await services.records.state("person", ident)
    if person is None:
        raise not_found("person")
    relation = relation_to(caller, person)
    has_right(services, caller, right, relation, about="person", stream=stream)
    return person, relation


async def _is_shown(
    services: Services, caller: Caller, relation: Relation, mentorship: UUID
) -> bool:
    state: Mentorship | None = await services.records.state("mentorship", mentorship)
    return state is not None and _may_see(caller, relation, state)


def _may_see(caller: Caller, relation: Relation, state: Mentorship) -> bool:
    """Say whether what somebody has with a mentorship is shown: it is their own, or they run it.

    Staff who are one of the two there, or were asked, are not told what the other one got.
    """
    if relation is Relation.SELF:
        return is_open_to(caller, state.program)
    viewer = viewer_of(state, asking(caller))
    runs_it = viewer is not None and viewer.part not in SIDES_AND_INVITED
    return runs_it and reaches(caller, state)


def _is_open(caller: Caller, relation: Relation, program: UUID | None) -> bool:
    """Say whether a letter that is about no mentorship is shown."""
    if relation is Relation.SELF:
        return program is None or is_open_to(caller, program)
    return relation_here(caller, program) in _STAFF
