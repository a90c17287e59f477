import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.driver import World
from domain.envelopes import SYSTEM, Role
from domain.notices import Notice, Timing
from domain.people.commands import (
    ChangeContact,
    NoteAddressFailing,
    NoteAddressWorks,
    Resubscribe,
    SetPreferences,
    Unsubscribe,
)
from domain.people.events import (
    AddressFailed,
    AddressRecovered,
    PreferencesSet,
    Resubscribed,
    RoleGranted,
    Unsubscribed,
)
from domain.people.letters import KINDS
from domain.people.preferences import Preferences, is_quiet
from tests.domain.cast import START, a_person, on
from tests.domain.people.ada import ADA, CAROL, COORDINATOR, HERSELF, PROGRAM, ada, nobody

CHOSEN = Preferences(reminders="daily", hour=18, quiet_from=21, weekly_reminders=2)
PREFERRING = PreferencesSet(preferences=CHOSEN)
ANSWER = "550 5.1.1 No such mailbox"
REFUSED = NoteAddressFailing(program=PROGRAM.id, code=550, answer=ANSWER)
FAILED = AddressFailed(program=PROGRAM.id, email="ada@example.org", code=550, answer=ANSWER)
FACTS = {"name": "Ada", "email": "ada@example.org", "answer": ANSWER}


def test_what_a_person_prefers_is_recorded_as_a_whole() -> None:
    command = SetPreferences(reminders="daily", hour=18, quiet_from=21, weekly_reminders=2)
    outcome = ada().when(command, by=HERSELF).then(PREFERRING)
    outcome.told().leads_to()
    assert outcome.state.preferences == CHOSEN


def test_given_preferences_replace_none_takes_back_and_the_others_stay() -> None:
    changed = SetPreferences(reminders="weekly", quiet_from=None)
    state = ada(PREFERRING).when(changed, by=COORDINATOR).state
    assert state.preferences == Preferences(reminders="weekly", hour=18, weekly_reminders=2)


def test_preferences_as_they_stand_change_nothing() -> None:
    ada(PREFERRING).when(SetPreferences(hour=18, quiet_to=None), by=HERSELF).nothing()
    ada(PREFERRING).when(SetPreferences(), by=HERSELF).nothing()
    ada().when(SetPreferences(hour=None), by=HERSELF).nothing()


def test_more_reminders_than_any_program_sends_may_be_wished_for() -> None:
    command = SetPreferences(weekly_reminders=50)
    assert ada().when(command, by=HERSELF).state.preferences.weekly_reminders == 50


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (
            SetPreferences(hour=22),
            "22:00 lies in the quiet hours from 20:00 to 7:00; choose an hour from 7 to 19",
        ),
        (SetPreferences(hour=6, quiet_from=23), "from 23:00 to 7:00; choose an hour from 7 to 22"),
        (SetPreferences(hour=8, quiet_to=9), "from 20:00 to 9:00; choose an hour from 9 to 19"),
        (SetPreferences(hour=12, quiet_from=9, quiet_to=17), "choose an hour from 17 to 8,"),
        (SetPreferences(hour=1, quiet_from=0, quiet_to=9), "choose an hour from 9 to 23,"),
        (SetPreferences(quiet_from=18), "18:00 lies in the quiet hours from 18:00 to 7:00"),
    ],
)
def test_an_hour_in_ones_own_quiet_hours_is_refused(wish: SetPreferences, sentence: str) -> None:
    story = ada(PreferencesSet(preferences=Preferences(hour=18)))
    story.when(wish, by=HERSELF).refused("hour_is_quiet", sentence, "or other quiet hours.")


@pytest.mark.parametrize(
    "wish",
    [
        SetPreferences(hour=7),
        SetPreferences(hour=19),
        SetPreferences(hour=22, quiet_from=23),
        SetPreferences(hour=3, quiet_from=12, quiet_to=12),
        SetPreferences(quiet_from=6, quiet_to=12),
    ],
)
def test_an_hour_outside_them_or_the_programs_own_hour_is_taken(wish: SetPreferences) -> None:
    ada().when(wish, by=HERSELF).recorded("person.preferences_set")


