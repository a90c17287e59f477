"""The three kinds of stream, and what the tables say of their states.

All here is pure, so that writing beside the events and rebuilding from them give the same rows.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from domain.decider import Decider
from domain.mentorship import MENTORSHIP, standing_of
from domain.mentorship.circumstances import watched
from domain.mentorship.lateness import late_from
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship
from domain.people import PERSON
from domain.people.state import MentorProfile, Person
from domain.programs import PROGRAM
from domain.programs.state import Program
from domain.standing import OpenDeadline, Standing
from records.kinds import Claims, Kind, Kinds, Row, Rows, State
from records.words import Field, document


def mentorship_kind(
    decider: Decider[Any, Any, Any],
    standing_of: Callable[[Any], Standing],
    *,
    watched: Callable[[Any], Sequence[UUID]],
    asked: Callable[[Any], Sequence[UUID]] = lambda _: (),
    late_from: Callable[[Any], datetime | None] = lambda _: None,
) -> Kind:
    """Return the kind of stream that has a workflow: its rows are what its workflow knows.

    ``watched`` gives the people whose going would matter and is not known there yet, ``asked``
    those whose answer is awaited, ``late_from`` when somebody is late with something.
    """

    def rows(state: State, version: int, first_at: datetime, last_at: datetime) -> Rows:
        people = sorted(watched(state))
        rows = _mentorship_rows(standing_of(state), people, version, first_at, last_at)
        more = {"asked": sorted(asked(state)), "late_from": late_from(state)}
        return {**rows, "mentorships": [{**row, **more} for row in rows["mentorships"]]}

    return Kind(decider, rows, _mentorship_claims, standing_of, attrgetter("mentor"))


def _mentorship_rows(
    standing: Standing, watched: Sequence[UUID], version: int, first_at: datetime, last_at: datetime
) -> Rows:
    first = min(standing.deadlines, key=lambda each: each.due, default=None)
    row = {
        "id": standing.mentorship,
        "version": version,
        "program": standing.program,
        "mentee": standing.mentee,
        "mentor": standing.mentor,
        "watched": watched,
        "stage": standing.stage,
        "opened_at": first_at,
        "last_at": last_at,
        "paused_until": standing.paused_until,
        "next_due": None if first is None else first.due,
        "next_kind": None if first is None else first.kind,
        "attention": sorted(standing.attention),
        "complete": standing.complete,
    }
    deadlines = [_deadline_row(standing.mentorship, each) for each in standing.deadlines]
    return {"mentorships": [row], "deadlines": deadlines}


def _deadline_row(mentorship: UUID, deadline: OpenDeadline) -> Row:
    return {
        "mentorship": mentorship,
        "id": deadline.id,
        "kind": deadline.kind,
        "due": deadline.due,
        "label": deadline.label,
    }


def _person_rows(state: Person, version: int, _first_at: datetime, _last_at: datetime) -> Rows:
    row = {
        "id": state.id,
        "version": version,
        "name": state.name,
        "email": None if state.is_gone else state.email,
        "zone": state.zone,
        "language": state.language,
        "administrator": state.administrator and not state.is_gone,
        "gone": state.is_gone,
        "capacity": state.capacity,
        "away_until": None if state.away_until is None else state.away_until.at,
        **_profile(state),
        "found_by": document(_said(state)),
    }
    held = {} if state.is_gone else state.roles
    roles = [
        {"person": state.id, "program": program, "role": str(role)}
        for program, program_roles in held.items()
        for role in sorted(program_roles)
    ]
    return {"people": [row], "person_roles": roles}


def _profile(state: Person) -> Row:
    """Return what a mentor says; of somebody who is gone nothing."""
    profile = MentorProfile() if state.is_gone else state.mentor_profile
    return {
        "disciplines": profile.disciplines,
        "site": profile.site,
        "support": [str(each) for each in profile.support],
        "recent_work": profile.recent_work,
        "learners_so_far": profile.learners_so_far,
        "style": profile.style,
        "reference_count": 0 if state.is_gone else len(state.references),
    }


def _said(state: Person) -> Iterator[tuple[Field, str]]:
    """Yield what a person is found by, the most telling first."""
    if state.is_gone:
        return
    profile = state.mentor_profile
    yield Field.NAME, state.name
    for discipline in profile.disciplines:
        yield Field.DISCIPLINE, discipline
    yield Field.SITE, profile.site or ""
    for text in (*profile.support, profile.recent_work, profile.style):
        yield Field.OTHER, text or ""


def _program_rows(state: Program, version: int, _first_at: datetime, _last_at: datetime) -> Rows:
    row = {
        "id": state.id,
        "version": version,
        "name": state.name,
        "zone": state.zone,
        "closed": state.closed,
        "mentor_capacity": state.policy.mentor_capacity,
        "found_by": document([(Field.NAME, state.name)]),
    }
    return {"programs": [row]}


def _asked(state: Mentorship) -> Sequence[UUID]:
    return [] if state.stage is Stage.ENDED else [each.mentor for each in state.open_invitations]


def _mentorship_claims(state: Mentorship | None) -> Claims:
    if state is None:
        return Claims()
    return Claims(charged_mentor=state.charges_mentor, pair=state.open_pair)


def _person_claims(state: Person | None) -> Claims:
    return Claims(email=None if state is None or state.is_gone else state.email.lower())


def _program_claims(_state: Program | None) -> Claims:
    return Claims()


KINDS: Kinds = {
    "mentorship": mentorship_kind(
        MENTORSHIP, standing_of, watched=watched, asked=_asked, late_from=late_from
    ),
    "person": Kind(PERSON, _person_rows, _person_claims),
    "program": Kind(PROGRAM, _program_rows, _program_claims),
}
"""The product's three kinds of stream."""
