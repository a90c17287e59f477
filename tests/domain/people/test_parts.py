import pytest

from domain.envelopes import Role
from domain.people import COMMANDS, PersonCommand
from domain.people.commands import (
    AddReference,
    AnswerInvitationToMentor,
    ChangeContact,
    ChangeProfile,
    EndAway,
    ErasePerson,
    GrantRole,
    MergeInto,
    NoteAddressFailing,
    NoteAddressWorks,
    NoteInvitedToMentor,
    RegisterPerson,
    Resubscribe,
    RevokeRole,
    SetAway,
    SetCapacity,
    SetPreferences,
    Unsubscribe,
)
from domain.people.events import InvitedToMentor, RoleGranted
from tests.domain.cast import ident
from tests.domain.people.ada import ACTORS, MIA, PROGRAM, ada, nobody

STAFF = {"administrator", "coordinator"}
OWN = {"administrator", "herself"}
MAY: dict[str, set[str]] = {
    "register_person": STAFF | {"system"},
    "change_profile": STAFF | {"herself"},
    "change_contact": OWN,
    "grant_role": STAFF,
    "revoke_role": STAFF,
    "set_capacity": STAFF | {"herself"},
    "set_away": STAFF | {"herself"},
    "end_away": {"system"},
    "add_reference": STAFF | {"mentee"},
    "note_invited_to_mentor": {"system"},
    "answer_invitation_to_mentor": {"herself"},
    "set_preferences": STAFF | {"herself"},
    "unsubscribe": {"herself"},
    "resubscribe": {"herself"},
    "note_address_failing": {"system"},
    "note_address_works": {"system"},
    "merge_into": {"administrator"},
    "erase_person": OWN,
}
SAMPLES: tuple[PersonCommand, ...] = (
    RegisterPerson(name="Ada", email="ada@example.org", zone="America/Denver"),
    ChangeProfile(),
    ChangeContact(name="Ada Byron"),
    GrantRole(program=PROGRAM.id, role=Role.MENTOR),
    RevokeRole(program=PROGRAM.id, role=Role.MENTEE),
    SetCapacity(capacity=1),
    SetAway(until=None),
    EndAway(),
    AddReference(text="Answers within a day."),
    NoteInvitedToMentor(mentorship=ident("The mentorship")),
    AnswerInvitationToMentor(answer="yes"),
    SetPreferences(reminders="weekly"),
    Unsubscribe(),
    Resubscribe(),
    NoteAddressFailing(program=PROGRAM.id, code=550, answer="No such mailbox"),
    NoteAddressWorks(),
    MergeInto(other=MIA.id),
    ErasePerson(),
)


def test_the_table_of_rights_speaks_of_every_command() -> None:
    assert {type(each) for each in SAMPLES} == set(COMMANDS)
    assert {each.type for each in SAMPLES} == MAY.keys()


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("command", SAMPLES, ids=lambda each: each.type)
def test_each_command_is_for_those_named_and_refused_to_all_others(
    command: PersonCommand, actor: str
) -> None:
    registering = isinstance(command, RegisterPerson)
    invited = InvitedToMentor(mentorship=ident("The mentorship"))
    story = nobody() if registering else ada(invited)
    outcome = story.when(command, by=ACTORS[actor])
    if actor in MAY[command.type]:
        assert outcome.refusal is None
    else:
        outcome.refused("not_allowed", command.type, "ask", command=command.type)


def test_a_refusal_names_those_who_may() -> None:
    outcome = ada().when(ErasePerson(), by=ACTORS["a mentor"])
    outcome.refused("not_allowed", "is for an administrator or the person; ask them to give it")


OTHER = ident("Another program")
REACHING = (ChangeProfile(), SetCapacity(capacity=1), SetAway(until=None), SetPreferences(hour=9))


@pytest.mark.parametrize("command", REACHING, ids=lambda each: each.type)
def test_a_coordinator_reaches_the_people_of_the_own_programs_and_no_others(
    command: PersonCommand,
) -> None:
    mine = ada(RoleGranted(program=PROGRAM.id, role=Role.MENTOR))
    theirs = ada(RoleGranted(program=OTHER, role=Role.MENTOR))
    assert mine.when(command, by=ACTORS["coordinator"]).refusal is None
    theirs.when(command, by=ACTORS["coordinator"]).refused("not_allowed", command.type)
    both = theirs.then_happened(RoleGranted(program=PROGRAM.id, role=Role.MENTEE))
    assert both.when(command, by=ACTORS["coordinator"]).refusal is None


def test_a_role_in_the_own_program_is_given_to_somebody_of_another() -> None:
    theirs = ada(RoleGranted(program=OTHER, role=Role.MENTOR))
    given = GrantRole(program=PROGRAM.id, role=Role.MENTOR)
    assert theirs.when(given, by=ACTORS["coordinator"]).refusal is None
    taken = RevokeRole(program=OTHER, role=Role.MENTOR)
    theirs.when(taken, by=ACTORS["coordinator"]).refused("not_allowed")


def test_a_mentee_writes_of_mentors_in_the_same_program_only() -> None:
    praise = AddReference(text="Answers within a day.")
    mine = ada(RoleGranted(program=PROGRAM.id, role=Role.MENTOR))
    theirs = ada(RoleGranted(program=OTHER, role=Role.MENTOR))
    assert mine.when(praise, by=ACTORS["mentee"]).refusal is None
    theirs.when(praise, by=ACTORS["mentee"]).refused("not_allowed")
