"""Who is told what, and what stands in no letter."""

from datetime import date

import pytest

from domain.envelopes import SYSTEM, Role
from domain.mentorship import MENTORSHIP
from domain.mentorship.asking import Referral
from domain.mentorship.circumstances import ReviewPeople
from domain.mentorship.closing import EndMentorship
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.expectations import (
    ProposeAgreement,
    SignAgreement,
)
from domain.mentorship.goals import NoteAccomplishment
from domain.mentorship.letters import KINDS
from domain.mentorship.matters import EndingKind
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
)
from domain.mentorship.outreach import Decline, Invite
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from domain.mentorship.work import Wish
from tests.domain.cast import ADMINISTRATOR, a_person, as_coordinator, as_mentor, ident, on
from tests.domain.mentorship.letter_scenes import (
    PAUSED_SCENES,
    SCENES,
    by_name,
    happened,
)
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    COORDINATOR,
    DAN,
    MENTEE,
    MENTOR,
    MIA,
    PEOPLE,
    PROGRAM,
    Step,
    a_meeting,
    a_task,
    answers,
    expectations,
    goals,
    letters,
    notices,
    outreach,
    passed,
    reflection,
    seeking,
    terms,
)
from tests.domain.mentorship.search_scenes import proposed
from tests.domain.mentorship.work_scenes import half_reflected


@pytest.mark.parametrize("scene", SCENES)
def test_who_is_told_what(scene: str) -> None:
    happens, expected = SCENES[scene]
    step = happens()
    assert step.refusal is None, step.refusal
    assert by_name(step) == expected


def test_the_scenes_show_every_event_and_every_kind_of_letter() -> None:
    seen = {str(each.type) for each in happened()}
    assert seen == set(MENTORSHIP.events.json_schema()["discriminator"]["mapping"])
    told = {each.split(":")[0] for _, expected in SCENES.values() for each in expected.split()}
    assert told == KINDS.keys()


@pytest.mark.parametrize("scene", SCENES)
def test_an_event_sends_a_person_at_most_one_letter_of_a_kind(scene: str) -> None:
    step = SCENES[scene][0]()
    story = step.before
    for event in step.events:
        story = story.then_happened(event, by=step.context.actor)
        assert story.state is not None
        told = [(x.kind, x.to) for x in MENTORSHIP.notices(event, story.state, step.context)]
        assert len(told) == len(set(told))


def facts(step: Step, kind: str) -> list[dict[str, object]]:
    return [each.facts for each in notices(step) if each.kind == kind]


def everything(step: Step) -> str:
    return repr([each.facts for each in notices(step)])


def test_an_invitation_carries_the_ask_and_the_day_to_reply_by() -> None:
    (told,) = facts(seeking().when(Invite(candidate=1, ask="A project"), by=MENTEE), "invitation")
    assert told == {
        "invitation": 1,
        "ask": "A project",
        "reply_by": "2026-03-16",
        "follow_ups": 1,
        "by_program": False,
    }


def test_a_letter_says_whose_words_the_ask_is_in_whoever_is_asked_next() -> None:
    ask = Invite(candidate=1, ask="A project")
    for by, by_program in (
        (MENTEE, False),
        (COORDINATOR, True),
        (ADMINISTRATOR, True),
        (as_coordinator(MIA.id), False),
    ):
        story = seeking(next_candidate="automatic")
        (told,) = facts(story.when(ask, by=by), "invitation")
        assert told["by_program"] is by_program
        asked = story.after(ask, by=by)
        (follows,) = facts(asked.when(Decline(), by=MENTOR), "invitation")
        assert (follows["ask"], follows["by_program"]) == ("A project", by_program)


def test_a_sealed_reason_stands_in_no_letter() -> None:
    sealed = goals().when(EndMentorship(why="Unbearable"), by=MENTEE)
    assert "Unbearable" not in everything(sealed)
    assert "not_a_fit" not in everything(
        goals().when(EndMentorship(kind=EndingKind.NOT_A_FIT), by=MENTEE)
    )
    told = goals().when(EndMentorship(why="Paris", sealed=False), by=MENTEE)
    assert [each["why"] for each in facts(told, "closing_opened")] == ["Paris", "Paris"]


def test_a_concern_a_note_and_a_private_note_stand_in_no_letter() -> None:
    for step in (
        goals().when(RaiseConcern(text="Secret"), by=MENTEE),
        goals().when(NoteDown(text="Secret", sealed=True), by=COORDINATOR),
        half_reflected().when(reflection(private_note="Secret"), by=MENTOR),
        goals().when(ReplaceMentor(why="Secret", next="SEEKING"), by=COORDINATOR),
        goals().when(Transition(to=Stage.CLOSING, why="Secret"), by=COORDINATOR),
    ):
        assert "Secret" not in everything(step)


def test_a_concern_that_no_coordinator_was_told_of_is_not_said_to_have_reached_one() -> None:
    concern = RaiseConcern(text="x")
    (told,) = facts(goals().when(concern, by=MENTEE), "concern_received")
    assert told == {"reached": True}
    own = a_person("Ben", Role.MENTOR, Role.COORDINATOR)
    for people in ((MIA, BEN), (MIA, own)):
        step = goals().when(concern, by=MENTEE, people=people)
        assert [(each.kind, each.facts) for each in notices(step)] == [
            ("concern_received", {"reached": False})
        ]


def test_who_raises_a_concern_has_no_letter_that_somebody_did() -> None:
    other = a_person("Cora", Role.COORDINATOR)
    concern = RaiseConcern(text="x")
    step = goals().when(concern, by=COORDINATOR, people=(*PEOPLE, other))
    assert letters(step) == [("concern_raised", other.id)]
    assert letters(goals().when(concern, by=COORDINATOR)) == []


