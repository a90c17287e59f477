"""Whether a link can be acted upon now: usable, or expired, used, revoked or settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from domain.dates import local_day
from domain.links.link import Link
from domain.links.purposes import OF_PERSON, Purpose
from domain.mentorship.matters import Closed
from domain.mentorship.stages import (
    ANY_STAGE,
    NOT_ENDED,
    OPEN,
    UNDER_WAY,
    WITH_MENTOR,
    WITHOUT_MENTOR,
    Stage,
)
from domain.mentorship.state import Mentorship
from domain.mentorship.work import GoalStatus, MeetingStatus
from domain.people.state import MentorInvitation, Person
from domain.refusals import Refusal


class Why(StrEnum):
    """Why there is nothing left to do by a link; the value is a sentence for its reader."""

    GONE = "The person this link was for is registered here no longer."
    NO_PART = "You have no part in this matter any more."
    ANSWERED = "This invitation has been answered."
    WITHDRAWN = "This invitation was taken back."
    DONE = "This is done already."
    CALLED_OFF = "This meeting was called off."
    SUPERSEDED = "This version of the agreement is no longer open; another one takes its place."
    MOVED_ON = "The mentorship has moved on, and this is no longer open."
    OVER = "The mentorship has ended, or is ending."


@dataclass(frozen=True)
class Usable:
    """The reader can act."""


@dataclass(frozen=True)
class Expired:
    """Its time is over."""

    since: datetime


@dataclass(frozen=True)
class Used:
    """The one act that it serves was recorded."""

    at: datetime


@dataclass(frozen=True)
class Revoked:
    """It was taken back; ``why`` is a clause for its reader."""

    at: datetime
    why: str


@dataclass(frozen=True)
class Settled:
    """Its matter is closed."""

    why: Why


Condition: TypeAlias = Usable | Expired | Used | Revoked | Settled

STAGES: Final[Mapping[Purpose, frozenset[Stage]]] = {
    Purpose.ANSWER_INVITATION: NOT_ENDED,
    Purpose.SEARCH: WITHOUT_MENTOR,
    Purpose.EXPECTATIONS: frozenset({Stage.EXPECTATIONS}),
    Purpose.AGREEMENT: frozenset({Stage.EXPECTATIONS, Stage.REDEFINITION}),
    Purpose.GOAL: UNDER_WAY,
    Purpose.TASK: UNDER_WAY,
    Purpose.MEETING: UNDER_WAY,
    Purpose.CHECK_IN: WITH_MENTOR,
    Purpose.CONFIRM_ENDING: OPEN,
    Purpose.REDEFINITION: UNDER_WAY,
    Purpose.CLOSING: frozenset({Stage.CLOSING}),
    Purpose.MENTORSHIP: ANY_STAGE,
}
"""In which stages there is something to do for a purpose that is about a mentorship."""


_NEXT: Final = "use the link of a later letter, or reply to the letter to ask your program."


def condition_of(
    link: Link, *, at: datetime, person: Person | None, mentorship: Mentorship | None
) -> Condition:
    """Return what a link is good for at ``at``, as its person and its mentorship are now.

    A late yes is a rule of the domain, so an invitation that lapsed can still be answered.
    """
    if link.revoked_at is not None:
        return Revoked(link.revoked_at, link.revoked_why or "")
    if link.used_at is not None:
        return Used(link.used_at)
    if link.expires_at is not None and at >= link.expires_at:
        return Expired(link.expires_at)
    if person is None or person.is_gone:
        return Settled(Why.GONE)
    if link.purpose in OF_PERSON:
        why = _settled_by_person(link, person)
    else:
        why = Why.NO_PART if mentorship is None else _settled_by_mentorship(link, mentorship)
    return Usable() if why is None else Settled(why)


def _settled_by_person(link: Link, person: Person) -> Why | None:
    if link.purpose is not Purpose.BECOME_MENTOR:
        return None
    if person.invited_to_mentor is None:
        return Why.NO_PART
    answered = {MentorInvitation.ACCEPTED, MentorInvitation.DECLINED}
    return Why.ANSWERED if person.invited_to_mentor in answered else None


def _settled_by_mentorship(link: Link, state: Mentorship) -> Why | None:
    if link.purpose is Purpose.ANSWER_INVITATION:
        why = _answered(link, state)
    else:
        why = Why.NO_PART if state.side_of(link.person) is None else None
    if why is None and state.stage not in STAGES[link.purpose]:
        return Why.OVER if state.stage not in OPEN else Why.MOVED_ON
    return why or _done(link, state)


def _answered(link: Link, state: Mentorship) -> Why | None:
    invitation = state.invitations.get(link.subject or 0)
    if invitation is None or invitation.mentor != link.person:
        return Why.NO_PART
    if not isinstance(invitation.status, Closed):
        return None
    return Why.WITHDRAWN if invitation.status.how == "withdrawn" else Why.ANSWERED


def _done(link: Link, state: Mentorship) -> Why | None:
    number = link.subject
    if number is None:
        return None
    match link.purpose:
        case Purpose.AGREEMENT:
            return _signed(number, state)
        case Purpose.GOAL:
            goal = state.goals.get(number)
            is_open = goal is not None and goal.status is GoalStatus.OPEN
        case Purpose.TASK:
            task = state.tasks.get(number)
            is_open = task is not None and task.is_open
        case Purpose.MEETING:
            return _met(number, state)
        case Purpose.CHECK_IN:
            check_in = state.check_ins.get(number)
            is_open = check_in is not None and check_in.is_open
        case _:
            return None
    return None if is_open else Why.DONE


def _met(number: int, state: Mentorship) -> Why | None:
    meeting = state.meetings.get(number)
    if meeting is None:
        return Why.DONE
    match meeting.status:
        case MeetingStatus.SCHEDULED:
            return None
        case MeetingStatus.CANCELLED:
            return Why.CALLED_OFF
        case _:
            return Why.DONE


def _signed(version: int, state: Mentorship) -> Why | None:
    agreement = state.agreements.get(version)
    if agreement is None or agreement.voided:
        return Why.SUPERSEDED
    return None if agreement.is_open else Why.DONE


def refusal_of(condition: Condition, *, zone: str) -> Refusal | None:
    """Return what its reader is told of a link that cannot be acted upon; None where it can.

    Days are those of ``zone``, the reader's.
    """
    match condition:
        case Usable():
            return None
        case Expired(since=since):
            sentence = f"This link expired on {_day(since, zone)}; {_NEXT}"
            return Refusal("link_expired", sentence, since=since.isoformat())
        case Used(at=at):
            return used(on=_day(at, zone), at=at.isoformat())
        case Revoked(at=at, why=why):
            sentence = f"This link was revoked on {_day(at, zone)} ({why}); {_NEXT}"
            return Refusal("link_revoked", sentence, at=at.isoformat(), why=why)
        case Settled(why=why):
            sentence = f"{why.value.removesuffix('.')}; there is nothing left to do by this link."
            return Refusal("link_settled", sentence, why=why.name.lower())
        case _:
            assert_never(condition)


def used(*, on: str | None = None, **facts: object) -> Refusal:
    """Return what is told of a link that served its one act, ``on`` a day if it is known."""
    when = "already" if on is None else f"on {on}"
    sentence = (
        f"This link was used {when}, and what it did cannot be done again or taken back by it; "
        "ask your program if something has to be changed."
    )
    return Refusal("link_used", sentence, **facts)


def unknown() -> Refusal:
    """Return what is told of a link that nobody made here."""
    sentence = "This link is not known here; copy the whole of it from the letter."
    return Refusal("link_unknown", sentence)


def _day(at: datetime, zone: str) -> str:
    day = local_day(at, zone)
    return f"{day.day} {day:%B %Y}"
