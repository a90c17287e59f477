from datetime import date

import pytest
from pydantic import ValidationError

from domain.dates import ends
from domain.envelopes import Actor, Role
from domain.mentorship import MENTORSHIP
from domain.mentorship.matters import Attention, Closed, Need
from domain.mentorship.opening import MentorshipOpened, OpenMentorship
from domain.mentorship.outreach import Decline, Invite
from domain.mentorship.seeking import (
    AssignMentor,
    CandidateShortlisted,
    CandidateStruck,
    DescribeNeed,
    MentorAssigned,
    NeedDescribed,
    Shortlist,
    Strike,
)
from domain.mentorship.stages import Stage
from domain.people.state import Support
from tests.domain.cast import ADMINISTRATOR, ZONE, a_person, a_program, as_coordinator, ident, on
from tests.domain.given import given
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    OPEN,
    PEOPLE,
    PROGRAM,
    Tale,
    outreach,
    passed,
    seeking,
    state_of,
    waits,
)


def nothing_yet() -> Tale:
    return given(MENTORSHIP, program=PROGRAM, people=PEOPLE)


@pytest.mark.parametrize("actor", [MENTEE, COORDINATOR, ADMINISTRATOR])
def test_the_mentee_a_coordinator_or_an_administrator_opens_the_search(actor: Actor) -> None:
    opened = nothing_yet().when(OPEN, by=actor)
    opened.recorded("seeking.mentorship_opened")
    assert opened.state.stage is Stage.SEEKING
    assert opened.state.mentee == MIA.id


@pytest.mark.parametrize("actor", [MENTOR, as_coordinator(ident("Nobody")), Actor(role=Role.CLOCK)])
def test_nobody_else_opens_the_search(actor: Actor) -> None:
    nothing_yet().when(OPEN, by=actor).refused("not_your_part", "Only the mentee, a coordinator")


def test_a_search_carries_the_day_of_the_first_nudge_and_continues_nothing_by_itself() -> None:
    step = nothing_yet().when(OPEN, by=MENTEE)
    (event,) = step.events
    assert isinstance(event, MentorshipOpened)
    assert event.nudge_on == ends(date(2026, 4, 1), ZONE)
    assert event.continues is None


def test_the_same_command_opens_the_same_mentorship() -> None:
    first, second = (nothing_yet().when(OPEN, by=MENTEE, command_id=ident("x")) for _ in "ab")
    assert first.state.id == second.state.id


def test_a_mentorship_is_opened_once() -> None:
    seeking().when(OPEN, by=MENTEE).refused("already_exists", "open already")


def test_a_command_to_a_mentorship_that_is_not_there_is_refused() -> None:
    story = nothing_yet()
    story.when(DescribeNeed(), by=MENTEE).refused("unknown_mentorship", "check the id")


def test_a_search_needs_a_program_a_mentee_and_an_open_door() -> None:
    story = nothing_yet()
    story.when(OPEN, by=MENTEE, program=None).refused("unknown_program")
    closed = a_program(closed=True)
    story.when(OPEN, by=MENTEE, program=closed).refused("program_closed", "reopened")
    nobody = OpenMentorship(program=PROGRAM.id, mentee=ident("Nobody"))
    story.when(nobody, by=ADMINISTRATOR).refused("unknown_person")
    ben = OpenMentorship(program=PROGRAM.id, mentee=BEN.id)
    story.when(ben, by=ADMINISTRATOR).refused("not_a_mentee_here", "not a mentee of the program")


def test_a_need_may_be_described_again_and_every_part_may_be_open() -> None:
    unsure = DescribeNeed(hopes=("A paper",), support=(Support.RESEARCH,))
    step = seeking().when(unsure, by=MENTEE)
    step.then(NeedDescribed(need=Need(hopes=("A paper",), support=(Support.RESEARCH,))))
    assert step.state.need.direction is None
    step.story.when(unsure, by=MENTEE).nothing()
    step.story.when(DescribeNeed(), by=MENTEE).recorded("seeking.need_described")


def test_a_candidate_is_a_person_or_a_name_and_an_address() -> None:
    step = seeking().when(Shortlist(name="Eve", email="eve@example.org", note="Kind"), by=MENTEE)
    event = CandidateShortlisted(
        candidate=4, person=None, name="Eve", email="eve@example.org", note="Kind"
    )
    step.then(event)
    assert step.state.candidates[4].note == "Kind"


def test_the_address_of_somebody_registered_is_that_person() -> None:
    eve = a_person("Eve", Role.MENTOR)
    step = seeking().when(Shortlist(name="E.", email=eve.email), by=MENTEE, people=(*PEOPLE, eve))
    step.then(CandidateShortlisted(candidate=4, person=eve.id, name=None, email=None, note=None))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "Eve"},
        {"email": "eve@example.org"},
        {"person": BEN.id, "name": "Ben"},
        {"person": BEN.id, "name": "Ben", "email": "ben@example.org"},
    ],
)
def test_a_candidate_is_named_in_one_way(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="either by `person`, or by `name` and `email`"):
        Shortlist.model_validate(fields)


def test_nobody_shortlists_herself_or_somebody_unknown() -> None:
    story = seeking()
    story.when(Shortlist(person=MIA.id), by=MENTEE).refused("own_mentor")
    story.when(Shortlist(person=ident("Nobody")), by=MENTEE).refused("unknown_person")


