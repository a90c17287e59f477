"""A wish to end is never lost, however its check-in closes, and is its author's alone."""

import pytest

from domain.envelopes import Actor
from domain.mentorship import Command, standing_of
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.coming import known_deadlines
from domain.mentorship.letters.recipients import knows_letter
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.reflections import CheckInHeld
from domain.mentorship.stages import Part
from domain.mentorship.standing import standing_to
from domain.mentorship.transition import Transition
from domain.mentorship.views import Viewer
from domain.mentorship.work import Wish
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    Tale,
    assigned,
    check_in,
    concluded,
    letters,
    passed,
    reflection,
    state_of,
    terms,
    waits,
)

MINE = "end_confirmation:mentee"
THEIRS = "end_confirmation:mentor"
PROPOSAL = ProposeRedefinition(kind=RedefinitionKind.ROLE, terms=terms(purpose="Else"))


def wished() -> Tale:
    return check_in().after(reflection(Wish.END), by=MENTEE)


def move(to: str) -> Transition:
    return Transition.model_validate({"to": to, "why": "Stuck"})


CLOSINGS: dict[str, tuple[Command, Actor]] = {
    "a proposal of the other side": (PROPOSAL, MENTOR),
    "the coordinator": (HoldCheckIn(why="By phone"), COORDINATOR),
    "the coordinator, to redefine": (HoldCheckIn(why="x", outcome="redefine"), COORDINATOR),
    "a move to goals": (move("GOALS"), COORDINATOR),
    "a move to redefinition": (move("REDEFINITION"), COORDINATOR),
    "a move to expectations": (move("EXPECTATIONS"), COORDINATOR),
}


@pytest.mark.parametrize("how", CLOSINGS)
def test_a_wish_to_end_is_asked_about_however_the_check_in_closes(how: str) -> None:
    command, by = CLOSINGS[how]
    step = wished().when(command, by=by)
    assert MINE in waits(step)
    assert THEIRS not in waits(step)
    asked = [to for kind, to in letters(step) if kind == "end_confirmation"]
    assert asked == [MIA.id]


def test_a_move_closes_a_check_in_before_it_and_writes_no_letter_on_it() -> None:
    step = wished().when(move("GOALS"), by=COORDINATOR)
    step.recorded("check_in.check_in_held", "transition.stage_moved")
    assert {kind for kind, _ in letters(step)} == {"stage_moved", "end_confirmation"}
    plain = check_in().when(move("GOALS"), by=COORDINATOR)
    plain.recorded("check_in.check_in_held", "transition.stage_moved")
    assert MINE not in waits(plain)


def test_a_move_to_the_closing_asks_nobody_whether_to_end() -> None:
    step = wished().when(move("CLOSING"), by=COORDINATOR)
    (held,) = (each for each in step.events if isinstance(each, CheckInHeld))
    assert (held.confirm, held.confirm_by) == ((), None)
    assert "end_confirmation" not in {kind for kind, _ in letters(step)}


def _two_checks_open() -> Tale:
    story = concluded(assigned(fit_check_days=60))
    reviewing = passed(story, "check_in_opens:first_review").story
    return passed(reviewing, "check_in_opens:fit").story


def test_only_who_reflects_anew_takes_a_wish_to_end_back() -> None:
    story = _two_checks_open().after(reflection(Wish.END), by=MENTEE)
    asked = story.after(reflection(), by=MENTOR)
    assert MINE in waits(asked)
    without = asked.when(HoldCheckIn(check_in=2, why="x"), by=COORDINATOR)
    assert MINE in waits(without)
    others = asked.after(reflection(check_in=2), by=MENTOR)
    assert MINE in waits(others.when(HoldCheckIn(check_in=2, why="x"), by=COORDINATOR))
    back = others.when(reflection(check_in=2), by=MENTEE)
    assert MINE not in waits(back)


def test_a_check_in_that_nobody_knows_of_is_over_without_a_word() -> None:
    state = state_of(check_in())
    held = CheckInHeld(check_in=9, outcome="go_on", how="both")
    assert state_of(check_in().then_happened(held, by=MENTOR)).check_ins == state.check_ins


@pytest.mark.parametrize(
    ("viewer", "knows"),
    [
        (Viewer(Part.MENTEE, MIA.id), True),
        (Viewer(Part.MENTOR, BEN.id), False),
        (Viewer(Part.COORDINATOR, CAROL.id), True),
    ],
)
def test_the_other_side_knows_neither_its_deadline_nor_its_letter(
    viewer: Viewer, *, knows: bool
) -> None:
    step = wished().when(reflection(), by=MENTOR)
    known = {each.id for each in known_deadlines(step.state, viewer)}
    assert (MINE in known) is knows
    assert "agreed_end" in known
    assert knows_letter("end_confirmation", MIA.id, viewer, learns=True) is knows
    assert knows_letter("check_in_held", MIA.id, viewer, learns=True)
    told = standing_to(standing_of(step.state), viewer.person)
    assert (MINE in {each.id for each in told.deadlines}) is knows


def test_of_the_reasons_for_attention_the_pair_is_told_none() -> None:
    step = passed(wished().when(reflection(), by=MENTOR).story, MINE)
    standing = standing_of(step.state)
    assert standing_to(standing, BEN.id).attention == ()
    assert standing_to(standing, None).attention == standing_to(standing, CAROL.id).attention
    assert standing_to(standing, CAROL.id).attention == ("end_wish_unanswered",)
