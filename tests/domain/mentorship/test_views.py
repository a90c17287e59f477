"""Sealed is sealed: planted secrets are looked for in all that the wrong person may see."""

from datetime import date
from json import dumps
from typing import Any
from uuid import UUID

import pytest

from domain.context import Context
from domain.driver import World
from domain.envelopes import Actor
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, SubmitExpectations
from domain.mentorship.goals import NoteAccomplishment
from domain.mentorship.matters import Attention, EndingKind, Terms
from domain.mentorship.meetings import LogMeeting
from domain.mentorship.outreach import Accept, Decline, Invite
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor, DescribeNeed, Shortlist
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.tasks import AssignTask
from domain.mentorship.transition import Transition
from domain.mentorship.views import Viewer, history, view, viewer_of
from domain.mentorship.work import Wish
from tests.domain.cast import ADMINISTRATOR, as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import ANA, BEN, CORA, DINA, FAY, a_world, opened_for

MENTEE = Viewer(Part.MENTEE, ANA)
MENTOR = Viewer(Part.MENTOR, CORA)
PROGRAM = Viewer(Part.COORDINATOR, FAY)


def _paired() -> tuple[World, UUID]:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(AssignMentor(mentor=CORA), by=as_coordinator(FAY), stream=ident)
    return world, ident


def _seen(world: World, ident: UUID, viewer: Viewer) -> str:
    return dumps([_history(world, ident, viewer), view(world.mentorships[ident], viewer)])


def _history(world: World, ident: UUID, viewer: Viewer) -> list[dict[str, Any]]:
    told = [(each.event, each.stamp) for each in world.history if each.stream == ident]
    return [seen for _, _, seen in history(told, viewer)]


def _answers(word: str) -> SubmitExpectations:
    return SubmitExpectations(
        goals=f"{word} 1", outcome=f"{word} 2", i_expect=word, you_expect=word, how_often=word
    )


def test_answers_are_their_authors_alone_until_both_are_in() -> None:
    world, ident = _paired()
    world.do(_answers("QUAIL"), by=as_mentee(ANA), stream=ident)
    assert "QUAIL" in _seen(world, ident, MENTEE)
    assert "QUAIL" not in _seen(world, ident, MENTOR)
    assert "QUAIL" not in _seen(world, ident, PROGRAM)
    world.do(_answers("HERON"), by=as_mentor(CORA), stream=ident)
    for viewer in (MENTEE, MENTOR, PROGRAM):
        assert {word for word in ("QUAIL", "HERON") if word in _seen(world, ident, viewer)} == {
            "QUAIL",
            "HERON",
        }


def test_changed_answers_show_only_in_their_last_form() -> None:
    world, ident = _paired()
    world.do(_answers("QUAIL"), by=as_mentee(ANA), stream=ident)
    world.do(_answers("FINCH"), by=as_mentee(ANA), stream=ident)
    world.do(_answers("HERON"), by=as_mentor(CORA), stream=ident)
    assert "QUAIL" not in _seen(world, ident, MENTOR)
    assert "FINCH" in _seen(world, ident, MENTOR)


def test_a_sealed_reason_and_the_kind_of_an_ending_stay_with_author_and_program() -> None:
    world, ident = _paired()
    end = EndMentorship(kind=EndingKind.NOT_A_FIT, why="QUAIL")
    world.do(end, by=as_mentee(ANA), stream=ident)
    world.pass_time(until=on("2026-03-20"))
    for word in ("QUAIL", "not_a_fit"):
        assert word not in _seen(world, ident, MENTOR)
        assert word in _seen(world, ident, MENTEE)
        assert word in _seen(world, ident, PROGRAM)
    (closing,) = [
        each for each in _history(world, ident, MENTOR) if "closing_opened" in each["type"]
    ]
    assert closing["hidden"] == ["kind", "why"]


def test_an_open_reason_is_for_both() -> None:
    world, ident = _paired()
    world.do(EndMentorship(why="QUAIL", sealed=False), by=as_mentee(ANA), stream=ident)
    assert "QUAIL" in _seen(world, ident, MENTOR)


def test_a_concern_and_a_sealed_note_are_for_the_program_and_their_author() -> None:
    world, ident = _paired()
    world.do(RaiseConcern(text="QUAIL"), by=as_mentor(CORA), stream=ident)
    note = NoteDown(text="FINCH", sealed=True)
    world.do(note, by=as_coordinator(FAY), stream=ident)
    settled = NoteDown(text="HERON", settles=Attention.CONCERN)
    world.do(settled, by=as_coordinator(FAY), stream=ident)
    assert "QUAIL" in _seen(world, ident, MENTOR)
    for word in ("QUAIL", "FINCH", '"concern"'):
        assert word not in _seen(world, ident, MENTEE)
    assert "FINCH" not in _seen(world, ident, MENTOR)
    assert "HERON" in _seen(world, ident, MENTEE)
    for word in ("QUAIL", "FINCH", "HERON"):
        assert word in _seen(world, ident, PROGRAM)


