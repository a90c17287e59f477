"""A mentorship continues an earlier one of the same mentee, and no other."""

from dataclasses import replace

import pytest

from domain.envelopes import Actor, Role
from domain.mentorship import MENTORSHIP, Mentorship
from domain.mentorship.opening import MentorshipOpened
from domain.model import PersonId
from domain.people.state import Person
from tests.domain.cast import ADMINISTRATOR, a_person, ident
from tests.domain.given import given
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    OPEN,
    PEOPLE,
    PROGRAM,
    STAGES,
    Step,
    state_of,
)

EARLIER = ident("earlier")
AGAIN = OPEN.model_copy(update={"continues": EARLIER})
DORA = a_person("Dora", Role.MENTEE)
MERGED = a_person("M. Mia", merged_into=MIA.id)


def opened(
    *earlier: Mentorship, by: Actor = MENTEE, people: tuple[Person, ...] = (DORA, MERGED)
) -> Step:
    known = {each.id: each for each in earlier}
    story = given(MENTORSHIP, program=PROGRAM, people=(*PEOPLE, *people), mentorships=known)
    return story.when(AGAIN, by=by)


def of(mentee: PersonId, *, stage: str = "ENDED") -> Mentorship:
    story = next(tell for each, tell in STAGES.items() if each == stage)
    return replace(state_of(story()), id=EARLIER, mentee=mentee)


@pytest.mark.parametrize("actor", [MENTEE, COORDINATOR, ADMINISTRATOR])
@pytest.mark.parametrize("stage", ["SEEKING", "GOALS", "CLOSING", "ENDED"])
def test_an_earlier_mentorship_of_the_mentee_is_continued(actor: Actor, stage: str) -> None:
    step = opened(of(MIA.id, stage=stage), by=actor)
    (event,) = step.events
    assert isinstance(event, MentorshipOpened)
    assert event.continues == step.state.continues == EARLIER


def test_it_may_have_been_in_another_program() -> None:
    elsewhere = replace(of(MIA.id), program=ident("Fellowship"))
    opened(elsewhere).recorded("seeking.mentorship_opened")


def test_who_stays_after_a_merge_goes_on_from_where_the_duplicate_was() -> None:
    opened(of(MERGED.id), by=COORDINATOR).recorded("seeking.mentorship_opened")
    other = replace(MERGED, merged_into=DORA.id)
    opened(of(MERGED.id), people=(other,)).refused("unknown_mentorship")


def test_one_that_is_not_there_and_one_of_somebody_else_are_refused_alike() -> None:
    unknown, foreign, nobodys = opened(), opened(of(DORA.id)), opened(of(ident("Nobody")))
    unknown.refused("unknown_mentorship", "has no such earlier mentorship", "name none")
    for each in (foreign, nobodys):
        assert each.refusal is not None
        assert unknown.refusal is not None
        assert (each.refusal.code, each.refusal.sentence, each.refusal.facts) == (
            unknown.refusal.code,
            unknown.refusal.sentence,
            unknown.refusal.facts,
        )


def test_who_may_not_open_a_search_is_told_nothing_of_an_earlier_one() -> None:
    for step in (opened(by=MENTOR), opened(of(MIA.id), by=MENTOR)):
        step.refused("not_your_part")
