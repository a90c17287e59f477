"""Notes, and concerns that go to the program on a path of their own."""

from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.envelopes import Stamp
from domain.mentorship.matters import Attention
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import part_of
from domain.mentorship.stages import ANY_STAGE, EVERYBODY, NOT_ENDED, Part, Stage
from domain.mentorship.state import Mentorship
from domain.model import Personal, Text
from domain.refusals import Refusal
from domain.replacing import replace


class NoteDown(MentorshipCommand):
    """Write a note into the history.

    A coordinator can seal it to the program, and can settle a reason for attention by it: that
    alone also after the end.
    """

    who: ClassVar = EVERYBODY
    stages: ClassVar = ANY_STAGE
    type: Literal["note"] = "note"
    text: Text
    sealed: bool = False
    settles: Attention | None = None


class RaiseConcern(MentorshipCommand):
    """Tell the program of something that is more than not being a good fit; it is sealed."""

    who: ClassVar = EVERYBODY
    stages: ClassVar = ANY_STAGE
    type: Literal["raise_concern"] = "raise_concern"
    text: Text


ConcernCommand = NoteDown | RaiseConcern


class Noted(MentorshipEvent):
    """Somebody wrote a note."""

    type: Literal["concerns.noted"] = "concerns.noted"
    text: Annotated[Text, Personal("actor")]
    sealed: bool
    settles: Attention | None


class ConcernRaised(MentorshipEvent):
    """Somebody raised a concern, which only the program sees."""

    type: Literal["concerns.concern_raised"] = "concerns.concern_raised"
    text: Annotated[Text, Personal("actor")]


ConcernEvent = Noted | ConcernRaised


def decide(command: ConcernCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a note or a concern; raises ``Refusal``."""
    match command:
        case NoteDown():
            _refuse_after_the_end(command, state)
            if command.sealed or command.settles:
                _refuse_sides(state, context)
            return [Noted(text=command.text, sealed=command.sealed, settles=command.settles)]
        case RaiseConcern():
            return [ConcernRaised(text=command.text)]
        case _:
            assert_never(command)


def _refuse_after_the_end(command: NoteDown, state: Mentorship) -> None:
    # A concern can be raised in ENDED, and must not need attention for ever.
    if state.stage is Stage.ENDED and command.settles is None:
        sentence = (
            "One cannot note in ENDED, except that a coordinator settles what needs attention; "
            "say what is settled, or raise a concern instead."
        )
        possible = [stage.value for stage in Stage if stage in NOT_ENDED]
        raise Refusal("wrong_stage", sentence, stage=state.stage.value, possible_in=possible)


def _refuse_sides(state: Mentorship, context: Context) -> None:
    if part_of(state, context) is not Part.COORDINATOR:
        sentence = (
            "Only a coordinator seals a note or settles what needs attention; "
            "raise a concern instead, it is sealed."
        )
        raise Refusal("not_your_part", sentence)


def evolve(state: Mentorship, event: ConcernEvent, stamp: Stamp) -> Mentorship:  # noqa: ARG001
    """Fold a note or a concern; total."""
    match event:
        case Noted():
            return replace(state, attention=state.attention - {event.settles})
        case ConcernRaised():
            return replace(state, attention=state.attention | {Attention.CONCERN})
        case _:
            assert_never(event)
