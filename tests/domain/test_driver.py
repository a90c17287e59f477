"""The driver plays as the real thing does: people before the clock, and nothing fires for ever."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.asked import Asked, NotAskedFor
from domain.driver import DeadlineStuck, DriverError, TimeGoesBack, World
from domain.envelopes import Role, opened_by
from domain.mentorship import MENTORSHIP
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.seeking import DescribeNeed, Shortlist
from domain.mentorship.stages import Stage
from domain.people.commands import GrantRole, RegisterPerson, SetAway
from domain.programs.commands import CreateProgram
from domain.refusals import Refusal
from tests.domain.cast import ADMINISTRATOR, START, as_mentee, as_mentor, ident, on
from tests.domain.mentorship.story import ANA, BEN, CORA, a_world, case_1, kinds, opened_for


def _asking(world: World) -> Any:
    stream = opened_for(world, ANA)
    world.do(Shortlist(person=CORA), by=as_mentee(ANA), stream=stream)
    world.do(Invite(candidate=1, ask="A project"), by=as_mentee(ANA), stream=stream)
    return stream


def test_what_fell_due_before_a_command_has_happened_by_then() -> None:
    world = a_world()
    stream = _asking(world)
    need = DescribeNeed(direction="Anything")
    world.do(need, by=as_mentee(ANA), at=on("2026-03-20"), stream=stream)
    assert kinds(world.history[-2:]) == ["invitation_followed_up", "need_described"]
    assert world.history[-2].stamp.at == on("2026-03-17", "00:00")


def test_a_yes_that_arrived_beats_the_lapse_that_is_due_at_the_same_moment() -> None:
    world = a_world()
    stream = _asking(world)
    lapse = on("2026-04-01", "00:00")
    world.pass_time(until=on("2026-03-31"))
    assert world.next_due() == lapse
    happened = world.do(Accept(), by=as_mentor(CORA), at=lapse, stream=stream)
    assert kinds(happened) == ["invitation_accepted"]
    assert world.mentorships[stream].stage is Stage.EXPECTATIONS
    assert world.pass_time(until=lapse) == ()


def test_after_an_outage_people_who_waited_are_heard_before_what_fell_due() -> None:
    world = a_world()
    stream = _asking(world)
    world.stand_still(until=on("2026-03-20"))
    need = DescribeNeed(direction="Anything")
    world.do(need, by=as_mentee(ANA), stream=stream)
    happened = world.pass_time(until=on("2026-03-20"))
    assert kinds(happened) == ["invitation_followed_up"]
    # Late as it is, the second ask gives full time from now.
    assert happened[0].event.reply_by.date == date(2026, 4, 3)
    assert happened[0].stamp.at == on("2026-03-20")


def test_deadlines_of_several_mentorships_fire_in_the_order_of_their_dates() -> None:
    world = a_world()
    first = opened_for(world, ANA)
    world.pass_time(until=on("2026-03-05"))
    second = opened_for(world, BEN)
    happened = world.pass_time(until=on("2026-05-04"))
    assert [each.stream for each in happened] == [first, second, first]
    assert [each.stamp.at for each in happened] == sorted(each.stamp.at for each in happened)


def test_time_does_not_go_back() -> None:
    world = a_world()
    stream = opened_for(world, ANA)
    yesterday = world.now - timedelta(days=1)
    with pytest.raises(TimeGoesBack, match="is over"):
        world.do(DescribeNeed(), by=as_mentee(ANA), at=yesterday, stream=stream)
    with pytest.raises(TimeGoesBack):
        world.pass_time(until=yesterday)
    with pytest.raises(TimeGoesBack) as error:
        world.stand_still(until=yesterday)
    assert (error.value.at, error.value.now) == (yesterday, world.now)


def test_a_refused_command_changes_nothing() -> None:
    world = a_world()
    stream = opened_for(world, ANA)
    before = (list(world.history), list(world.letters), dict(world.mentorships))
    with pytest.raises(Refusal):
        world.do(Accept(), by=as_mentor(CORA), stream=stream)
    assert (world.history, world.letters, world.mentorships) == before


def test_a_command_that_opens_nothing_has_to_say_where_it_goes() -> None:
    with pytest.raises(DriverError, match="describe_need goes to a stream"):
        a_world().do(DescribeNeed(), by=as_mentee(ANA))


def test_programs_and_people_come_about_by_commands_as_well() -> None:
    world = World(now=START)
    created = world.do(CreateProgram(name="Residency", zone="UTC"), by=ADMINISTRATOR)
    somebody = RegisterPerson(name="Ada", email="ada@example.org", zone="UTC")
    command = ident("registering Ada")
    registered = world.do(somebody, by=ADMINISTRATOR, command_id=command)
    role = GrantRole(program=created[0].stream, role=Role.MENTOR)
    world.do(role, by=ADMINISTRATOR, stream=registered[0].stream)
    assert registered[0].stream == opened_by(command)
    assert world.people[opened_by(command)].has_role(Role.MENTOR, created[0].stream)
    assert [each.version for each in world.history] == [1, 1, 2]


def test_what_an_event_brings_about_elsewhere_happens_with_it() -> None:
    world = a_world()
    stream = _asking(world)
    world.do(SetAway(until=date(2026, 5, 1)), by=ADMINISTRATOR, stream=CORA)
    happened = world.do(Accept(), by=as_mentor(CORA), stream=stream)
    assert [each.category for each in happened] == ["mentorship", "person"]
    assert world.people[CORA].away_until is None


def test_a_decision_that_looks_at_what_it_did_not_ask_for_is_found_out() -> None:
    given = Asked([ANA, BEN], {ANA: "Ana", CORA: "Cora"})
    assert dict(given) == {ANA: "Ana"}
    assert (given.get(BEN), BEN in given, len(given)) == (None, False, 1)
    with pytest.raises(NotAskedFor) as error:
        given.get(CORA)
    assert error.value.key == CORA


def test_a_deadline_that_would_fire_for_ever_stops_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_world()
    stream = opened_for(world, ANA)
    deaf = replace(MENTORSHIP, decide=lambda _command, _state, _context: [])
    monkeypatch.setattr("domain.driver._DECIDERS", {"mentorship": deaf})
    with pytest.raises(DeadlineStuck, match="seeking_nudge") as error:
        world.pass_time(until=on("2026-05-01"))
    assert error.value.mentorship == stream
    assert error.value.deadline.kind == "seeking_nudge"


def test_a_standing_tells_what_the_workflow_would_wait_for() -> None:
    world = a_world()
    assert world.standing(ident("nobody")).version == 0
    assert world.next_due() is None
    stream = opened_for(world, ANA)
    pause = PauseMentorship(until=date(2026, 3, 12))
    world.do(pause, by=as_mentee(ANA), stream=stream)
    standing = world.standing(stream)
    assert [each.kind for each in standing.deadlines] == ["pause_end"]
    assert standing.paused_until == on("2026-03-12", "00:00")


def test_the_same_story_gives_the_same_ids_and_events() -> None:
    first, second = case_1(), case_1()
    assert first.history == second.history
    assert first.letters == second.letters
