"""Programs, and the directory of their mentors."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.access.people_views import view_program
from domain.access.rights import Right
from domain.people.state import Support
from domain.programs.state import Program
from records.directory import FindMentors
from records.seeing import seen_whole
from web.api.acting import check_scope, has_right, programs_of, relation_here
from web.api.answers import KNOWN, answers
from web.api.command_routes import Asks, Found
from web.api.documents import HistoryDocument
from web.api.histories import Reading
from web.api.lists import Asked, Words, next_link, page_of
from web.api.people_documents import (
    CensusDocument,
    MentorDocument,
    MentorList,
    ProgramDocument,
    ProgramList,
    ProgramListed,
)
from web.api.telling import tagged, told
from web.callers import Caller
from web.problems import not_found
from web.services import Services

router: Final = APIRouter(tags=["programs"])

_TOLD: Final = answers(403, 404)


class ProgramsAsked(BaseModel):
    """Which programs to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Annotated[
        Words | None, Field(description="In their names; typing errors are forgiven.")
    ] = None


class MentorsAsked(Asked):
    """Whom to find in a program's directory; what is not given does not matter."""

    words: Annotated[
        Words | None, Field(description="In all that mentors say; typing errors are forgiven.")
    ] = None
    discipline: Annotated[
        list[Words], Field(max_length=10, description="Any of these; may be repeated.")
    ] = Field(default_factory=list)
    support: Annotated[
        list[Support], Field(max_length=8, description="All of these; may be repeated.")
    ] = Field(default_factory=list)
    site: Words | None = None
    has_room: Annotated[bool | None, Field(description="Whether they can take on one more.")] = None
    available: Annotated[bool | None, Field(description="Whether they are not away.")] = None


@router.get(
    "/programs",
    summary="List programs",
    response_model=ProgramList,
    response_description="Programs, by name.",
    responses=_TOLD,
)
async def list_programs(
    asked: Annotated[ProgramsAsked, Query()], asks: Asks, found: Found
) -> Response:
    """List the programs in which one has a role; all for administrators."""
    check_scope(asks, Right.LIST_PROGRAMS, stream="program")
    rows = await found.records.programs(among=programs_of(asks), words=asked.words)
    listed = [ProgramListed.of(row, relation_here(asks, row.id)) for row in rows]
    return told(ProgramList(programs=listed))


@router.get(
    "/programs/{program}",
    summary="Read about a program",
    response_model=ProgramDocument,
    response_description="The program, as whoever asks may know it.",
    responses=_TOLD | KNOWN,
)
async def read_program(request: Request, program: UUID, asks: Asks, found: Found) -> Response:
    """Read a program's zone, numbers and agreement text; staff read all of it."""
    state = await _program(found, asks, program, Right.READ_PROGRAM)
    seen = view_program(state, relation_here(asks, program))
    if seen is None:
        raise not_found("program")
    return tagged(request, ProgramDocument.model_validate(seen))


@router.get(
    "/programs/{program}/census",
    summary="Count a program",
    response_model=CensusDocument,
    response_description="How many there are.",
    responses=_TOLD,
)
async def read_census(program: UUID, asks: Asks, found: Found) -> Response:
    """Count who has each role in a program, and the mentorships in each stage; for its staff."""
    await _program(found, asks, program, Right.READ_CENSUS)
    counted = await found.records.census(program)
    return told(CensusDocument(roles=dict(counted.roles), stages=dict(counted.stages)))


@router.get(
    "/programs/{program}/history",
    summary="Read a program's history",
    response_model=HistoryDocument,
    response_description="What is recorded of the program.",
    responses=_TOLD,
)
async def read_program_history(
    program: UUID, asks: Asks, found: Found, reading: Annotated[Reading, Depends()]
) -> Response:
    """Read all that is recorded of a program; for its staff."""
    await _program(found, asks, program, Right.READ_PROGRAM_HISTORY)
    events = await found.records.history("program", program)
    return told(await reading.document(found, seen_whole(events)))


@router.get(
    "/programs/{program}/mentors",
    summary="Search for mentors",
    response_model=MentorList,
    response_description="A page of mentors.",
    responses=_TOLD,
)
async def search_mentors(
    request: Request,
    program: UUID,
    asked: Annotated[MentorsAsked, Query()],
    asks: Asks,
    found: Found,
) -> Response:
    """Search the directory of a program's mentors: by words, discipline, support, site and room."""
    await _program(found, asks, program, Right.SEARCH_MENTORS)
    wanted = FindMentors(
        program=program,
        words=asked.words,
        disciplines=asked.discipline,
        support=frozenset(asked.support),
        site=asked.site,
        has_room=asked.has_room,
        available=asked.available,
    )
    at = found.now()
    page = await page_of(
        found.records.find_mentors(wanted, at=at, limit=asked.limit, cursor=asked.cursor)
    )
    mentors = [MentorDocument.of(each, at=at) for each in page.rows]
    document = MentorList(mentors=mentors, next=page.next)
    return told(document, headers=next_link(request, page.next))


async def _program(services: Services, caller: Caller, ident: UUID, right: Right) -> Program:
    """Return a program to somebody who has a right there.

    Raises:
        Problem: 404, they know of no such program; 403, it is not for them.
    """
    stream = f"program/{ident}"
    check_scope(caller, right, stream=stream)
    state: Program | None = await services.records.state("program", ident)
    if state is None:
        raise not_found("program")
    relation = relation_here(caller, ident)
    has_right(services, caller, right, relation, about="program", stream=stream)
    return state
