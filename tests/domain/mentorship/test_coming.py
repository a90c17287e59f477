"""What comes next is said in one sentence, with its rule; secrets stay secret here too."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.dates import ends
from domain.driver import World
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.coming import coming
from domain.mentorship.expectations import ProposeAgreement, SubmitExpectations, WaiveExpectations
from domain.mentorship.matters import Deadline, DeadlineKind, Terms
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.seeking import AssignMentor, Shortlist
from domain.mentorship.stages import Part, Stage
from domain.mentorship.views import Viewer
from domain.mentorship.work import Wish
from domain.stories import resident
from domain.stories.script import play
from tests.domain.cast import ZONE, as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import (
    ANA,
    CORA,
    DINA,
    FAY,
    OPENED,
    a_world,
    opened_for,
    told,
)


def _asked() -> tuple[World, UUID]:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(Shortlist(person=CORA), by=as_mentee(ANA), stream=ident)
    world.do(Invite(candidate=1, ask="A project"), by=as_mentee(ANA), stream=ident)
    return world, ident


def _sentences(world: World, viewer: Viewer | None = None) -> list[str]:
    (state,) = world.mentorships.values()
    return [each.what for each in coming(state, viewer)]


def test_the_first_silence_leads_to_a_second_ask_and_the_second_to_a_lapse() -> None:
    world, _ = _asked()
    (state,) = world.mentorships.values()
    first = coming(state)[0]
    assert first.when is not None
    assert first.when.date == date(2026, 3, 16)
    assert first.what.endswith("to invitation 1 by then, they are asked once more.")
    assert first.rule == "policy reply_by_days, follow_ups"
    world.pass_time(until=on("2026-03-18"))
    assert _sentences(world) == [
        "If the mentor has not replied by then, invitation 1 lapses and the mentee is told.",
        "The mentor's answer to invitation 1 is awaited.",
    ]


def test_who_is_asked_sees_what_comes_of_their_own_invitation_only() -> None:
    world, _ = _asked()
    assert len(_sentences(world, Viewer(Part.INVITED, CORA))) == 2
    assert _sentences(world, Viewer(Part.INVITED, DINA)) == []


def test_before_an_agreement_it_is_said_whose_turn_it_is() -> None:
    world, stream = _asked()
    world.do(Accept(), by=as_mentor(CORA), stream=stream)
    answers = {"goals": "A", "outcome": "B", "i_expect": "C", "you_expect": "D", "how_often": "E"}
    submitted = SubmitExpectations.model_validate(answers)
    assert _sentences(world)[-1] == "Both answers to the expectations questions are awaited."
    world.do(submitted, by=as_mentee(ANA), stream=stream)
    assert _sentences(world)[-1].startswith("The mentor's answers")
    world.do(WaiveExpectations(why="They met."), by=as_coordinator(FAY), stream=stream)
    assert _sentences(world)[-1] == "An agreement is to be proposed, by either of the two."
    terms = Terms(purpose="A project", ends_on=date(2027, 1, 1))
    world.do(ProposeAgreement(terms=terms), by=as_mentee(ANA), stream=stream)
    assert _sentences(world)[-1] == "Version 1 waits for the mentor to sign it."


def test_the_other_side_does_not_learn_of_a_wish_to_end_by_what_comes_next() -> None:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(AssignMentor(mentor=CORA), by=as_coordinator(FAY), stream=ident)
    world.pass_time(until=on("2026-04-02"))
    for person, wish in ((as_mentee(ANA), Wish.END), (as_mentor(CORA), Wish.GO_ON)):
        world.do(SubmitReflection(done="A", next="B", wish=wish), by=person, stream=ident)
    wish_to_end = "If the wish to end is not confirmed by then, the coordinator is told."
    assert wish_to_end in _sentences(world)
    assert wish_to_end in _sentences(world, Viewer(Part.COORDINATOR, FAY))
    assert wish_to_end in _sentences(world, Viewer(Part.MENTEE, ANA))
    assert wish_to_end not in _sentences(world, Viewer(Part.MENTOR, CORA))


def test_everything_that_case_1_waits_for_is_said_in_a_sentence_with_its_rule() -> None:
    world = World(now=OPENED)
    said: dict[str, str] = {}
    for _ in told(world):
        for state in world.mentorships.values():
            for each in coming(state):
                said[each.what] = each.rule
    assert all(what.endswith(".") and rule for what, rule in said.items())
    assert "Check-in 3 waits for the mentor to reflect." in said
    assert "Goal 1 is to be reviewed: achieve, refine or drop it." in said
    assert "Task 3 is overdue and waits for the mentee." in said
    assert "Version 3 waits for the mentor to sign it." in said
    assert "Both may thank each other and look back." in said


def test_a_meeting_that_nobody_recorded_waits_for_somebody() -> None:
    world = World(now=OPENED)
    list(play(resident.setup(OPENED), world))
    before = [each for each in resident.steps(OPENED) if each.at < on("2026-08-05")]
    list(play(before, world))
    world.pass_time(until=on("2026-08-10"))
    assert "Meeting 4 waits to be recorded as held or missed." in _sentences(world)


@pytest.mark.parametrize("kind", DeadlineKind)
def test_every_kind_of_deadline_is_said_in_a_sentence_with_its_rule(kind: DeadlineKind) -> None:
    world, _ = _asked()
    (state,) = world.mentorships.values()
    subject = "periodic" if kind is DeadlineKind.CHECK_IN_OPENS else "1"
    due = ends(date(2026, 5, 1), ZONE)
    deadline = Deadline(f"{kind}:{subject}", kind, due, subject, OPENED, "")
    stage = Stage.ENDED if kind is DeadlineKind.RECORD_CLOSES else Stage.GOALS
    waiting = replace(state, stage=stage, deadlines={deadline.id: deadline})
    found = coming(waiting)[0]
    assert found.when == due
    assert found.what.endswith(".")
    assert "{" not in found.what
    assert found.rule
