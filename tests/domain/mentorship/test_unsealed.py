"""What may leave the program: planted secrets are looked for in the events as exports tell them."""

from datetime import date
from json import dumps
from typing import Any
from uuid import UUID

from domain.driver import World
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.expectations import SubmitExpectations
from domain.mentorship.matters import Attention, EndingKind
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.seeking import AssignMentor
from domain.mentorship.unsealed import unsealed
from domain.mentorship.work import Wish
from tests.domain.cast import as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import ANA, CORA, FAY, a_world, opened_for


def _paired() -> tuple[World, UUID]:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(AssignMentor(mentor=CORA), by=as_coordinator(FAY), stream=ident)
    return world, ident


def _told(world: World, ident: UUID) -> list[dict[str, Any]]:
    told = [unsealed(each.event) for each in world.history if each.stream == ident]
    return [each for each in told if each is not None]


def test_a_concern_and_a_sealed_note_leave_no_trace() -> None:
    world, ident = _paired()
    world.do(RaiseConcern(text="QUAIL"), by=as_mentor(CORA), stream=ident)
    world.do(NoteDown(text="FINCH", sealed=True), by=as_coordinator(FAY), stream=ident)
    settled = NoteDown(text="HERON", settles=Attention.CONCERN)
    world.do(settled, by=as_coordinator(FAY), stream=ident)
    told = _told(world, ident)
    assert [each["type"] for each in told[2:]] == ["concerns.noted"]
    assert (told[-1]["text"], told[-1]["hidden"]) == ("HERON", ["settles"])
    assert "concern" not in dumps(told).replace("concerns.noted", "")


def test_answers_stay_sealed_when_they_are_revealed_to_the_two() -> None:
    world, ident = _paired()
    for by, word in ((as_mentee(ANA), "QUAIL"), (as_mentor(CORA), "HERON")):
        answers = SubmitExpectations(
            goals=word, outcome=word, i_expect=word, you_expect=word, how_often=word
        )
        world.do(answers, by=by, stream=ident)
    told = _told(world, ident)
    assert "QUAIL" not in dumps(told)
    assert "HERON" not in dumps(told)
    submitted = [each for each in told if "expectations_submitted" in each["type"]]
    assert [each["side"] for each in submitted] == ["mentee", "mentor"]
    assert submitted[0]["hidden"] == ["goals", "how_often", "i_expect", "outcome", "you_expect"]


def test_a_wish_to_end_leaves_no_trace_not_even_after_a_pause() -> None:
    world, ident = _paired()
    world.pass_time(until=on("2026-04-02"))
    for by, wish in ((as_mentee(ANA), Wish.END), (as_mentor(CORA), Wish.GO_ON)):
        reflection = SubmitReflection(done="QUAIL", next="On", wish=wish, private_note="QUAIL")
        world.do(reflection, by=by, stream=ident)
    world.do(PauseMentorship(until=date(2026, 4, 10)), by=as_mentor(CORA), stream=ident)
    world.pass_time(until=on("2026-05-30"))
    told = _told(world, ident)
    whole = dumps([each.event.model_dump(mode="json") for each in world.history])
    for word in ("QUAIL", "end_wish", "end_confirmation", '"end"'):
        assert word in whole
        assert word not in dumps(told)
    [resumed] = [each for each in told if each["type"] == "pause.resumed"]
    assert resumed["moved"]


def test_an_ending_has_neither_its_kind_nor_a_sealed_reason() -> None:
    world, ident = _paired()
    end = EndMentorship(kind=EndingKind.NOT_A_FIT, why="QUAIL")
    world.do(end, by=as_mentee(ANA), stream=ident)
    closing = _told(world, ident)[-1]
    assert closing["type"] == "closing.closing_opened"
    assert closing["hidden"] == ["kind", "why"]
    assert "QUAIL" not in dumps(closing)
