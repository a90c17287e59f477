"""Each letter makes sense when it is raised, and not for ever."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest

from domain.driver import Happened, Letter, World
from domain.mentorship.closing import EndMentorship, Thank
from domain.mentorship.letters import KINDS
from domain.mentorship.letters.relevance import look_again
from domain.mentorship.letters.verdicts import (
    Applies,
    Dropped,
    Held,
    Verdict,
    WhyDropped,
    WhyHeld,
)
from domain.mentorship.meetings import CancelMeeting, HoldMeeting, RescheduleMeeting
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.returning import ReplaceMentor
from tests.domain.cast import ident, on
from tests.domain.mentorship.anything import Dice
from tests.domain.mentorship.letter_scenes import PAUSED_SCENES, SCENES
from tests.domain.mentorship.relevance_scenes import OVERTAKEN
from tests.domain.mentorship.scene import (
    BEN,
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    STAGES,
    Step,
    Tale,
    a_meeting,
    closing,
    goals,
    notices,
    passed,
    state_of,
    terms,
)
from tests.domain.mentorship.story import OPENED, told
from tests.domain.mentorship.test_machine import Anybody, _live

_OTHER_MENTOR = ReplaceMentor(why="x", next=CLEO.id)


def looked_at(step: Step, kind: str, story: Tale, *, at: datetime | None = None) -> set[Verdict]:
    """Look again, in a later story, at the letters of a kind that a step brought."""
    letters = [each for each in notices(step) if each.kind == kind]
    return {
        look_again(kind, each.facts, to=each.to, state=state_of(story), at=at or story.at)
        for each in letters
    }


@pytest.mark.parametrize("scene", SCENES | PAUSED_SCENES)
def test_a_letter_makes_sense_when_it_is_raised(scene: str) -> None:
    step = (SCENES | PAUSED_SCENES)[scene][0]()
    for letter in notices(step):
        seen = look_again(
            letter.kind, letter.facts, to=letter.to, state=step.state, at=step.context.at
        )
        assert seen == Applies() or (isinstance(seen, Held) and seen.why is WhyHeld.PAUSED), letter


@dataclass
class Watched(World):
    """A world in which each letter is looked at again when the step that brought it is over."""

    raised: list[tuple[Letter, Verdict]] = field(default_factory=list)

    def _decided(self, *args: Any, **named: Any) -> tuple[Happened, ...]:
        before = len(self.letters)
        happened = super()._decided(*args, **named)
        self.raised += [(each, seen_in(self, each, self.now)) for each in self.letters[before:]]
        return happened


def seen_in(world: World, letter: Letter, at: datetime) -> Verdict:
    told = letter.notice
    assert letter.mentorship is not None
    state = world.mentorships[letter.mentorship]
    return look_again(told.kind, told.facts, to=told.to, state=state, at=at)


def test_every_letter_of_the_residents_two_years_makes_sense_when_it_is_raised() -> None:
    world = Watched(now=OPENED)
    for _ in told(world):
        pass
    assert len(world.raised) > 100
    assert [letter for letter, seen in world.raised if seen != Applies()] == []


@pytest.mark.parametrize("seed", range(6))
def test_looking_again_never_fails_whatever_happens_meanwhile(seed: int) -> None:
    dice, machine = Dice(seed), Anybody()
    machine.begins(automatic=dice.pick([True, False]), together=dice.pick([1, 2]))
    for _ in range(60):
        _live(machine, dice)
    world = machine.world
    for letter in world.letters:
        for at in (letter.at, world.now):
            seen = seen_in(world, letter, at)
            assert not isinstance(seen, Held) or seen.until > at


@pytest.mark.parametrize("kind", [*KINDS, "of_another_release"])
def test_facts_that_are_missing_or_strange_never_make_it_fail(kind: str) -> None:
    numbers = ("invitation", "task", "meeting", "goal", "check_in", "version", "candidate")
    strange: tuple[dict[str, Any], ...] = (
        {},
        dict.fromkeys(numbers, 1),
        {each: [each] for each in (*numbers, "because", "reason", "reply_by")},
    )
    for story in STAGES.values():
        for facts in strange:
            for to in (MIA.id, BEN.id, ident("nobody")):
                seen = look_again(kind, facts, to=to, state=state_of(story()), at=on("2026-06-01"))
                assert isinstance(seen, Applies | Dropped | Held)


@pytest.mark.parametrize(
    ("scene", "kind", "meanwhile", "why"),
    OVERTAKEN,
    ids=[f"{kind}-{why}-{number}" for number, (_, kind, _, why) in enumerate(OVERTAKEN)],
)
def test_what_something_overtook_is_dropped(
    scene: str, kind: str, meanwhile: Callable[[Tale], Tale], why: WhyDropped
) -> None:
    step = SCENES[scene][0]()
    assert Dropped(why) in looked_at(step, kind, meanwhile(step.story))


def test_of_two_who_are_asked_only_the_one_who_answered_is_asked_no_more() -> None:
    opened, reflected = SCENES["check-in"][0](), SCENES["reflected"][0]().story
    seen = looked_at(opened, "check_in_opened", reflected)
    assert seen == {Applies(), Dropped(WhyDropped.ANSWERED)}


def test_a_new_proposal_makes_the_wish_to_stay_as_we_are_out_of_date() -> None:
    step = SCENES["one would stay"][0]()
    other = ProposeRedefinition(kind=RedefinitionKind.PACE, terms=terms(purpose="Slower"))
    proposed = step.story.after(other, by=MENTOR)
    assert looked_at(step, "stay_proposed", proposed) == {Dropped(WhyDropped.SUPERSEDED)}


def test_a_series_is_still_announced_when_its_first_meeting_is_over() -> None:
    step = goals().when(a_meeting(recurrence="every week on Monday"), by=MENTEE)
    held = HoldMeeting(meeting=1, summary="x")
    later = step.story.after(held, by=MENTEE, at=on("2026-04-13", "17:00"))
    assert looked_at(step, "meeting_scheduled", later) == {Applies()}


def test_thanks_and_news_outlast_the_mentorship() -> None:
    thanked = closing().when(Thank(text="x"), by=MENTEE)
    ended = passed(thanked.story, "closing_due").story
    assert looked_at(thanked, "thanks", ended) == {Applies()}
    declined = SCENES["declined with a direction"][0]()
    alone = declined.story.after(EndMentorship(), by=MENTEE)
    assert looked_at(declined, "decline_thanks", alone) == {Applies()}


def test_the_former_mentor_is_told_that_the_meeting_is_off() -> None:
    step = goals().after(a_meeting(), by=MENTEE).when(_OTHER_MENTOR, by=COORDINATOR)
    told = [each.to for each in notices(step) if each.kind == "meeting_cancelled"]
    assert BEN.id in told
    assert looked_at(step, "meeting_cancelled", step.story) == {Applies()}


def test_a_coordinator_who_became_the_mentor_is_not_asked_to_look() -> None:
    step = SCENES["quiet for long"][0]()
    (asked,) = [each for each in notices(step) if each.kind == "coordinator_asked"]
    seen = look_again(asked.kind, asked.facts, to=BEN.id, state=step.state, at=step.context.at)
    assert seen == Dropped(WhyDropped.GONE)


def test_in_a_pause_news_is_held_until_it_ends_and_reminders_are_dropped() -> None:
    held = SCENES["meeting held"][0]()
    until = date(2026, 9, 1)
    resting = held.story.after(PauseMentorship(until=until), by=MENTOR)
    back = on(until, "00:00")
    assert looked_at(held, "meeting_summary", resting) == {Held(back, WhyHeld.PAUSED)}
    assert looked_at(held, "meeting_summary", resting, at=back) == {Applies()}
    due = SCENES["summary due"][0]()
    paused = due.story.after(PauseMentorship(until=until), by=MENTOR)
    assert looked_at(due, "summary_due", paused) == {Dropped(WhyDropped.PAUSED)}


def test_a_meeting_arranged_moved_or_called_off_in_a_pause_is_told_of_at_once() -> None:
    arranged = PAUSED_SCENES["a meeting"][0]()
    assert looked_at(arranged, "meeting_scheduled", arranged.story) == {Applies()}
    cancelled = arranged.story.when(CancelMeeting(meeting=2), by=MENTOR)
    assert looked_at(arranged, "meeting_scheduled", cancelled.story) == {Dropped(WhyDropped.OVER)}
    assert looked_at(cancelled, "meeting_cancelled", cancelled.story) == {Applies()}
    inside = RescheduleMeeting(meeting=2, on=date(2026, 6, 1), time=time(10))
    moved = arranged.story.when(inside, by=MENTOR)
    assert state_of(moved.story).is_paused(on("2026-06-01"))
    assert looked_at(moved, "meeting_rescheduled", moved.story) == {Applies()}


def test_what_the_invited_and_the_program_are_told_does_not_wait_for_the_end_of_a_pause() -> None:
    resting = SCENES["invited"][0]()
    paused = resting.story.after(PauseMentorship(until=date(2026, 9, 1)), by=MENTEE)
    assert looked_at(resting, "invitation", paused) == {Applies()}
