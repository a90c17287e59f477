"""What happened, as somebody may see it: now, and as it was."""

from datetime import datetime
from itertools import count
from uuid import UUID

import pytest

from domain.driver import World
from domain.envelopes import Role
from domain.mentorship import Mentorship
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.concerns import RaiseConcern
from domain.mentorship.expectations import SubmitExpectations
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor, Shortlist
from domain.mentorship.seen import HIDDEN
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.views import Viewer
from domain.mentorship.work import Wish
from domain.people.commands import SetCapacity
from domain.people.state import Person
from records.canonical import NO_HASH
from records.errors import UnreadableEvent
from records.read_tables import KINDS
from records.recorded import Recorded, data_of
from records.seeing import Then, as_it_was, folded, seen_by, seen_whole
from tests.domain.cast import a_person, as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import ANA, BEN, CORA, DINA, EMIL, FAY, GUS, a_world, opened_for

BEFORE = on("2026-02-28")
SEARCHING = on("2026-03-03")
FIRST_MENTOR = on("2026-03-05")
REFLECTED = on("2026-04-06")
SECOND_MENTOR = on("2026-04-10")
LATER = on("2026-05-01")


def recorded(world: World, ident: UUID) -> list[Recorded]:
    """Return what happened to a stream as its rows are read."""
    positions = count(1)
    return [
        Recorded(
            position=next(positions),
            stream=f"{each.category}/{each.stream}",
            version=each.version,
            id=each.command,
            type=each.event.type,
            schema_version=1,
            at=each.stamp.at,
            actor=each.stamp.actor,
            command_id=each.command,
            data=data_of(KINDS[each.category].decider, each.event),
            source=None,
            hash=NO_HASH,
        )
        for each in world.history
        if each.stream == ident
    ]


@pytest.fixture(scope="module")
def told() -> tuple[World, UUID]:
    """Ana asked Cora, who became her mentor; they reflected; then Dina took Cora's place."""
    world = a_world()
    ident, ana = opened_for(world, ANA), as_mentee(ANA)
    world.do(Shortlist(person=EMIL, note="WREN"), by=ana, stream=ident)
    world.do(Shortlist(person=CORA, note="WREN"), by=ana, stream=ident)
    world.do(Invite(candidate=2, ask="LARK"), by=ana, stream=ident, at=SEARCHING)
    world.do(Accept(), by=as_mentor(CORA), stream=ident, at=FIRST_MENTOR)
    world.do(
        SubmitExpectations(goals="HERON", outcome="x", i_expect="x", you_expect="x", how_often="x"),
        by=ana,
        stream=ident,
    )
    world.do(RaiseConcern(text="EGRET"), by=ana, stream=ident, at=REFLECTED)
    replaced = ReplaceMentor(why="FINCH", next=DINA)
    world.do(replaced, by=as_coordinator(FAY), stream=ident, at=SECOND_MENTOR)
    world.pass_time(until=on("2026-05-20"))
    reflection = SubmitReflection(done="QUAIL", next="On", wish=Wish.GO_ON)
    world.do(reflection, by=ana, stream=ident)
    return world, ident


def _then(told: tuple[World, UUID], person: Person | UUID | None, at: datetime) -> Then | None:
    world, ident = told
    asking = world.people[person] if isinstance(person, UUID) else person
    return as_it_was(recorded(world, ident), at=at, person=asking)


def test_folding_what_is_recorded_gives_the_state_and_of_less_the_one_before(
    told: tuple[World, UUID],
) -> None:
    world, ident = told
    events = recorded(world, ident)
    assert folded(events) == world.mentorships[ident]
    before: Mentorship = folded(events, at=FIRST_MENTOR)
    assert (before.stage, before.mentor) == (Stage.EXPECTATIONS, CORA)
    assert folded(events, at=BEFORE) is None


def test_what_somebody_sees_of_events_is_what_is_theirs(told: tuple[World, UUID]) -> None:
    world, ident = told
    events = recorded(world, ident)
    mentor = str(seen_by(events, Viewer(Part.MENTOR, DINA)))
    assert [word for word in ("WREN", "LARK", "HERON", "EGRET", "FINCH") if word in mentor] == []
    program = seen_by(events, Viewer(Part.COORDINATOR, FAY))
    assert [each.version for each in program] == [each.version for each in events]
    assert "EGRET" in str(program)
    assert all("type" not in each.data for each in program)
    last = seen_by(events, Viewer(Part.MENTOR, DINA), most=2)
    assert last == seen_by(events, Viewer(Part.MENTOR, DINA))[-2:]


