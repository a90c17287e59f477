"""ENDED: the mentee is invited to mentor, one may still reopen, then the record closes."""

from typing import Annotated, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.matters import Attention, DeadlineKind, EndingKind
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.model import Personal, PersonId, Text
from domain.replacing import replace

_FINISHED = frozenset({EndingKind.FULFILLED, EndingKind.RUN_ITS_COURSE})


class MentorshipEnded(MentorshipEvent):
    """The mentorship is over; until ``record_closes`` a coordinator may reopen it."""

    type: Literal["ended.mentorship_ended"] = "ended.mentorship_ended"
    kind: EndingKind
    record_closes: Due
    why: Annotated[Text, Personal("actor")] | None = None
    sealed: bool = False


class InvitedToMentor(MentorshipEvent):
    """A finished mentee was invited to become a mentor, once."""

    type: Literal["ended.invited_to_mentor"] = "ended.invited_to_mentor"
    person: PersonId


class RecordClosed(MentorshipEvent):
    """Nothing is waited for any more; the records stay."""

    type: Literal["ended.record_closed"] = "ended.record_closed"


EndedEvent = MentorshipEnded | InvitedToMentor | RecordClosed


def ending_events(
    state: Mentorship,
    context: Context,
    *,
    kind: EndingKind,
    why: str | None = None,
    sealed: bool = False,
) -> list[MentorshipEvent]:
    """Return the ending now, and for a mentee who finished the invitation to mentor, once."""
    program = context.known_program()
    closes = days_from(context.at, program.policy.reopen_days, program.zone)
    ended = MentorshipEnded(kind=kind, record_closes=closes, why=why, sealed=sealed)
    mentee = context.people.get(state.mentee)
    finished = kind in _FINISHED and state.mentor is not None
    if not finished or mentee is None or mentee.is_gone or mentee.invited_to_mentor is not None:
        return [ended]
    return [ended, InvitedToMentor(person=state.mentee)]


def on_record_closes() -> list[MentorshipEvent]:
    """Close the record."""
    return [RecordClosed()]


def kept_attention(state: Mentorship) -> frozenset[Attention]:
    """Return what a coordinator should still look at when the mentorship is over: a concern."""
    return state.attention & {Attention.CONCERN}


def evolve(state: Mentorship, event: EndedEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the ending; total."""
    match event:
        case MentorshipEnded():
            ended = replace(
                state,
                stage=Stage.ENDED,
                ending=event.kind,
                ended_at=stamp.at,
                pause=None,
                attention=kept_attention(state),
            )
            over = settle(ended, DeadlineKind.CLOSING_DUE, DeadlineKind.PAUSE_END)
            return wait_for(over, DeadlineKind.RECORD_CLOSES, event.record_closes, at=stamp.at)
        case InvitedToMentor():
            return state
        case RecordClosed():
            return settle(replace(state, record_closed=True), DeadlineKind.RECORD_CLOSES)
        case _:
            assert_never(event)