def test_that_a_concern_was_raised_moves_nothing_in_what_the_other_side_sees() -> None:
    world, ident = _paired()
    before = _seen(world, ident, MENTEE)
    world.pass_time(until=on("2026-03-05"))
    world.do(RaiseConcern(text="QUAIL"), by=as_mentor(CORA), stream=ident)
    assert _seen(world, ident, MENTEE) == before
    told = view(world.mentorships[ident], PROGRAM)
    assert (told["version"], told["last_at"]) == (3, told["active_at"])


def _reflects(world: World, ident: UUID, person: UUID, wish: Wish, word: str) -> None:
    by = as_mentee(person) if person == ANA else as_mentor(person)
    reflection = SubmitReflection(
        done=f"{word} done", next="On", wish=wish, private_note=f"{word} alone"
    )
    world.do(reflection, by=by, stream=ident)


def test_a_reflection_shows_when_the_check_in_is_over_and_its_private_note_never() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.GO_ON, "QUAIL")
    assert "QUAIL" not in _seen(world, ident, MENTOR)
    assert "QUAIL alone" in _seen(world, ident, PROGRAM)
    _reflects(world, ident, CORA, Wish.GO_ON, "HERON")
    assert "QUAIL done" in _seen(world, ident, MENTOR)
    assert "QUAIL alone" not in _seen(world, ident, MENTOR)
    assert "HERON alone" in _seen(world, ident, MENTOR)


def test_a_check_in_of_one_answer_shows_it_to_the_other_side_when_it_is_over() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.GO_ON, "QUAIL")
    world.pass_time(until=on("2026-04-20"))
    assert "QUAIL done" in _seen(world, ident, MENTOR)
    assert "QUAIL alone" not in _seen(world, ident, MENTOR)
    assert "QUAIL alone" in _seen(world, ident, MENTEE)


def test_of_a_mentorship_that_never_opened_nobody_sees_anything() -> None:
    world, ident = _paired()
    orphaned = [(each.event, each.stamp) for each in world.history if each.stream == ident][1:]
    assert history(orphaned, PROGRAM) == []


def test_the_other_side_never_learns_of_a_wish_to_end_not_even_after_a_pause() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.END, "QUAIL")
    _reflects(world, ident, CORA, Wish.GO_ON, "HERON")
    pause = PauseMentorship(until=date(2026, 4, 10))
    world.do(pause, by=as_mentor(CORA), stream=ident)
    world.pass_time(until=on("2026-05-30"))
    theirs = _seen(world, ident, MENTOR)
    for word in ("end_wish", "end_confirmation", '"end"'):
        assert word not in theirs
        assert word in _seen(world, ident, PROGRAM)
    assert "end_wished" in _seen(world, ident, MENTEE)
    (held,) = [each for each in _history(world, ident, MENTEE) if "check_in_held" in each["type"]]
    assert held["confirm"] == ["mentee"]
    (held,) = [each for each in _history(world, ident, MENTOR) if "check_in_held" in each["type"]]
    assert (held["outcome"], held["confirm"], held["confirm_by"]) == ("go_on", [], None)


def test_of_two_wishes_to_end_each_side_sees_its_own() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.END, "QUAIL")
    _reflects(world, ident, CORA, Wish.END, "HERON")
    for viewer, own in (
        (MENTEE, ["mentee"]),
        (MENTOR, ["mentor"]),
        (PROGRAM, ["mentee", "mentor"]),
    ):
        held = _history(world, ident, viewer)[-1]
        assert (held["outcome"], held["confirm"]) == ("end_wished", own)


def _searched() -> tuple[World, UUID]:
    world = a_world()
    ident, ana = opened_for(world, ANA), as_mentee(ANA)
    world.do(DescribeNeed(direction="LARK"), by=ana, stream=ident)
    for mentor, note in ((DINA, "FINCH"), (CORA, "QUAIL")):
        world.do(Shortlist(person=mentor, note=note), by=ana, stream=ident)
    world.do(Invite(candidate=1, ask="WREN"), by=ana, stream=ident)
    world.do(Decline(reason="HERON"), by=as_mentor(DINA), stream=ident)
    world.do(Invite(candidate=2, ask="SWIFT"), by=ana, stream=ident)
    return world, ident