@given(st.integers(0, 23), st.integers(0, 23))
def test_quiet_hours_last_as_long_as_they_say_also_past_midnight(begins: int, ends: int) -> None:
    quiet = [hour for hour in range(24) if is_quiet(hour, begins=begins, ends=ends)]
    assert len(quiet) == (ends - begins) % 24
    assert (begins in quiet) == (begins != ends)
    assert ends not in quiet


def test_who_unsubscribes_gets_no_reminders_until_they_come_back() -> None:
    gone = ada().when(Unsubscribe(), by=HERSELF).then(Unsubscribed())
    assert not gone.state.subscribed
    gone.story.when(Unsubscribe(), by=HERSELF).nothing()
    back = gone.story.when(Resubscribe(), by=HERSELF).then(Resubscribed())
    assert back.state.subscribed
    back.story.when(Resubscribe(), by=HERSELF).nothing()


def test_of_an_address_that_fails_the_coordinators_of_the_program_are_told() -> None:
    outcome = ada().when(REFUSED, by=SYSTEM, at=on("2026-03-05")).then(FAILED)
    outcome.told(Notice("address_failing", CAROL.id, FACTS, program=PROGRAM.id)).leads_to()
    assert outcome.state.address_failing_since == on("2026-03-05")
    assert KINDS["address_failing"] is Timing.TODAY


def test_a_coordinator_whose_own_address_fails_is_not_written_to() -> None:
    coordinating = RoleGranted(program=PROGRAM.id, role=Role.COORDINATOR)
    story = ada(coordinating).amid(people=[CAROL, a_person("Ada", Role.COORDINATOR)])
    outcome = story.when(REFUSED, by=SYSTEM)
    assert set(outcome.context.coordinators) == {CAROL.id, ADA}
    outcome.told(Notice("address_failing", CAROL.id, FACTS, program=PROGRAM.id))


def test_of_a_letter_of_no_one_program_the_coordinators_hear_where_the_person_has_a_role() -> None:
    command = REFUSED.model_copy(update={"program": None})
    ada().when(command, by=SYSTEM).recorded("person.address_failed").told()
    outcome = ada(RoleGranted(program=PROGRAM.id, role=Role.MENTEE)).when(command, by=SYSTEM)
    outcome.then(FAILED).told(Notice("address_failing", CAROL.id, FACTS, program=PROGRAM.id))
    nobody().when(command, by=SYSTEM).refused("unknown_person")


def test_an_address_fails_once_until_it_works_again() -> None:
    ada(FAILED).when(REFUSED, by=SYSTEM).nothing()
    works = ada(FAILED).when(NoteAddressWorks(), by=SYSTEM).then(AddressRecovered())
    assert works.told().state.address_failing_since is None
    works.story.when(NoteAddressWorks(), by=SYSTEM).nothing()
    works.story.when(REFUSED, by=SYSTEM).then(FAILED)


def test_what_was_refused_at_an_old_address_says_nothing_of_the_new_one() -> None:
    late = REFUSED.model_copy(update={"email": "ada@old.example.org"})
    ada().when(late, by=SYSTEM).nothing()
    present = REFUSED.model_copy(update={"email": "ada@example.org"})
    ada().when(present, by=SYSTEM).then(FAILED)


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (ChangeContact(email="ada@new.example.org"), False),
        (ChangeContact(name="Ada Byron"), True),
    ],
)
def test_a_new_address_is_taken_to_work(change: ChangeContact, *, failing: bool) -> None:
    state = ada(FAILED).when(change, by=HERSELF).state
    assert (state.address_failing_since is not None) == failing


def test_a_letter_of_a_persons_stream_is_of_no_mentorship() -> None:
    people = {each.id: each for each in (CAROL, a_person("Ada", Role.MENTOR))}
    world = World(now=START, programs={PROGRAM.id: PROGRAM}, people=people)
    world.do(REFUSED, by=SYSTEM, stream=ADA)
    [letter] = world.letters
    assert (letter.mentorship, letter.because) == (None, "person.address_failed")
    assert (letter.notice.to, letter.notice.program) == (CAROL.id, PROGRAM.id)
