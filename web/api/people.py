"""People, as whoever asks may know them."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from domain.access.people_views import view_person
from domain.access.relations import Relation
from domain.access.rights import Right
from domain.envelopes import Role
from domain.mentorship.stages import WITH_MENTOR, Side
from domain.model import Email
from domain.people.state import Person
from domain.policy import Policy
from domain.programs.state import Program
from records.people_lists import WhichPeople
from records.queries import PersonRow, Which
from records.seeing import seen_whole
from web.api.acting import (
    as_told,
    asking,
    check_scope,
    has_right,
    is_open_to,
    partners_of,
    programs_run,
    relation_here,
    relation_to,
)
from web.api.answers import KNOWN, answers
from web.api.command_routes import Asks, Found
from web.api.documents import HistoryDocument
from web.api.histories import Reading
from web.api.lists import Asked, Words, next_link, page_of
from web.api.mentorship_documents import MentorshipListed
from web.api.people_documents import (
    MentorshipsOfPerson,
    PersonDocument,
    PersonList,
    PersonListed,
)
from web.api.telling import tagged, told
from web.callers import Caller
from web.problems import not_found
from web.services import Services

router: Final = APIRouter(tags=["people"])

_TOLD: Final = answers(403, 404)
_STAFF: Final = frozenset({Relation.COORDINATOR, Relation.ADMINISTRATOR})


class PeopleAsked(Asked):
    """Which people to list; what is not given does not matter."""

    program: Annotated[UUID | None, Field(description="Those with a role in it.")] = None
    role: Annotated[
        Literal["mentee", "mentor", "coordinator", "administrator"] | None,
        Field(description="Those who have it, there or in any of one's programs."),
    ] = None
    words: Annotated[
        Words | None, Field(description="In their names; typing errors are forgiven.")
    ] = None
    email: Annotated[
        Email | None, Field(description="Who has this address; nothing else counts then.")
    ] = None


@router.get(
    "/people",
    summary="List people",
    response_model=PersonList,
    response_description="A page of people, by name.",
    responses=_TOLD,
)
async def list_people(
    request: Request, asked: Annotated[PeopleAsked, Query()], asks: Asks, found: Found
) -> Response:
    """List the people of one's programs; all for administrators. Who is gone is never listed."""
    _check_listing(found, asks, asked)
    if asked.email is not None:
        rows = await found.records.people(email=asked.email, limit=1)
        near = [row for row in rows if await _is_near(found, asks, row)]
        return told(PersonList(people=_listed(asks, near), next=None))
    which = WhichPeople(
        programs=programs_run(asks) if asked.program is None else (asked.program,),
        role=None if asked.role is None else Role(asked.role),
        words=asked.words,
    )
    page = await page_of(
        found.records.page_of_people(which, limit=asked.limit, cursor=asked.cursor)
    )
    document = PersonList(people=_listed(asks, page.rows), next=page.next)
    return told(document, headers=next_link(request, page.next))


@router.get(
    "/people/{person}",
    summary="Read about a person",
    response_model=PersonDocument,
    response_description="The person, as whoever asks may know them.",
    responses=_TOLD | KNOWN,
)
async def read_person(request: Request, person: UUID, asks: Asks, found: Found) -> Response:
    """Read what one may know of a person: all of oneself, little of others, by what they are."""
    check_scope(asks, Right.READ_PERSON, stream=f"person/{person}")
    other = await _person(found, person)
    side: Side | None = None
    relation = relation_to(asks, other)
    if relation in {Relation.NOBODY, Relation.MEMBER}:
        partners = await partners_of(found, asks)
        relation, side = relation_to(asks, other, partners=partners), partners.get(other.id)
    stream = f"person/{person}"
    has_right(found, asks, Right.READ_PERSON, relation, about="person", stream=stream)
    room = await _has_room(found, other)
    at, own = found.now(), asking(asks)
    seen = view_person(as_told(asks, other), relation, by=own, at=at, has_room=room, side=side)
    if seen is None:
        raise not_found("person")
    return tagged(request, PersonDocument.model_validate(seen))


