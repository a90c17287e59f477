"""CLOSING: thanks and reflections of both, without blame; and the ways into it and back."""

from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.diary import MeetingCancelled
from domain.mentorship.ended import ending_events, kept_attention
from domain.mentorship.invitations import withdrawals
from domain.mentorship.matters import DeadlineKind, EndingKind
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import side_acting
from domain.mentorship.series import called_up
from domain.mentorship.stages import EVERYBODY, OPEN, PAIR, Side, Stage
from domain.mentorship.state import Mentorship, wait_for
from domain.mentorship.work import MeetingStatus
from domain.model import Personal, Text
from domain.replacing import replace

_HERE = frozenset({Stage.CLOSING})


class EndMentorship(MentorshipCommand):
    """End it, alone and without blame; neither a kind nor a reason is required.

    The reason is ``sealed`` from the other side unless it says otherwise. Without a kind the
    mentorship has run its course.
    """

    who: ClassVar = EVERYBODY
    stages: ClassVar = OPEN
    type: Literal["end_mentorship"] = "end_mentorship"
    kind: EndingKind = EndingKind.RUN_ITS_COURSE
    why: Text | None = None
    sealed: bool = True


class ReflectOnClosing(MentorshipCommand):
    """Look back on what was accomplished."""

    who: ClassVar = PAIR
    stages: ClassVar = _HERE
    type: Literal["reflect_on_closing"] = "reflect_on_closing"
    text: Text


class Thank(MentorshipCommand):
    """Thank the other one."""

    who: ClassVar = PAIR
    stages: ClassVar = _HERE
    type: Literal["thank"] = "thank"
    text: Text


ClosingCommand = EndMentorship | ReflectOnClosing | Thank


class ClosingOpened(MentorshipEvent):
    """The mentorship is ending: there is time for thanks and reflections until a date."""

    type: Literal["closing.closing_opened"] = "closing.closing_opened"
    kind: EndingKind
    until: Due
    why: Annotated[Text, Personal("actor")] | None = None
    sealed: bool = False


class ClosingReflected(MentorshipEvent):
    """One side looked back."""

    type: Literal["closing.closing_reflected"] = "closing.closing_reflected"
    side: Side
    text: Annotated[Text, Personal("actor")]


class Thanked(MentorshipEvent):
    """One side thanked the other."""

    type: Literal["closing.thanked"] = "closing.thanked"
    side: Side
    text: Annotated[Text, Personal("actor")]


ClosingEvent = ClosingOpened | ClosingReflected | Thanked


def decide(command: ClosingCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about the ending; raises ``Refusal``."""
    match command:
        case EndMentorship():
            return end(state, context, kind=command.kind, why=command.why, sealed=command.sealed)
        case ReflectOnClosing():
            return [ClosingReflected(side=side_acting(state, context), text=command.text)]
        case Thank():
            return [Thanked(side=side_acting(state, context), text=command.text)]
        case _:
            assert_never(command)


def end(
    state: Mentorship,
    context: Context,
    *,
    kind: EndingKind,
    why: str | None = None,
    sealed: bool = False,
) -> list[MentorshipEvent]:
    """End a mentorship: with a mentor there is time to close, without one it ends at once."""
    if state.mentor is None:
        ended = ending_events(state, context, kind=kind, why=why, sealed=sealed)
        return [*withdrawals(state, "ended"), *ended]
    program = context.known_program()
    until = days_from(context.at, program.policy.closing_days, program.zone)
    closing = ClosingOpened(kind=kind, until=until, why=why, sealed=sealed)
    return [closing, *meetings_cancelled(state, context, because="closing")]


def meetings_cancelled(
    state: Mentorship, context: Context, *, because: Literal["closing", "moved"]
) -> list[MentorshipEvent]:
    """Return the cancelling of every meeting that lies ahead, and of what a series would bring."""
    planned, events = called_up(state, context)
    cancelled = (
        MeetingCancelled(meeting=each.number, why=None, because=because)
        for each in planned.meetings.values()
        if each.status is MeetingStatus.SCHEDULED and each.when.at > context.at
    )
    return [*events, *cancelled]


def on_agreed_end(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Open the closing on the agreed end: the mentorship has run its course."""
    return end(state, context, kind=EndingKind.RUN_ITS_COURSE)


def on_closing_due(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """End the mentorship when the time for thanks and reflections is over."""
    kind = state.ending or EndingKind.RUN_ITS_COURSE
    return ending_events(state, context, kind=kind)


def evolve(state: Mentorship, event: ClosingEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the closing; total."""
    match event:
        case ClosingOpened():
            closing = replace(
                state, stage=Stage.CLOSING, ending=event.kind, attention=kept_attention(state)
            )
            return wait_for(closing, DeadlineKind.CLOSING_DUE, event.until, at=stamp.at)
        case ClosingReflected():
            return replace(state, reflected=state.reflected | {event.side})
        case Thanked():
            return replace(state, thanked=state.thanked | {event.side})
        case _:
            assert_never(event)