def test_events_of_a_person_are_told_whole() -> None:
    world = a_world()
    world.do(SetCapacity(capacity=5), by=as_mentor(CORA), stream=CORA)
    (seen,) = seen_whole(recorded(world, CORA))
    assert (seen.type, seen.data) == ("person.capacity_set", {"capacity": 5})


def test_an_event_that_cannot_be_read_is_told_without_what_it_says(
    told: tuple[World, UUID],
) -> None:
    event = recorded(*told)[0]
    broken = Recorded(**{**vars(event), "data": {"secret": "QUAIL"}})
    with pytest.raises(UnreadableEvent) as raised:
        folded([broken])
    assert "QUAIL" not in str(raised.value)


def test_the_mentee_sees_what_was_with_own_eyes(told: tuple[World, UUID]) -> None:
    then = _then(told, ANA, FIRST_MENTOR)
    assert then is not None
    assert (then.viewer, then.at) == (Viewer(Part.MENTEE, ANA), FIRST_MENTOR)
    assert (then.state.mentor, then.state.stage) == (CORA, Stage.EXPECTATIONS)
    assert then.state.answers[Side.MENTEE].goals == "HERON"
    assert then.version == then.state.version == folded(recorded(*told), at=FIRST_MENTOR).version
    earlier = _then(told, ANA, SEARCHING)
    assert earlier is not None
    assert {each.note for each in earlier.state.candidates.values()} == {"WREN"}


def test_before_there_was_anything_there_is_nothing_to_see(told: tuple[World, UUID]) -> None:
    for person in (ANA, FAY, None):
        assert _then(told, person, BEFORE) is None
    assert as_it_was([], at=LATER, person=None) is None


def test_a_new_mentor_does_not_see_what_was_before_them(told: tuple[World, UUID]) -> None:
    assert _then(told, DINA, FIRST_MENTOR) is None
    assert _then(told, DINA, REFLECTED) is None
    then = _then(told, DINA, LATER)
    assert then is not None
    assert then.viewer == Viewer(Part.MENTOR, DINA)


def test_a_mentor_who_is_replaced_sees_of_then_no_more_than_of_today(
    told: tuple[World, UUID],
) -> None:
    then = _then(told, CORA, FIRST_MENTOR)
    assert then is not None
    assert then.viewer == Viewer(Part.INVITED, CORA)
    assert (then.state.answers, then.state.mentor) == ({}, None)
    assert [each.ask for each in then.state.invitations.values()] == ["LARK"]
    assert _then(told, CORA, on("2026-03-02", "12:00")) is None


def test_a_coordinator_sees_all_but_what_was_hidden_then(told: tuple[World, UUID]) -> None:
    then = _then(told, FAY, REFLECTED)
    assert then is not None
    assert then.state.answers[Side.MENTEE].goals == HIDDEN
    assert then.state.attention
    operator = _then(told, None, REFLECTED)
    assert operator is not None
    assert operator.state == then.state


def test_who_has_no_part_now_sees_nothing_of_then(told: tuple[World, UUID]) -> None:
    gone = a_person("Ana", Role.MENTEE, erased=True)
    for person in (BEN, EMIL, gone):
        assert _then(told, person, LATER) is None


def test_a_coordinator_who_became_the_mentor_sees_nothing_of_the_mentor_before() -> None:
    world = a_world()
    both = a_person("Fay", Role.COORDINATOR, Role.MENTOR)
    world.people[FAY] = both
    ident, coordinator = opened_for(world, ANA), as_coordinator(FAY)
    world.do(AssignMentor(mentor=CORA), by=coordinator, stream=ident, at=FIRST_MENTOR)
    world.pass_time(until=REFLECTED)
    reflection = SubmitReflection(done="QUAIL", next="On", wish=Wish.GO_ON)
    world.do(reflection, by=as_mentor(CORA), stream=ident)
    events = recorded(world, ident)
    looked = as_it_was(events, at=REFLECTED, person=both)
    assert looked is not None
    assert "QUAIL" in str(looked.state)
    replaced = ReplaceMentor(why="x", next=FAY)
    world.do(replaced, by=as_coordinator(GUS), stream=ident, at=SECOND_MENTOR)
    events = recorded(world, ident)
    assert as_it_was(events, at=REFLECTED, person=both) is None
    after = as_it_was(events, at=SECOND_MENTOR, person=both)
    assert after is not None
    assert after.viewer == Viewer(Part.MENTOR, FAY)
    assert "QUAIL" not in str(after.state)
    gus = as_it_was(events, at=REFLECTED, person=world.people[GUS])
    assert gus is not None
    assert "QUAIL" in str(gus.state)
