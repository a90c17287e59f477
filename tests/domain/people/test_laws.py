from collections.abc import Sequence
from datetime import date
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from domain.dates import ends
from domain.envelopes import SYSTEM, Role, Stamp
from domain.people import EVENTS, PERSON, PERSON_EVENTS, PersonEvent
from domain.people.events import (
    AddressFailed,
    AddressRecovered,
    AwayEnded,
    CapacitySet,
    ContactChanged,
    InvitationToMentorAnswered,
    InvitedToMentor,
    PersonErased,
    PersonMerged,
    PersonRegistered,
    PreferencesSet,
    ProfileChanged,
    ReferenceAdded,
    Resubscribed,
    RoleGranted,
    RoleRevoked,
    Unsubscribed,
    WentAway,
)
from domain.people.preferences import Preferences
from domain.people.state import MenteeProfile, MentorProfile, Person, Support
from tests.domain.cast import START, ident

STAMP = Stamp(at=START, actor=SYSTEM)

ids = st.sampled_from([ident("Ada"), ident("Ben"), ident("Carol")])
texts = st.text(max_size=12)
maybe = st.none() | texts
lists = st.lists(texts, max_size=2).map(tuple)
roles = st.sampled_from([Role.MENTEE, Role.MENTOR, Role.COORDINATOR])
numbers = st.integers(0, 50)
zones = st.sampled_from(["America/Denver", "Asia/Beirut"])
dues = st.builds(ends, st.dates(date(2020, 1, 1), date(2040, 1, 1)), zones)
hours = st.none() | st.integers(0, 23)
preferences = st.builds(
    Preferences,
    reminders=st.sampled_from([None, "at_once", "daily", "weekly"]),
    hour=hours,
    quiet_from=hours,
    quiet_to=hours,
    weekly_reminders=st.none() | st.integers(1, 50),
)
mentor_profiles = st.builds(
    MentorProfile,
    disciplines=lists,
    site=maybe,
    support=st.lists(st.sampled_from(Support), max_size=3).map(tuple),
    recent_work=maybe,
    learners_so_far=st.none() | numbers,
    style=maybe,
)
mentee_profiles = st.builds(MenteeProfile, career_stage=maybe, discipline=maybe, interests=lists)
registrations = st.builds(
    PersonRegistered,
    person=ids,
    name=texts,
    email=texts,
    zone=zones,
    language=texts,
    administrator=st.booleans(),
    mentor_profile=mentor_profiles,
    mentee_profile=mentee_profiles,
    capacity=st.none() | numbers,
)
STRATEGIES: dict[type[PersonEvent], st.SearchStrategy[PersonEvent]] = {
    PersonRegistered: registrations,
    ProfileChanged: st.builds(
        ProfileChanged,
        mentor_profile=st.none() | mentor_profiles,
        mentee_profile=st.none() | mentee_profiles,
    ),
    ContactChanged: st.builds(
        ContactChanged,
        name=maybe,
        email=maybe,
        zone=st.none() | zones,
        language=maybe,
        former_name=maybe,
        former_email=maybe,
    ),
    RoleGranted: st.builds(RoleGranted, program=ids, role=roles),
    RoleRevoked: st.builds(RoleRevoked, program=ids, role=roles),
    CapacitySet: st.builds(CapacitySet, capacity=numbers),
    WentAway: st.builds(WentAway, until=dues),
    AwayEnded: st.just(AwayEnded()),
    ReferenceAdded: st.builds(ReferenceAdded, by=st.none() | ids, text=texts),
    InvitedToMentor: st.builds(InvitedToMentor, mentorship=ids),
    InvitationToMentorAnswered: st.builds(
        InvitationToMentorAnswered, answer=st.sampled_from(["yes", "no", "later"])
    ),
    PreferencesSet: st.builds(PreferencesSet, preferences=preferences),
    Unsubscribed: st.just(Unsubscribed()),
    Resubscribed: st.just(Resubscribed()),
    AddressFailed: st.builds(
        AddressFailed, program=st.none() | ids, email=texts, code=numbers, answer=texts
    ),
    AddressRecovered: st.just(AddressRecovered()),
    PersonMerged: st.builds(PersonMerged, into=ids),
    PersonErased: st.just(PersonErased()),
}
events = st.one_of(*STRATEGIES.values())
histories = st.lists(events, max_size=12)


def folded(happened: Sequence[PersonEvent], state: Person | None = None) -> Person | None:
    return reduce(lambda before, event: PERSON.evolve(before, event, STAMP), happened, state)


def test_there_is_a_strategy_for_every_event() -> None:
    assert STRATEGIES.keys() == set(EVENTS)


@given(events)
def test_every_event_comes_back_from_json_as_it_was(event: PersonEvent) -> None:
    assert PERSON_EVENTS.validate_json(PERSON_EVENTS.dump_json(event)) == event


@given(histories, st.integers(0, 12))
def test_folding_in_parts_equals_folding_at_once(happened: list[PersonEvent], cut: int) -> None:
    assert folded(happened[cut:], folded(happened[:cut])) == folded(happened)


@given(histories)
def test_before_the_registration_no_event_makes_a_person(happened: list[PersonEvent]) -> None:
    others = [each for each in happened if not isinstance(each, PersonRegistered)]
    assert folded(others) is None


@given(registrations, histories)
def test_the_version_counts_every_event(
    registered: PersonRegistered, happened: list[PersonEvent]
) -> None:
    state = folded([registered, *happened])
    assert state is not None
    assert state.version == 1 + len(happened)
    assert state.id == registered.person


@given(registrations, histories)
def test_of_an_erased_person_nothing_comes_back(
    registered: PersonRegistered, happened: list[PersonEvent]
) -> None:
    erased = folded([registered, PersonErased()])
    later = folded(happened, erased)
    assert erased is not None
    assert later is not None
    assert (later.name, later.email, later.roles, later.references, later.is_gone) == (
        erased.name,
        "",
        {},
        (),
        True,
    )
    assert (later.preferences, later.address_failing_since) == (Preferences(), None)


@given(histories)
def test_nobody_holds_an_empty_set_of_roles_and_each_author_has_one_reference(
    happened: list[PersonEvent],
) -> None:
    state = folded(happened)
    if state is not None:
        assert all(state.roles.values())
        authors = [each.by for each in state.references]
        assert len(authors) == len(set(authors))