def test_a_letter_on_the_end_of_a_pause_says_where_the_mentorship_stands() -> None:
    rested = seeking().after(PauseMentorship(until=date(2026, 4, 1)), by=MENTEE)
    given = rested.after(AssignMentor(mentor=BEN.id), by=COORDINATOR)
    told = facts(passed(given, "pause_end"), "resumed")
    assert told == [{"stage": "EXPECTATIONS"}, {"stage": "EXPECTATIONS"}]


def test_a_letter_says_whether_one_meeting_or_the_series_is_off() -> None:
    story = goals().after(a_meeting(recurrence="every week on Monday"), by=MENTEE)
    for series in (True, False):
        off = story.when(CancelMeeting(meeting=1, series=series), by=MENTEE)
        assert {each["series"] for each in facts(off, "meeting_cancelled")} == {series}


def test_hidden_answers_stand_in_no_letter() -> None:
    step = expectations().when(answers(goals="To be famous"), by=MENTEE)
    assert "famous" not in everything(step)


def test_of_a_wish_to_end_the_other_side_learns_nothing() -> None:
    step = half_reflected(Wish.END).when(reflection(), by=MENTOR)
    assert [each["outcome"] for each in facts(step, "check_in_held")] == ["go_on", "go_on"]
    assert [each.to for each in notices(step) if each.kind == "end_confirmation"] == [MIA.id]


def test_a_check_in_starts_with_what_was_accomplished_since_the_last_one() -> None:
    story = goals().after(NoteAccomplishment(what="A poster"), by=MENTEE)
    first = passed(story, "check_in_opens:first_review")
    assert facts(first, "check_in_opened")[0]["accomplishments"] == ["A poster"]
    held = first.story.after(reflection(), by=MENTEE).after(reflection(), by=MENTOR)
    later = held.after(NoteAccomplishment(what="A talk"), by=MENTEE)
    second = passed(later, "check_in_opens:periodic")
    assert facts(second, "check_in_opened")[0]["accomplishments"] == ["A talk"]


def test_a_check_in_with_a_new_mentor_starts_with_nothing_that_was_before_them() -> None:
    story = goals().after(NoteAccomplishment(what="A poster"), by=MENTEE)
    replaced = story.after(ReplaceMentor(why="x", next=DAN.id), by=COORDINATOR)
    step = passed(replaced, "check_in_opens:fit")
    assert [each["accomplishments"] for each in facts(step, "check_in_opened")] == [[], []]


def test_a_series_is_announced_once_and_in_words() -> None:
    weekly = a_meeting(recurrence="every week on Monday")
    step = goals().when(weekly, by=MENTEE)
    (told, _) = facts(step, "meeting_scheduled")
    assert (told["recurrence"], told["date"], told["time"]) == (
        "every week on Monday",
        "2026-04-13",
        "15:00",
    )
    held = step.story.when(
        HoldMeeting(meeting=1, summary="x"), by=MENTEE, at=on("2026-04-13", "17:00")
    )
    assert by_name(held) == "meeting_summary:Ben"


def test_whoever_brings_the_agenda_is_reminded_of_it() -> None:
    mentor_brings = proposed().after(ProposeAgreement(terms=terms(agenda_by="mentor")), by=MENTOR)
    story = mentor_brings.after(SignAgreement(version=2), by=MENTEE).after(a_meeting(), by=MENTEE)
    assert by_name(passed(story, "agenda_due:1")) == "agenda_due:Ben"
    unsigned = expectations().after(Transition(to=Stage.GOALS, why="x"), by=COORDINATOR)
    unsigned = unsigned.after(a_meeting(), by=MENTOR)
    assert by_name(passed(unsigned, "agenda_due:1")) == "agenda_due:Mia"


def test_a_referral_names_the_person_and_who_referred() -> None:
    known = outreach().when(Decline(referrals=(Referral(person=DAN.id),)), by=MENTOR)
    (told,) = facts(known, "candidate_referred")
    assert told == {"candidate": 3, "name": "Dan", "referred_by": "Ben"}
    named = Referral(name="Fay", email="fay@example.org")
    new = outreach().when(Decline(referrals=(named,)), by=MENTOR)
    assert facts(new, "candidate_referred")[0]["name"] == "Fay"


def test_a_short_agreement_announces_no_check_in() -> None:
    short = proposed().after(ProposeAgreement(terms=terms(ends_on=date(2026, 3, 31))), by=MENTOR)
    told = facts(short.when(SignAgreement(version=2), by=MENTEE), "agreement_concluded")[0]
    assert (told["ends_on"], told["first_review"], told["check_in"]) == ("2026-03-31", None, None)


@pytest.mark.parametrize("scene", PAUSED_SCENES)
def test_in_a_pause_letters_to_the_two_are_few(
    scene: str,
) -> None:
    happens, expected = PAUSED_SCENES[scene]
    assert by_name(happens()) == expected


def test_nobody_who_is_gone_gets_a_letter() -> None:
    gone = a_person("Ben", erased=True)
    step = goals().when(a_task(owner="mentor"), by=MENTEE, people=(MIA, gone, CAROL))
    assert letters(step) == []
    ends = goals().when(ReviewPeople(), by=SYSTEM, people=(a_person("Mia", erased=True), BEN))
    assert by_name(ends) == "mentorship_ended:Ben"


def test_somebody_unknown_has_no_name_in_a_letter() -> None:
    step = outreach().when(Decline(), by=MENTOR)
    (event, *_) = step.events
    strangers = step.context.__class__(
        at=step.context.at, actor=as_mentor(BEN.id), command_id=ident("x"), program=PROGRAM
    )
    (_, told) = MENTORSHIP.notices(event, step.state, strangers)
    assert told.facts["name"] == ""
