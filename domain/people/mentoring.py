"""What others say of a mentor, and how a former mentee becomes one."""

from typing import assert_never

from domain.context import Context
from domain.people.commands import (
    AddReference,
    AnswerInvitationToMentor,
    MentoringCommand,
    NoteInvitedToMentor,
)
from domain.people.events import (
    InvitationToMentorAnswered,
    InvitedToMentor,
    PersonEvent,
    ReferenceAdded,
)
from domain.people.state import ANSWERED, MentorInvitation, Person, Reference
from domain.refusals import Refusal


def decide(command: MentoringCommand, state: Person, context: Context) -> list[PersonEvent]:
    """Decide on a reference or on the invitation to mentor; raises ``Refusal``."""
    match command:
        case AddReference():
            return _add_reference(command, state, context)
        case NoteInvitedToMentor(mentorship=mentorship):
            invited = InvitedToMentor(mentorship=mentorship)
            return [invited] if state.invited_to_mentor is None else []
        case AnswerInvitationToMentor():
            return _answer(command, state)
        case _:
            assert_never(command)


def _add_reference(command: AddReference, state: Person, context: Context) -> list[PersonEvent]:
    author = context.actor.person
    if author == state.id:
        sentence = (
            "Nobody writes their own reference; ask a former mentee or a coordinator for one."
        )
        raise Refusal("own_reference", sentence, person=str(state.id))
    if Reference(by=author, text=command.text) in state.references:
        return []
    return [ReferenceAdded(by=author, text=command.text)]


def _answer(command: AnswerInvitationToMentor, state: Person) -> list[PersonEvent]:
    present = state.invited_to_mentor
    if present is None:
        sentence = "There is no invitation to answer; it comes when a mentorship has ended."
        raise Refusal("not_invited", sentence)
    if present is ANSWERED[command.answer]:
        return []
    if present in {MentorInvitation.ACCEPTED, MentorInvitation.DECLINED}:
        sentence = f"The invitation was {present} already; ask a coordinator to change your roles."
        raise Refusal("already_answered", sentence, answer=str(present))
    return [InvitationToMentorAnswered(answer=command.answer)]
