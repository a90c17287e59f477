"""What happens elsewhere and matters here: a person who is gone."""

from typing import ClassVar, Literal

from domain.context import Context
from domain.mentorship.asking import search_goes_on
from domain.mentorship.closing import meetings_cancelled
from domain.mentorship.ended import ending_events
from domain.mentorship.invitations import InvitationWithdrawn, withdrawals
from domain.mentorship.matters import Attention, Closed, EndingKind, Invitation
from domain.mentorship.messages import CoordinatorAsked, MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import ANY_STAGE, Part, Stage
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.replacing import replace


class ReviewPeople(MentorshipCommand):
    """Look whether the people of this mentorship are still there."""

    who: ClassVar = frozenset({Part.SYSTEM})
    stages: ClassVar = ANY_STAGE
    type: Literal["review_people"] = "review_people"


def review(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """End what has no mentee any more; tell the coordinator, once, of somebody else who is gone.

    Who was merged into another is still there under another id, so that nothing ends by it.
    Invitations to people who are gone are withdrawn, and the search goes on.
    """
    if state.stage is Stage.ENDED:
        return []
    mentee = context.people.get(state.mentee)
    if mentee is not None and mentee.erased:
        cancelled = meetings_cancelled(state, context, because="closing")
        ended = ending_events(state, context, kind=EndingKind.MOVED_ON)
        return [*withdrawals(state, "gone"), *cancelled, *ended]
    return [*_coordinator_asked(state, context), *_invitations_reviewed(state, context)]


def watched(state: Mentorship) -> tuple[PersonId, ...]:
    """Return the people whose going would matter here and of whom nobody was told yet."""
    if state.stage in {Stage.CLOSING, Stage.ENDED}:
        return ()
    pair = [each for each in (state.mentee, state.mentor) if each is not None]
    asked = [each.mentor for each in state.open_invitations]
    return tuple(each for each in (*pair, *asked) if each not in state.told_gone)


def _coordinator_asked(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    if state.stage is Stage.CLOSING:
        return []
    pair = (context.people.get(each) for each in (state.mentee, state.mentor) if each is not None)
    return [
        CoordinatorAsked(
            reason=Attention.MENTOR_GONE if each.erased else Attention.PERSON_MERGED,
            person=each.id,
        )
        for each in pair
        if each is not None and each.is_gone and each.id not in state.told_gone
    ]


def _gone(person: PersonId, context: Context) -> bool:
    found = context.people.get(person)
    return found is not None and found.is_gone


def _invitations_reviewed(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    gone = [each for each in state.open_invitations if _gone(each.mentor, context)]
    events: list[MentorshipEvent] = [
        InvitationWithdrawn(invitation=each.number, because="gone") for each in gone
    ]
    left = [each for each in state.open_invitations if each not in gone]
    if not gone or left:
        return events
    last = gone[-1]
    alone = replace(state, invitations={**state.invitations, **_settled(gone)})
    return [*events, *search_goes_on(last, alone, context)]


def _settled(gone: list[Invitation]) -> dict[int, Invitation]:
    return {each.number: replace(each, status=Closed("withdrawn")) for each in gone}
