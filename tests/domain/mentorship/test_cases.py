"""The cases that the product is measured by, in the pure domain."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.driver import World
from domain.envelopes import SYSTEM
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, WaiveExpectations
from domain.mentorship.matters import Asked, Attention, Closed, EndingKind, Lapsed, Terms
from domain.mentorship.meetings import LogMeeting
from domain.mentorship.outreach import Accept, Invite, ReplyLater
from domain.mentorship.seeking import AssignMentor, Shortlist
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition, TransitionByEmail
from domain.mentorship.work import Wish
from domain.model import PersonId
from domain.people.state import MentorInvitation
from domain.refusals import Refusal
from domain.stories import resident
from domain.stories.script import Step
from tests.domain.cast import as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import (
    ANA,
    BEN,
    CORA,
    DINA,
    EMIL,
    FAY,
    GUS,
    OPENED,
    a_world,
    case_1,
    expected,
    kinds,
    letters_to,
    local,
    opened_for,
    row,
    told,
)


@pytest.fixture(name="resident_world", scope="module")
def _resident_world() -> World:
    return case_1()


# ---------------------------------------------------------------- 1. the resident


def test_case_1_happens_to_the_second_as_the_table_says(resident_world: World) -> None:
    setup = len(resident.setup(OPENED))
    assert [row(each) for each in resident_world.history[setup:]] == expected("case_1_events")


def test_case_1_tells_each_person_what_the_table_says_and_nothing_more(
    resident_world: World,
) -> None:
    names = {each.id: each.key for each in resident.people()}
    told = [
        f"{local(each.at)} {names[each.notice.to]} {each.notice.kind}"
        for each in resident_world.letters
    ]
    assert told == expected("case_1_letters")


def test_two_weeks_of_silence_end_with_the_local_day_although_clocks_changed_meanwhile() -> None:
    rows = [each.split()[:2] for each in expected("case_1_events") if "outreach.invitation" in each]
    assert rows[:3] == [
        ["2026-03-04T08:30:00-07:00", "outreach.invitation_sent"],
        ["2026-03-19T00:00:00-06:00", "outreach.invitation_followed_up"],
        ["2026-04-03T00:00:00-06:00", "outreach.invitation_lapsed"],
    ]


def test_no_letter_goes_to_anybody_during_the_leave(resident_world: World) -> None:
    leave = (on("2026-11-09", "18:00"), on("2027-02-08", "00:00"))
    inside = [each for each in resident_world.letters if leave[0] <= each.at < leave[1]]
    assert {each.notice.kind for each in inside} == {"paused", "paused_meeting_cancelled"}
    assert {each.at for each in inside} == {leave[0]}


def test_the_leave_moves_every_deadline_by_its_own_length() -> None:
    world = World(now=OPENED)
    steps = told(world)
    _until(steps, "Parental leave")
    (ident,) = world.mentorships
    before = {key: each.due.date for key, each in world.mentorships[ident].deadlines.items()}
    _until(steps, "The leave is over")
    after = {key: each.due.date for key, each in world.mentorships[ident].deadlines.items()}
    meeting = {"agenda_due:9", "material_due:9", "summary_due:9"}
    length = date(2027, 2, 8) - date(2026, 11, 9)
    assert length == timedelta(days=91)
    assert set(before) - set(after) == {"pause_end"}
    assert {key: after[key] - before[key] for key in after if key not in meeting} == dict.fromkeys(
        set(after) - meeting, length
    )
    assert {key: after[key] for key in meeting} == {key: before[key] for key in meeting}


def _until(steps: Iterator[Step], words: str) -> None:
    assert any(words in each.telling for each in steps)


def test_the_first_check_in_after_the_leave_starts_with_what_was_accomplished(
    resident_world: World,
) -> None:
    opened = on("2027-04-26", "00:00")
    letters = [each for each in resident_world.letters if each.at == opened]
    assert [each.notice.facts["accomplishments"] for each in letters] == [
        [
            "All charts are read and counted",
            "The paper on inpatient anticoagulation is published",
        ]
    ] * 2


def test_the_referred_candidate_gains_a_referrer_and_the_first_agreement_stays_on_record(
    resident_world: World,
) -> None:
    (state,) = resident_world.mentorships.values()
    people = {each.key: each.id for each in resident.people()}
    assert state.candidates[1].referred_by == (people["internist"],)
    assert state.in_force == 3
    assert state.agreements[2].terms.ends_on == date(2027, 10, 25)
    assert (state.stage, state.ending) == (Stage.ENDED, EndingKind.FULFILLED)
    assert state.record_closed
    asked = resident_world.people[people["resident"]]
    assert asked.invited_to_mentor is MentorInvitation.ACCEPTED


@pytest.mark.parametrize("later", range(0, 730, 61))
def test_case_1_can_begin_on_any_day(later: int) -> None:
    world = case_1(on("2026-01-31", "23:45") + timedelta(days=later))
    (state,) = world.mentorships.values()
    assert state.record_closed
    assert {each.status for each in state.tasks.values()} == {"done"}


# ---------------------------------------------------------------- 2. assigned, and not a fit


def test_an_assigned_mentor_who_is_no_fit_is_thanked_and_never_told_the_reason() -> None:
    world = a_world()
    first = opened_for(world, ANA)
    assign = AssignMentor(mentor=CORA)
    world.do(assign, by=as_coordinator(FAY), at=on("2026-03-03"), stream=first)
    assert kinds(world.pass_time(until=on("2026-04-03", "00:00"))) == [
        "agreement_reminded",
        "check_in_opened",
    ]
    reflection = SubmitReflection(done="We met.", next="Another way.", wish=Wish.END)
    world.do(reflection, by=as_mentee(ANA), at=on("2026-04-04"), stream=first)
    secret = "I am talked over in front of patients"
    end = EndMentorship(kind=EndingKind.NOT_A_FIT, why=secret)
    world.do(end, by=as_mentee(ANA), at=on("2026-04-05"), stream=first)
    world.pass_time(until=on("2026-05-30"))
    second = opened_for(world, ANA, continues=first)

    assert world.mentorships[first].ending is EndingKind.NOT_A_FIT
    assert secret not in str([each.notice for each in world.letters])
    assert "not_a_fit" not in str([each.notice for each in world.letters])
    assert letters_to(world, CORA)[-2:] == ["closing_opened", "mentorship_ended"]
    assert "invited_to_mentor" not in letters_to(world, ANA)
    assert world.mentorships[second].stage is Stage.SEEKING
    assert world.mentorships[second].continues == first


# ---------------------------------------------------------------- 3. two at once


def test_of_two_acceptances_in_one_instant_one_holds_and_the_other_is_recorded() -> None:
    world = a_world(cora=1)
    first, second = (_asking(world, mentee, CORA) for mentee in (ANA, BEN))
    moment = on("2026-03-09")
    world.do(Accept(), by=as_mentor(CORA), at=moment, stream=first)
    sent = len(world.letters)
    happened = world.do(Accept(), by=as_mentor(CORA), at=moment, stream=second)

    assert world.mentorships[first].mentor == CORA
    assert kinds(happened) == ["acceptance_not_possible", "search_resumed"]
    assert happened[0].event.why == "at_capacity"
    loser = world.mentorships[second]
    assert (loser.stage, loser.mentor, len(loser.candidates)) == (Stage.SEEKING, None, 1)
    assert loser.invitations[1].status == Closed("not_possible")
    assert letters_to(world, CORA, since=sent) == ["acceptance_thanks_anyway"]
    assert letters_to(world, BEN, since=sent) == ["acceptance_not_possible"]


def _asking(world: World, mentee: PersonId, *mentors: PersonId) -> UUID:
    ident = opened_for(world, mentee)
    for mentor in mentors:
        world.do(Shortlist(person=mentor), by=as_mentee(mentee), stream=ident)
    world.do(Invite(candidate=1, ask="A project"), by=as_mentee(mentee), stream=ident)
    return ident


# ---------------------------------------------------------------- 4. the late yes


def test_a_late_yes_is_honoured_while_nobody_else_is_asked() -> None:
    world = a_world()
    ident = _asking(world, ANA, CORA, DINA)
    world.pass_time(until=on("2026-04-03"))
    assert isinstance(world.mentorships[ident].invitations[1].status, Lapsed)
    happened = world.do(Accept(), by=as_mentor(CORA), stream=ident)
    assert kinds(happened) == ["invitation_accepted"]
    assert happened[0].event.late
    assert world.mentorships[ident].mentor == CORA


def test_a_late_yes_comes_too_late_when_somebody_else_is_asked() -> None:
    world = a_world()
    ident = _asking(world, ANA, CORA, DINA)
    at = on("2026-04-02")
    world.do(Invite(candidate=2, ask="B"), by=as_mentee(ANA), at=at, stream=ident)
    sent = len(world.letters)
    happened = world.do(Accept(), by=as_mentor(CORA), at=on("2026-04-03"), stream=ident)
    assert [(each.event.type, each.event.why) for each in happened] == [
        ("outreach.acceptance_not_possible", "too_late")
    ]
    assert letters_to(world, CORA, since=sent) == ["acceptance_thanks_anyway"]
    assert letters_to(world, ANA, since=sent) == ["acceptance_not_possible"]
    assert [each.mentor for each in world.mentorships[ident].open_invitations] == [DINA]


# ---------------------------------------------------------------- 5. away


def test_who_asks_to_be_asked_later_hears_nothing_before_that_day() -> None:
    world = a_world(now=on("2026-02-02"))
    ident = _asking(world, ANA, CORA)
    later = ReplyLater(until=date(2026, 3, 1))
    world.do(later, by=as_mentor(CORA), at=on("2026-02-10"), stream=ident)
    sent = len(world.letters)
    assert world.pass_time(until=on("2026-02-28", "23:59")) == ()
    happened = world.pass_time(until=on("2026-03-01", "00:00"))
    assert [(each.event.type, each.event.attempt) for each in happened] == [
        ("outreach.invitation_resumed", 1)
    ]
    status = world.mentorships[ident].invitations[1].status
    assert isinstance(status, Asked)
    assert status.reply_by.date == date(2026, 3, 15)
    assert letters_to(world, CORA, since=sent) == ["invitation_again"]


# ---------------------------------------------------------------- 6. going quiet


def _agreed(world: World) -> UUID:
    ident = _asking(world, ANA, CORA)
    ana, cora = as_mentee(ANA), as_mentor(CORA)
    world.do(Accept(), by=cora, stream=ident)
    world.do(WaiveExpectations(why="They know each other."), by=as_coordinator(FAY), stream=ident)
    terms = Terms(purpose="A project", ends_on=date(2027, 3, 2), check_in_months=6)
    world.do(ProposeAgreement(terms=terms), by=ana, stream=ident)
    world.do(SignAgreement(version=1), by=cora, stream=ident)
    return ident


def test_a_quiet_pair_is_nudged_once_and_the_coordinator_sees_it_once_until_a_meeting() -> None:
    world = a_world()
    ident = _agreed(world)
    happened = world.pass_time(until=on("2026-07-31"))
    watched = [row(each) for each in happened if "quiet" in row(each)]
    # 45 days after 2 March end on 16 April; 30 more, counted from 17 April, on 17 May.
    assert watched == [
        "2026-04-17T00:00:00-06:00 goals.went_quiet quiet_days=45 grace=2026-05-17",
        "2026-05-18T00:00:00-06:00 attention.coordinator_asked reason=gone_quiet",
    ]
    assert world.standing(ident).attention == (Attention.GONE_QUIET.value,)
    assert letters_to(world, ANA).count("went_quiet") == 1
    assert letters_to(world, CORA).count("went_quiet") == 1
    met = LogMeeting(happened_on=date(2026, 7, 30), summary="We met after all.")
    world.do(met, by=as_mentee(ANA), at=on("2026-08-01"), stream=ident)
    assert world.standing(ident).attention == ()


# ---------------------------------------------------------------- 7. the administrator's hand

_Move = Callable[[World, UUID], object]


def _by_hand(world: World, ident: UUID) -> object:
    move = Transition(to=Stage.GOALS, why="They have met and will not sign.")
    return world.do(move, by=as_coordinator(FAY), at=on("2026-03-20"), stream=ident)


def _by_signal(world: World, ident: UUID) -> object:
    move = TransitionByEmail(
        to=Stage.GOALS, why="They have met and will not sign.", by="fay@example.org"
    )
    return world.do(move, by=SYSTEM, at=on("2026-03-20"), stream=ident)


@pytest.mark.parametrize("move", [_by_hand, _by_signal])
def test_a_coordinator_moves_a_stuck_pair_on_and_the_history_says_who_when_and_why(
    move: _Move,
) -> None:
    world = a_world()
    ident = _asking(world, ANA, CORA)
    world.do(Accept(), by=as_mentor(CORA), stream=ident)
    move(world, ident)
    moved = world.history[-1]
    assert (moved.event.before, moved.event.to) == (Stage.EXPECTATIONS, Stage.GOALS)
    assert (moved.event.by, moved.event.why) == (FAY, "They have met and will not sign.")
    assert moved.stamp.at == on("2026-03-20")
    assert not moved.event.signed
    assert world.mentorships[ident].stage is Stage.GOALS
    assert moved.event.schedule.ends.date == date(2027, 3, 20)  # the policy's twelve months


@pytest.mark.parametrize("email", ["dina@example.org", "nobody@example.org", "ana@example.org"])
def test_nobody_but_a_coordinator_moves_a_pair_by_signal(email: str) -> None:
    world = a_world()
    ident = _asking(world, ANA, CORA)
    world.do(Accept(), by=as_mentor(CORA), stream=ident)
    move = TransitionByEmail(to=Stage.GOALS, why="I say so", by=email)
    with pytest.raises(Refusal, match="no coordinator here"):
        world.do(move, by=SYSTEM, stream=ident)


def test_both_coordinators_of_a_program_are_told_when_a_search_takes_long() -> None:
    world = a_world()
    opened_for(world, ANA)
    happened = world.pass_time(until=on("2026-07-01"))
    assert [local(each.stamp.at)[:10] for each in happened] == [
        "2026-04-02",
        "2026-05-03",
        "2026-06-03",
        "2026-06-03",
    ]
    for coordinator in (FAY, GUS):
        assert letters_to(world, coordinator) == ["coordinator_asked"]
    assert letters_to(world, EMIL) == []
