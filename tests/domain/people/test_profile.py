import pytest

from domain.envelopes import Actor, Role
from domain.notices import Notice
from domain.people.commands import ChangeContact, ChangeProfile, MenteeDetails, MentorDetails
from domain.people.events import AddressFailed, ContactChanged, ProfileChanged, RoleGranted
from domain.people.letters import former_address
from domain.people.state import MenteeProfile, MentorProfile, Support
from tests.domain.cast import ADMINISTRATOR, a_person, as_coordinator, ident
from tests.domain.people.ada import ADA, HERSELF, PROGRAM, ada

WRITTEN = ProfileChanged(
    mentor_profile=MentorProfile(site="North", style="asks first", support=(Support.CAREER,)),
    mentee_profile=MenteeProfile(discipline="hematology"),
)
FORMER = {"former_name": "Ada", "former_email": "ada@example.org"}


def test_given_parts_of_a_profile_replace_and_the_others_stay() -> None:
    changed = ChangeProfile(mentor_profile=MentorDetails(site="South", learners_so_far=4))
    ada(WRITTEN).when(changed, by=HERSELF).then(
        ProfileChanged(
            mentor_profile=MentorProfile(
                site="South", style="asks first", support=(Support.CAREER,), learners_so_far=4
            ),
            mentee_profile=None,
        )
    )


def test_an_entry_is_taken_back_by_giving_nothing_for_it() -> None:
    emptied = ChangeProfile(
        mentor_profile=MentorDetails(site=None, support=()),
        mentee_profile=MenteeDetails(discipline=None),
    )
    outcome = ada(WRITTEN).when(emptied, by=HERSELF)
    assert outcome.state.mentor_profile == MentorProfile(style="asks first")
    assert outcome.state.mentee_profile == MenteeProfile()


def test_a_profile_of_the_other_kind_stays() -> None:
    changed = ChangeProfile(mentee_profile=MenteeDetails(interests=("research",)))
    state = ada(WRITTEN).when(changed, by=HERSELF).state
    assert state.mentor_profile == WRITTEN.mentor_profile
    assert state.mentee_profile == MenteeProfile(discipline="hematology", interests=("research",))


def test_a_profile_written_as_it_stands_changes_nothing() -> None:
    same = ChangeProfile(mentor_profile=MentorDetails(site="North"))
    ada(WRITTEN).when(same, by=HERSELF).nothing()
    ada(WRITTEN).when(ChangeProfile(), by=HERSELF).nothing()


def test_contact_is_changed_in_the_parts_that_are_given() -> None:
    moved = ChangeContact(zone="Europe/Berlin", language="de")
    outcome = ada().when(moved, by=HERSELF)
    outcome.then(
        ContactChanged(
            name=None,
            email=None,
            zone="Europe/Berlin",
            language="de",
            former_name=None,
            former_email=None,
        )
    )
    assert (outcome.state.name, outcome.state.zone) == ("Ada", "Europe/Berlin")


def test_a_new_name_and_address_are_recorded() -> None:
    renamed = ChangeContact(name="Ada Byron", email="Byron@Example.org")
    state = ada().when(renamed, by=HERSELF).state
    assert (state.name, state.email) == ("Ada Byron", "byron@example.org")
    assert state.language == "en"


@pytest.mark.parametrize(("by", "by_oneself"), [(HERSELF, True), (ADMINISTRATOR, False)])
def test_of_another_address_the_one_before_is_told(by: Actor, *, by_oneself: bool) -> None:
    mentee = RoleGranted(program=PROGRAM.id, role=Role.MENTEE)
    change = ChangeContact(name="Ada Byron", email="byron@example.org")
    facts = {**FORMER, "by_oneself": by_oneself}
    told = Notice("address_changed", ADA, facts, program=PROGRAM.id)
    ada(mentee).when(change, by=by).told(told)
    assert former_address(facts) == "ada@example.org"
    assert former_address({}) is None


def test_of_another_address_somebody_without_a_role_is_told_in_nobodys_name() -> None:
    outcome = ada().when(ChangeContact(email="byron@example.org"), by=HERSELF)
    outcome.told(Notice("address_changed", ADA, {**FORMER, "by_oneself": True}))


def test_nothing_is_told_at_an_address_that_fails_or_stays() -> None:
    failed = AddressFailed(program=None, email="ada@example.org", code=550, answer="550 nobody")
    ada(failed).when(ChangeContact(email="byron@example.org"), by=HERSELF).told()
    ada().when(ChangeContact(name="Ada Byron", email="ada@example.org"), by=HERSELF).told()


def test_contact_given_as_it_stands_changes_nothing() -> None:
    ada().when(ChangeContact(name="Ada", email="ADA@example.org"), by=HERSELF).nothing()
    ada().when(ChangeContact(), by=HERSELF).nothing()


def test_an_address_of_somebody_else_cannot_be_taken() -> None:
    ann = a_person("Ann")
    outcome = ada().when(ChangeContact(email=ann.email), by=HERSELF, people=[ann])
    outcome.refused("email_taken", "use another address", email=ann.email)
    assert outcome.refusal is not None
    assert "person" not in outcome.refusal.facts


def test_who_changes_an_address_to_a_taken_one_is_not_told_to_import_anybody() -> None:
    roles = {ident("Another program"): frozenset({Role.MENTOR})}
    ann = a_person("Ann", roles=roles)
    outcome = ada().when(ChangeContact(email=ann.email), by=as_coordinator(ADA), people=[ann])
    outcome.refused("email_taken", "ask an administrator about that one", person=None)


def test_an_address_that_the_records_already_know_as_ones_own_is_not_taken() -> None:
    owned = {"byron@example.org": ADA}
    outcome = ada().when(ChangeContact(email="byron@example.org"), by=HERSELF, emails=owned)
    outcome.recorded("person.contact_changed")