@router.get(
    "/people/{person}/mentorships",
    summary="List a person's mentorships",
    response_model=MentorshipsOfPerson,
    response_description="All mentorships in which the person has a part.",
    responses=_TOLD,
)
async def list_mentorships_of_person(person: UUID, asks: Asks, found: Found) -> Response:
    """List all in which a person is mentee, mentor or asked: oneself, or somebody of one's staff.

    Coordinators are told of those in their programs.
    """
    stream = f"person/{person}"
    check_scope(asks, Right.LIST_MENTORSHIPS, stream=stream)
    other = await _person(found, person)
    relation = relation_to(asks, other)
    has_right(found, asks, Right.LIST_MENTORSHIPS, relation, about="person", stream=stream)
    mine = await found.records.mentorships_of(person)
    rows = [
        MentorshipListed.of(each.row, part=each.part if relation is Relation.SELF else "staff")
        for each in mine
        if (relation is Relation.SELF and is_open_to(asks, each.row.program))
        or _is_staff_of(asks, each.row.program, mentee=each.row.mentee, mentor=each.row.mentor)
    ]
    return told(MentorshipsOfPerson(mentorships=rows))


@router.get(
    "/people/{person}/history",
    summary="Read a person's history",
    response_model=HistoryDocument,
    response_description="What is recorded of the person.",
    responses=_TOLD,
)
async def read_person_history(
    person: UUID, asks: Asks, found: Found, reading: Annotated[Reading, Depends()]
) -> Response:
    """Read all that is recorded of a person: for themselves, and for administrators."""
    stream = f"person/{person}"
    check_scope(asks, Right.READ_PERSON_HISTORY, stream=stream)
    relation = relation_to(asks, await _person(found, person))
    has_right(found, asks, Right.READ_PERSON_HISTORY, relation, about="person", stream=stream)
    events = await found.records.history("person", person)
    return told(await reading.document(found, seen_whole(events)))


async def _person(services: Services, ident: UUID) -> Person:
    person: Person | None = await services.records.state("person", ident)
    if person is None:
        raise not_found("person")
    return person


def _check_listing(services: Services, caller: Caller, asked: PeopleAsked) -> None:
    """Go on for staff of the program, or, without one, for whoever runs any.

    Administrators are of the installation, and only they learn who the others are.
    """
    stream = "person" if asked.program is None else f"program/{asked.program}"
    check_scope(caller, Right.LIST_PEOPLE, stream=stream)
    run = programs_run(caller)
    if asked.program is not None:
        relation = relation_here(caller, asked.program)
    else:
        relation = Relation.COORDINATOR if run is None or run else Relation.MEMBER
    if asked.role == "administrator" and relation is not Relation.NOBODY and run is not None:
        relation = Relation.MEMBER
    has_right(services, caller, Right.LIST_PEOPLE, relation, about="program", stream=stream)


async def _is_near(services: Services, caller: Caller, row: PersonRow) -> bool:
    return relation_to(caller, await _person(services, row.id)) in _STAFF | {Relation.SELF}


def _listed(caller: Caller, rows: Sequence[PersonRow]) -> list[PersonListed]:
    run, own = programs_run(caller), asking(caller)
    runs_all = own is None or own.administrator
    relation = Relation.ADMINISTRATOR if runs_all else Relation.COORDINATOR
    programs = None if run is None else frozenset(run)
    return [PersonListed.of(row, relation, programs=programs) for row in rows]


def _is_staff_of(caller: Caller, program: UUID, *, mentee: UUID, mentor: UUID | None) -> bool:
    is_side = caller.person is not None and caller.person.id in {mentee, mentor}
    return relation_here(caller, program) in _STAFF and not is_side


async def _has_room(services: Services, person: Person) -> bool | None:
    """Say whether a mentor can take on one more; None for somebody who is no mentor."""
    programs = [ident for ident, roles in person.roles.items() if Role.MENTOR in roles]
    if not programs or person.is_gone:
        return None
    capacity = person.capacity
    if capacity is None:
        capacity = await _usual_capacity(services, programs)
    which = Which(mentor=person.id, stages=sorted(WITH_MENTOR))
    page = await services.records.page_of_mentorships(which, sort="opened", limit=capacity + 1)
    return len(page.rows) < capacity


async def _usual_capacity(services: Services, programs: list[UUID]) -> int:
    """Return how many a mentor takes on who has not said it: as the most generous program says."""
    found: list[Program | None] = [
        await services.records.state("program", ident) for ident in programs
    ]
    policies = [each.policy for each in found if each is not None] or [Policy()]
    return max(policy.mentor_capacity for policy in policies)
