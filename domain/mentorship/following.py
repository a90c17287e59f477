"""What an event of a mentorship brings about in the streams of its people."""

from collections.abc import Sequence

from domain.decider import FollowOn
from domain.mentorship.ended import InvitedToMentor
from domain.mentorship.evolve import Event
from domain.mentorship.invitations import InvitationAccepted
from domain.mentorship.returning import MentorReplaced
from domain.mentorship.seeking import MentorAssigned
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.people.commands import EndAway, NoteInvitedToMentor


def following(event: Event, state: Mentorship) -> Sequence[FollowOn]:
    """Return the commands that follow: taking a mentee ends an absence; an invitation is kept."""
    match event:
        case InvitationAccepted(ends_away=True, mentor=mentor):
            return [_end_away(mentor)]
        case MentorAssigned(ends_away=True, mentor=mentor):
            return [_end_away(mentor)]
        case MentorReplaced(ends_away=True, mentor=mentor) if mentor is not None:
            return [_end_away(mentor)]
        case InvitedToMentor(person=person):
            note = NoteInvitedToMentor(mentorship=state.id)
            return [FollowOn(category="person", stream=person, command=note)]
        case _:
            return []


def _end_away(mentor: PersonId) -> FollowOn:
    return FollowOn(category="person", stream=mentor, command=EndAway())
