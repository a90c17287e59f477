import pytest

from domain.envelopes import SYSTEM, Role
from domain.people import PersonCommand
from domain.people.commands import (
    ChangeContact,
    EndAway,
    ErasePerson,
    MergeInto,
    NoteAddressFailing,
    NoteAddressWorks,
    NoteInvitedToMentor,
    SetCapacity,
)
from domain.people.events import (
    AddressFailed,
    CapacitySet,
    ContactChanged,
    PersonErased,
    PersonMerged,
    PreferencesSet,
    ReferenceAdded,
    RoleGranted,
    Unsubscribed,
)
from domain.people.preferences import Preferences
from domain.people.state import ERASED_NAME, Person
from tests.domain.cast import ADMINISTRATOR, a_person, ident
from tests.domain.people.ada import ADA, HERSELF, MIA, PROGRAM, ada, nobody

MERGED = PersonMerged(into=MIA.id)
NOTES: list[PersonCommand] = [
    EndAway(),
    NoteInvitedToMentor(mentorship=ident("The mentorship")),
    NoteAddressFailing(program=PROGRAM.id, code=550, answer="No such mailbox"),
    NoteAddressWorks(),
]


def test_a_duplicate_is_merged_into_the_person_who_stays() -> None:
    outcome = ada().when(MergeInto(other=MIA.id)).then(MERGED)
    assert outcome.state.merged_into == MIA.id
    assert outcome.state.is_gone


def test_nobody_is_merged_into_themselves() -> None:
    ada().when(MergeInto(other=ADA)).refused("merge_with_itself", "name the one who stays")


@pytest.mark.parametrize("other", [a_person("Ghost", erased=True), a_person("Unregistered")])
def test_nobody_is_merged_into_who_is_not_there(other: Person) -> None:
    people = [other] if other.erased else []
    outcome = ada().when(MergeInto(other=other.id), people=people)
    outcome.refused("unknown_person", person=str(other.id))


def test_a_command_for_a_merged_person_is_refused_with_the_one_to_give_it_to() -> None:
    ada(MERGED).when(SetCapacity(capacity=1)).refused(
        "person_gone", f"merged into {MIA.id}; give the command there", merged_into=str(MIA.id)
    )


def test_nothing_personal_is_left_of_an_erased_person() -> None:
    known = (
        RoleGranted(program=PROGRAM.id, role=Role.MENTOR),
        CapacitySet(capacity=2),
        ReferenceAdded(by=MIA.id, text="Answers within a day."),
        PreferencesSet(preferences=Preferences(hour=9)),
        Unsubscribed(),
        AddressFailed(program=None, email="ada@example.org", code=550, answer="Unknown"),
    )
    outcome = ada(*known).when(ErasePerson(), by=HERSELF).then(PersonErased())
    assert outcome.state == Person(
        id=ADA,
        version=8,
        name=ERASED_NAME,
        email="",
        zone="America/Denver",
        language="en",
        erased=True,
    )


def test_a_merged_person_can_still_be_erased() -> None:
    state = ada(MERGED).when(ErasePerson(), by=ADMINISTRATOR).then(PersonErased()).state
    assert (state.erased, state.merged_into, state.email) == (True, MIA.id, "")


def test_an_erased_person_cannot_be_changed_any_more() -> None:
    for command in (ErasePerson(), SetCapacity(capacity=1), ChangeContact(name="Ada")):
        ada(PersonErased()).when(command).refused("person_gone", "was erased", person=str(ADA))


@pytest.mark.parametrize("command", NOTES, ids=lambda each: each.type)
@pytest.mark.parametrize("gone", [PersonErased(), MERGED], ids=lambda each: each.type)
def test_what_another_stream_brings_about_changes_nothing_for_who_is_gone(
    command: PersonCommand, gone: PersonErased | PersonMerged
) -> None:
    ada(gone).when(command, by=SYSTEM).nothing()


def test_no_event_brings_back_what_was_erased() -> None:
    late = ContactChanged(
        name="Ada",
        email="ada@example.org",
        zone=None,
        language=None,
        former_name=None,
        former_email=None,
    )
    state = ada(PersonErased(), late).state
    assert state is not None
    assert (state.name, state.email, state.version) == (ERASED_NAME, "", 3)


def test_a_command_for_nobody_is_refused() -> None:
    for command in (SetCapacity(capacity=1), ErasePerson(), *NOTES):
        nobody().when(command).refused("unknown_person", "register them first, or check the id")
