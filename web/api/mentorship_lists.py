"""Lists of mentorships: who may ask for which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.access.relations import Relation
from domain.access.rights import Right, may
from domain.mentorship.stages import StageName
from domain.people.state import Person
from records.mentorship_lists import Sort
from records.queries import MentorshipRow, Which
from web.api.acting import asking, decided, is_open_to, programs_run, relation_here
from web.api.lists import Asked, Words
from web.api.mentorship_documents import MentorshipListed
from web.callers import Caller
from web.problems import Problem, not_found, problem_of

_STAFF: Final = frozenset({Relation.COORDINATOR, Relation.ADMINISTRATOR})


class MentorshipsAsked(Asked):
    """Which mentorships to list; what is not given does not matter."""

    program: UUID | None = None
    stage: Annotated[
        list[StageName], Field(max_length=8, description="One of these stages; may be repeated.")
    ] = Field(default_factory=list)
    person: Annotated[UUID | None, Field(description="Mentee or mentor.")] = None
    mentee: UUID | None = None
    mentor: UUID | None = None
    invited: Annotated[UUID | None, Field(description="A mentor whose answer is awaited.")] = None
    overdue: Annotated[
        bool, Field(description="Only those in which mentee or mentor is late with something.")
    ] = False
    attention: Annotated[
        bool | None,
        Field(description="Whether a coordinator should look; for coordinators alone."),
    ] = None
    complete: Annotated[bool | None, Field(description="Whether the record is closed.")] = None
    text: Annotated[
        Words | None,
        Field(description="In the names of mentee, mentor or program; typing errors are forgiven."),
    ] = None
    sort: Annotated[
        Sort | None,
        Field(
            description="`urgency`: what needs a look first, then what is due next; for "
            "coordinators, who get it unless they ask otherwise. `last_activity` is everybody "
            "else's usual one; `opened`: the newest first; `name`: the mentee's."
        ),
    ] = None


@dataclass(frozen=True)
class Listing:
    """What is asked of the records, and as what its asker sees the rows.

    ``own`` is set for somebody who sees nothing but their own mentorships.
    """

    which: Which
    sort: Sort
    own: Person | None

    def shown(self, rows: Sequence[MentorshipRow]) -> list[MentorshipListed]:
        """Return rows with the fields that their viewer may see."""
        own = self.own
        return [
            MentorshipListed.of(row, part="staff" if own is None else _part(row, own))
            for row in rows
        ]


def _part(row: MentorshipRow, own: Person) -> str:
    if row.mentee == own.id:
        return "mentee"
    return "mentor" if row.mentor == own.id else "invited"


def listing(caller: Caller, asked: MentorshipsAsked, *, at: datetime) -> Listing:
    """Return what is asked of the records, so that nothing comes that its asker may not see.

    Whoever names themselves asks for their own. Administrators see all others, coordinators those
    of their programs, and everybody else only their own. In the staff's lists those are left out in
    which they are one of the two: there they are that side and no more.

    Raises:
        Problem: 404, they know of no such program; 403, it is not for them.
    """
    own = asking(caller)
    if asked.program is not None and not is_open_to(caller, asked.program):
        raise _unknown(caller, asked.program)
    if own is None or (_runs(caller, asked.program) and not _is_about(asked, own)):
        return _of_staff(caller, own, asked, at=at)
    return _of_oneself(caller, own, asked, at=at)


def _unknown(caller: Caller, program: UUID) -> Problem:
    stream = f"program/{program}"
    decided(caller, Right.LIST_MENTORSHIPS, stream=stream, refused="not_known_to_them")
    return not_found("program")


def _runs(caller: Caller, program: UUID | None) -> bool:
    if program is not None:
        return relation_here(caller, program) in _STAFF
    run = programs_run(caller)
    return run is None or bool(run)


def _is_about(asked: MentorshipsAsked, own: Person) -> bool:
    return own.id in {asked.person, asked.mentee, asked.mentor, asked.invited}


def _of_staff(
    caller: Caller, own: Person | None, asked: MentorshipsAsked, *, at: datetime
) -> Listing:
    which = replace(
        _which(asked, at=at),
        programs=None if asked.program is not None else programs_run(caller),
        without=None if own is None else own.id,
    )
    return Listing(which, asked.sort or "urgency", own=None)


def _of_oneself(caller: Caller, own: Person, asked: MentorshipsAsked, *, at: datetime) -> Listing:
    as_invited = asked.invited == own.id
    _check_own(caller, own, asked, as_invited=as_invited)
    which = replace(
        _which(asked, at=at),
        program=asked.program or (None if caller.key is None else caller.key.program),
        person=own.id if asked.person or not as_invited else None,
    )
    return Listing(which, asked.sort or "last_activity", own=own)


def _check_own(caller: Caller, own: Person, asked: MentorshipsAsked, *, as_invited: bool) -> None:
    """Refuse questions about others, and those whose answer would tell what is the program's."""
    if asked.program is not None and relation_here(caller, asked.program) is Relation.NOBODY:
        raise _unknown(caller, asked.program)
    refusal = may(Right.LIST_MENTORSHIPS, Relation.NOBODY)
    if asked.person not in {None, own.id} and refusal is not None:
        stream = f"person/{asked.person}"
        decided(caller, Right.LIST_MENTORSHIPS, stream=stream, refused=refusal.code)
        raise problem_of(refusal)
    if asked.attention is not None or asked.sort == "urgency" or (as_invited and asked.overdue):
        sentence = (
            "Only coordinators are told what needs a look; leave attention out, and sort by "
            "last_activity, opened or name."
        )
        raise Problem(HTTPStatus.FORBIDDEN, "not_allowed", sentence)


def _which(asked: MentorshipsAsked, *, at: datetime) -> Which:
    return Which(
        program=asked.program,
        person=asked.person,
        mentee=asked.mentee,
        mentor=asked.mentor,
        invited=asked.invited,
        stages=list(asked.stage) or None,
        overdue_at=at if asked.overdue else None,
        attention=asked.attention,
        complete=asked.complete,
        text=asked.text,
    )