def test_who_is_on_the_shortlist_stands_there_once() -> None:
    seeking().when(Shortlist(person=BEN.id), by=COORDINATOR).nothing()
    named = Shortlist(name="Eve", email="eve@example.org")
    seeking().after(named, by=MENTEE).when(named, by=MENTEE).nothing()


def test_who_was_struck_can_come_back_under_the_same_number() -> None:
    struck = seeking().when(Strike(candidate=2), by=MENTEE).then(CandidateStruck(candidate=2))
    assert struck.state.candidates[2].struck
    struck.story.when(Strike(candidate=2), by=MENTEE).refused(
        "unknown_candidate", "the shortlist has 1, 3"
    )
    back = struck.story.when(Shortlist(person=CLEO.id, note="After all"), by=MENTEE)
    assert not back.state.candidates[2].struck
    assert back.state.candidates[2].note == "After all"


def test_striking_from_an_empty_shortlist_says_that_it_is_empty() -> None:
    story = nothing_yet().after(OPEN, by=MENTEE)
    story.when(Strike(candidate=1), by=MENTEE).refused("unknown_candidate", "is empty", candidate=1)


def test_a_candidate_who_is_being_asked_is_not_struck() -> None:
    outreach().when(Strike(candidate=1), by=MENTEE).refused("invitation_open", "withdraw it first")


def test_an_assigned_mentor_sets_expectations_and_gets_a_fit_check_after_thirty_days() -> None:
    step = seeking().when(AssignMentor(mentor=BEN.id, why="They fit"), by=COORDINATOR)
    step.then(
        MentorAssigned(
            mentor=BEN.id,
            why="They fit",
            ends_away=False,
            agreement_due=ends(date(2026, 4, 1), ZONE),
            fit_check_on=ends(date(2026, 4, 1), ZONE),
        )
    )
    assert step.state.stage is Stage.EXPECTATIONS
    assert step.state.mentor == BEN.id
    assert step.state.assigned
    assert waits(step) == {"agreement_due": "2026-04-01", "check_in_opens:fit": "2026-04-01"}


def test_assigning_a_mentor_withdraws_the_open_invitation_so_that_nobody_can_still_accept() -> None:
    step = outreach().when(AssignMentor(mentor=CLEO.id), by=COORDINATOR)
    step.recorded("seeking.mentor_assigned", "outreach.invitation_withdrawn")
    assert step.state.invitations[1].status == Closed("withdrawn")
    assert "reply_due:1" not in waits(step)


def test_an_assigned_mentor_is_a_mentor_here_and_somebody_else() -> None:
    story = seeking()
    story.when(AssignMentor(mentor=MIA.id), by=COORDINATOR).refused("own_mentor")
    story.when(AssignMentor(mentor=CAROL.id), by=COORDINATOR).refused(
        "not_a_mentor_here", "not a mentor of the program"
    )


def test_a_mentor_with_a_full_load_is_not_assigned() -> None:
    assign = AssignMentor(mentor=BEN.id)
    full = seeking().when(assign, by=COORDINATOR, loads={BEN.id: 3})
    full.refused("mentor_at_capacity", "has room for 3", "raise the capacity", capacity=3)
    own = a_person("Ben", Role.MENTOR, capacity=1)
    one = seeking().when(assign, by=COORDINATOR, loads={BEN.id: 1}, people=(MIA, own, CAROL))
    one.refused("mentor_at_capacity", capacity=1)
    seeking().when(assign, by=COORDINATOR, loads={BEN.id: 2}).recorded("seeking.mentor_assigned")


def test_a_pair_has_one_open_mentorship() -> None:
    together = {BEN.id: frozenset({MIA.id})}
    step = seeking().when(AssignMentor(mentor=BEN.id), by=COORDINATOR, partners=together)
    step.refused("already_paired", "go on in that one")


def test_the_mentee_is_nudged_every_thirty_days_and_after_the_third_the_coordinator_is_asked() -> (
    None
):
    first = passed(seeking(), "seeking_nudge").recorded("seeking.mentee_nudged")
    assert waits(first) == {"seeking_nudge": "2026-05-02"}
    second = passed(first.story, "seeking_nudge").recorded("seeking.mentee_nudged")
    third = passed(second.story, "seeking_nudge")
    third.recorded("seeking.mentee_nudged", "attention.coordinator_asked")
    assert third.state.attention == {Attention.SEEKING_LONG}
    assert waits(third) == {}


def test_a_nudge_that_comes_late_gives_the_next_one_its_full_time() -> None:
    late = passed(seeking(), "seeking_nudge", at=on("2026-06-10"))
    assert waits(late) == {"seeking_nudge": "2026-07-10"}


def test_a_mentor_ends_the_worry_about_a_long_search() -> None:
    step = passed(seeking(seeking_nudges=1), "seeking_nudge")
    found = step.story.when(AssignMentor(mentor=BEN.id), by=COORDINATOR)
    assert found.state.attention == frozenset()


def test_a_new_search_counts_its_nudges_anew() -> None:
    nudged = passed(seeking(), "seeking_nudge").story
    declined = nudged.after(Invite(candidate=1, ask="x"), by=MENTEE).when(Decline(), by=MENTOR)
    assert declined.state.nudges == 0
    assert state_of(nudged).nudges == 1