def test_who_is_asked_sees_the_need_and_the_own_invitation_and_no_more() -> None:
    world, ident = _searched()
    seen = _seen(world, ident, Viewer(Part.INVITED, CORA))
    assert {word for word in ("LARK", "SWIFT") if word in seen} == {"LARK", "SWIFT"}
    assert [word for word in ("FINCH", "QUAIL", "WREN", "HERON") if word in seen] == []


def test_a_mentor_does_not_see_who_else_was_asked() -> None:
    world, ident = _searched()
    world.do(Accept(), by=as_mentor(CORA), stream=ident)
    seen = _seen(world, ident, MENTOR)
    assert {word for word in ("LARK", "SWIFT") if word in seen} == {"LARK", "SWIFT"}
    assert [word for word in ("FINCH", "QUAIL", "WREN", "HERON", str(DINA)) if word in seen] == []
    assert "HERON" in _seen(world, ident, MENTEE)


def test_a_new_mentor_does_not_see_what_was_between_the_two_before() -> None:
    world, ident = _paired()
    world.do(_answers("QUAIL"), by=as_mentee(ANA), stream=ident)
    world.do(_answers("HERON"), by=as_mentor(CORA), stream=ident)
    terms = Terms(purpose="LARK", ends_on=date(2027, 1, 1))
    world.do(ProposeAgreement(terms=terms), by=as_mentee(ANA), stream=ident)
    world.do(SignAgreement(version=1), by=as_mentor(CORA), stream=ident)
    replaced = ReplaceMentor(why="FINCH", next=DINA)
    world.do(replaced, by=as_coordinator(FAY), stream=ident)
    seen = _seen(world, ident, Viewer(Part.MENTOR, DINA))
    assert [word for word in ("QUAIL", "HERON", "LARK", "FINCH") if word in seen] == []
    assert "LARK" in _seen(world, ident, MENTEE)
    assert "FINCH" not in _seen(world, ident, MENTEE)
    assert "FINCH" in _seen(world, ident, PROGRAM)


def _worked_before() -> tuple[World, UUID]:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    _reflects(world, ident, ANA, Wish.GO_ON, "QUAIL")
    _reflects(world, ident, CORA, Wish.END, "HERON")
    world.do(Transition(to=Stage.GOALS, why="Go"), by=as_coordinator(FAY), stream=ident)
    soon = date(2026, 4, 20)
    world.do(AssignTask(owner=Side.MENTOR, what="WREN", by=soon), by=as_mentor(CORA), stream=ident)
    world.do(AssignTask(owner=Side.MENTEE, what="SWIFT", by=soon), by=as_mentee(ANA), stream=ident)
    met = LogMeeting(
        happened_on=date(2026, 4, 2), summary="RAVEN", accomplishments=("STORK", "ROBIN")
    )
    world.do(met, by=as_mentor(CORA), stream=ident)
    return world, ident


def test_a_new_mentors_state_begins_with_them_and_the_mentee_keeps_what_was() -> None:
    world, ident = _worked_before()
    world.do(ReplaceMentor(why="x", next=DINA), by=as_coordinator(FAY), stream=ident)
    world.do(Transition(to=Stage.GOALS, why="Go"), by=as_coordinator(FAY), stream=ident)
    later = AssignTask(owner=Side.MENTOR, what="EGRET", by=date(2026, 4, 22))
    world.do(later, by=as_mentor(DINA), stream=ident)
    world.do(NoteAccomplishment(what="CRANE"), by=as_mentor(DINA), stream=ident)
    theirs = dumps(view(world.mentorships[ident], Viewer(Part.MENTOR, DINA)))
    before = ("QUAIL", "HERON", "WREN", "RAVEN", "STORK", "ROBIN")
    assert [w for w in before if w in theirs] == []
    assert [w for w in ("SWIFT", "EGRET", "CRANE") if w not in theirs] == []
    for viewer in (MENTEE, PROGRAM):
        seen = _seen(world, ident, viewer)
        assert [w for w in (*before, "CRANE") if w not in seen] == []


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (as_mentee(ANA), MENTEE),
        (as_mentor(CORA), MENTOR),
        (as_coordinator(FAY), PROGRAM),
        (ADMINISTRATOR, Viewer(Part.COORDINATOR)),
        (as_mentee(BEN), None),
    ],
)
def test_a_viewer_is_whoever_has_a_part(actor: Actor, expected: Viewer | None) -> None:
    world, ident = _paired()
    context = Context(
        at=world.now,
        actor=actor,
        command_id=ident,
        coordinators=(FAY,),
    )
    assert viewer_of(world.mentorships[ident], context) == expected
