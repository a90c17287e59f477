import pytest

from domain.envelopes import SYSTEM, Role
from domain.people.commands import AddReference, AnswerInvitationToMentor, NoteInvitedToMentor
from domain.people.events import (
    InvitationToMentorAnswered,
    InvitedToMentor,
    ReferenceAdded,
    RoleGranted,
)
from domain.people.state import MentorInvitation, Reference
from tests.domain.cast import ADMINISTRATOR, as_mentee, ident
from tests.domain.people.ada import ADA, CAROL, COORDINATOR, HERSELF, MENTEE, MIA, PROGRAM, ada

INVITED = InvitedToMentor(mentorship=ident("The mentorship"))
LATER = InvitationToMentorAnswered(answer="later")
PRAISE = ReferenceAdded(by=MIA.id, text="Answers within a day.")


def test_a_former_mentee_writes_a_reference() -> None:
    outcome = ada().when(AddReference(text="Answers within a day."), by=MENTEE).then(PRAISE)
    assert outcome.state.references == (Reference(by=MIA.id, text="Answers within a day."),)


def test_each_author_has_one_reference_and_the_newer_replaces_the_older() -> None:
    story = ada(PRAISE).after(AddReference(text="Knows everybody."), by=COORDINATOR)
    outcome = story.when(AddReference(text="Answers within an hour."), by=MENTEE)
    assert outcome.state.references == (
        Reference(by=CAROL.id, text="Knows everybody."),
        Reference(by=MIA.id, text="Answers within an hour."),
    )


def test_the_operator_of_the_installation_writes_as_nobody() -> None:
    outcome = ada().when(AddReference(text="From the old system."), by=ADMINISTRATOR)
    outcome.then(ReferenceAdded(by=None, text="From the old system."))


def test_the_same_reference_changes_nothing() -> None:
    ada(PRAISE).when(AddReference(text="Answers within a day."), by=MENTEE).nothing()


def test_nobody_writes_their_own_reference() -> None:
    mentee = RoleGranted(program=PROGRAM.id, role=Role.MENTEE)
    outcome = ada(mentee).when(AddReference(text="Wonderful."), by=as_mentee(ADA))
    outcome.refused("own_reference", "ask a former mentee or a coordinator", person=str(ADA))


def test_a_former_mentee_is_invited_to_mentor_once() -> None:
    command = NoteInvitedToMentor(mentorship=ident("The mentorship"))
    outcome = ada().when(command, by=SYSTEM).then(INVITED)
    assert outcome.state.invited_to_mentor is MentorInvitation.INVITED
    again = NoteInvitedToMentor(mentorship=ident("Another mentorship"))
    ada(INVITED).when(again, by=SYSTEM).nothing()


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (InvitationToMentorAnswered(answer="yes"), MentorInvitation.ACCEPTED),
        (InvitationToMentorAnswered(answer="no"), MentorInvitation.DECLINED),
        (LATER, MentorInvitation.LATER),
    ],
)
def test_the_invited_answers(answer: InvitationToMentorAnswered, left: MentorInvitation) -> None:
    outcome = ada(INVITED).when(AnswerInvitationToMentor(answer=answer.answer), by=HERSELF)
    outcome.then(answer)
    assert outcome.state.invited_to_mentor is left


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_later_may_be_answered_again(answer: str) -> None:
    command = AnswerInvitationToMentor.model_validate({"answer": answer})
    ada(INVITED, LATER).when(command, by=HERSELF).recorded("person.invitation_to_mentor_answered")


@pytest.mark.parametrize("answer", ["yes", "no", "later"])
def test_the_same_answer_again_changes_nothing(answer: str) -> None:
    answered = InvitationToMentorAnswered.model_validate({"answer": answer})
    command = AnswerInvitationToMentor.model_validate({"answer": answer})
    ada(INVITED, answered).when(command, by=HERSELF).nothing()


@pytest.mark.parametrize(("first", "then"), [("yes", "no"), ("no", "yes"), ("no", "later")])
def test_yes_and_no_are_final(first: str, then: str) -> None:
    answered = InvitationToMentorAnswered.model_validate({"answer": first})
    command = AnswerInvitationToMentor.model_validate({"answer": then})
    ada(INVITED, answered).when(command, by=HERSELF).refused(
        "already_answered", "ask a coordinator to change your roles"
    )


def test_who_was_not_invited_has_nothing_to_answer() -> None:
    command = AnswerInvitationToMentor(answer="yes")
    ada().when(command, by=HERSELF).refused("not_invited", "There is no invitation to answer")
