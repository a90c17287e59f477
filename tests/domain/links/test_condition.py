"""Whether a link can be acted upon: its time, its one use, and the matter that it is about."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.links.condition import (
    Condition,
    Expired,
    Revoked,
    Settled,
    Usable,
    Used,
    Why,
    condition_of,
    refusal_of,
    unknown,
    used,
)
from domain.links.link import Link
from domain.links.offers import offers
from domain.links.purposes import Purpose
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.expectations import RequestChanges
from domain.mentorship.goals import AchieveGoal
from domain.mentorship.meetings import CancelMeeting, LogMeeting
from domain.mentorship.outreach import Accept, Decline, Invite, WithdrawInvitation
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.stages import Stage
from domain.mentorship.tasks import CompleteTask
from domain.people.state import MentorInvitation, Person
from tests.domain.cast import START
from tests.domain.links.scene import a_link
from tests.domain.mentorship.commands import furnished
from tests.domain.mentorship.scene import (
    BEN,
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    Tale,
    outreach,
    passed,
    state_of,
)

PEOPLE = {each.id: each for each in (MIA, BEN, CLEO)}
DAY = timedelta(days=1)


def in_story(story: Tale, link: Link) -> Condition:
    return condition_of(link, at=story.at, person=PEOPLE[link.person], mentorship=state_of(story))


def why(story: Tale, purpose: Purpose, person: Person = MIA, **fields: Any) -> Why | None:
    """Return why a link is settled; None if it can be used."""
    found = in_story(story, a_link(purpose, person, **fields))
    if isinstance(found, Settled):
        return found.why
    assert found == Usable()
    return None


def invitation(story: Tale, number: int = 1, person: Person = BEN) -> Why | None:
    return why(story, Purpose.ANSWER_INVITATION, person, subject=number)


def test_an_open_invitation_can_be_answered_until_it_is() -> None:
    story = outreach()
    assert invitation(story) is None
    assert invitation(story.after(Decline(), by=MENTOR)) is Why.ANSWERED
    assert invitation(story.after(Accept(), by=MENTOR)) is Why.ANSWERED
    assert invitation(story.after(WithdrawInvitation(invitation=1), by=MENTEE)) is Why.WITHDRAWN


def test_a_late_yes_can_be_given_by_the_link_of_an_invitation_that_lapsed() -> None:
    lapsed = passed(outreach(follow_ups=0), "reply_due:1").story
    assert invitation(lapsed) is None
    again = lapsed.after(Invite(candidate=2, ask="x"), by=MENTEE)
    assert invitation(again) is None
    assert invitation(furnished(Stage.CLOSING), 1, CLEO) is None
    assert invitation(furnished(Stage.ENDED), 1, CLEO) is Why.OVER


def test_nobody_answers_the_invitation_of_somebody_else() -> None:
    assert invitation(outreach(), person=CLEO) is Why.NO_PART
    assert invitation(outreach(), number=2) is Why.NO_PART
    assert why(outreach(), Purpose.ANSWER_INVITATION, BEN) is Why.NO_PART


@pytest.mark.parametrize(
    ("purpose", "alive"),
    [
        (Purpose.SEARCH, {Stage.SEEKING, Stage.OUTREACH}),
        (Purpose.EXPECTATIONS, {Stage.EXPECTATIONS}),
        (Purpose.AGREEMENT, {Stage.EXPECTATIONS, Stage.REDEFINITION}),
        (Purpose.REDEFINITION, {Stage.GOALS, Stage.CHECK_IN, Stage.REDEFINITION}),
        (Purpose.CONFIRM_ENDING, set(Stage) - {Stage.CLOSING, Stage.ENDED}),
        (Purpose.CLOSING, {Stage.CLOSING}),
        (Purpose.MENTORSHIP, set(Stage)),
    ],
)
def test_a_link_is_settled_when_the_mentorship_has_moved_on(
    purpose: Purpose, alive: set[Stage]
) -> None:
    for stage in Stage:
        over = stage in {Stage.CLOSING, Stage.ENDED}
        expected = None if stage in alive else (Why.OVER if over else Why.MOVED_ON)
        assert why(furnished(stage), purpose) is expected, stage


def test_what_is_done_needs_no_link_any_more() -> None:
    story = furnished(Stage.CHECK_IN)
    done = story.after(AchieveGoal(goal=1), CompleteTask(task=1), by=MENTEE).after(
        HoldCheckIn(why="By phone"), by=COORDINATOR
    )
    for purpose in (Purpose.GOAL, Purpose.TASK, Purpose.MEETING, Purpose.CHECK_IN):
        assert why(story, purpose, subject=1) is None
        assert why(story, purpose, subject=9) is Why.DONE
    for purpose in (Purpose.GOAL, Purpose.TASK, Purpose.CHECK_IN):
        assert why(done, purpose, subject=1) is Why.DONE


def test_a_meeting_that_was_called_off_is_not_said_to_be_done() -> None:
    story = furnished(Stage.CHECK_IN)
    off = story.after(CancelMeeting(meeting=1), by=MENTEE)
    assert why(off, Purpose.MEETING, subject=1) is Why.CALLED_OFF
    held = story.after(LogMeeting(happened_on=(story.at - 2 * DAY).date(), summary="x"), by=MENTEE)
    number = max(state_of(held).meetings)
    assert why(held, Purpose.MEETING, subject=number) is Why.DONE


def test_a_version_is_signed_by_link_only_while_it_is_open() -> None:
    proposed = furnished(Stage.EXPECTATIONS)
    assert why(proposed, Purpose.AGREEMENT, subject=1) is None
    changed = proposed.after(RequestChanges(version=1, what="Less"), by=MENTEE)
    assert why(changed, Purpose.AGREEMENT, subject=1) is Why.SUPERSEDED
    assert why(changed, Purpose.AGREEMENT, subject=2) is Why.SUPERSEDED
    redefining = furnished(Stage.REDEFINITION)
    assert why(redefining, Purpose.AGREEMENT, subject=1) is Why.DONE
    assert why(redefining, Purpose.AGREEMENT, subject=2) is None


def test_whoever_is_no_side_any_more_has_no_link_to_the_mentorship() -> None:
    story = furnished(Stage.GOALS)
    assert why(story, Purpose.MENTORSHIP, BEN) is None
    assert why(story, Purpose.MENTORSHIP, CLEO) is Why.NO_PART
    replaced = story.after(ReplaceMentor(why="Moved", next="SEEKING"), by=COORDINATOR)
    assert why(replaced, Purpose.TASK, BEN, subject=1) is Why.NO_PART
    assert why(replaced, Purpose.AVAILABILITY, BEN) is None
    nowhere = condition_of(a_link(Purpose.TASK), at=START, person=MIA, mentorship=None)
    assert nowhere == Settled(Why.NO_PART)


def test_the_invitation_to_mentor_is_answered_once_but_for_later() -> None:
    def asked(invited: MentorInvitation | None) -> Condition:
        person = replace(MIA, invited_to_mentor=invited)
        link = a_link(Purpose.BECOME_MENTOR)
        return condition_of(link, at=START, person=person, mentorship=None)

    assert asked(MentorInvitation.INVITED) == asked(MentorInvitation.LATER) == Usable()
    assert asked(MentorInvitation.ACCEPTED) == Settled(Why.ANSWERED)
    assert asked(MentorInvitation.DECLINED) == Settled(Why.ANSWERED)
    assert asked(None) == Settled(Why.NO_PART)


@pytest.mark.parametrize("purpose", Purpose)
def test_nobody_gone_has_a_link(purpose: Purpose) -> None:
    for person in (None, replace(MIA, erased=True), replace(MIA, merged_into=BEN.id)):
        found = condition_of(a_link(purpose), at=START, person=person, mentorship=None)
        assert found == Settled(Why.GONE)


def test_what_happened_to_the_link_itself_is_said_first() -> None:
    def now(**fields: Any) -> Condition:
        link = a_link(Purpose.PREFERENCES, expires_at=START + DAY, **fields)
        return condition_of(link, at=START + DAY, person=MIA, mentorship=None)

    assert now() == Expired(START + DAY)
    assert now(used_at=START) == Used(START)
    gone = now(used_at=START, revoked_at=START, revoked_why="lost")
    assert gone == Revoked(START, "lost")
    link = a_link(Purpose.PREFERENCES, expires_at=START + DAY)
    just_before = START + DAY - timedelta(seconds=1)
    assert condition_of(link, at=just_before, person=MIA, mentorship=None) == Usable()


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (
            Expired(START),
            (
                "This link expired on 2 March 2026; use the link of a later letter, or reply to "
                "the letter to ask your program."
            ),
        ),
        (
            Used(START),
            (
                "This link was used on 2 March 2026, and what it did cannot be done again or taken "
                "back by it; ask your program if something has to be changed."
            ),
        ),
        (
            Revoked(START, "the phone was lost"),
            (
                "This link was revoked on 2 March 2026 (the phone was lost); use the link of a "
                "later letter, or reply to the letter to ask your program."
            ),
        ),
        (
            Settled(Why.ANSWERED),
            "This invitation has been answered; there is nothing left to do by this link.",
        ),
    ],
)
def test_one_sentence_says_why_a_link_is_of_no_use(condition: Condition, sentence: str) -> None:
    refusal = refusal_of(condition, zone="America/Denver")
    assert refusal is not None
    assert str(refusal) == sentence
    assert refusal.code == f"link_{type(condition).__name__.lower()}"


def test_a_usable_link_is_not_refused_and_an_unknown_one_is_told_how_to_go_on() -> None:
    assert refusal_of(Usable(), zone="UTC") is None
    assert "copy the whole of it" in str(unknown())
    assert str(used()).startswith("This link was used already, and")


@pytest.mark.parametrize("stage", Stage)
def test_every_link_has_a_condition_whatever_the_mentorship_has_come_to(stage: Stage) -> None:
    story = furnished(stage)
    for purpose in Purpose:
        for person in PEOPLE.values():
            for subject in (None, 1, 2, 99_999):
                link = a_link(purpose, person, state_of(story), subject=subject)
                refusal = refusal_of(in_story(story, link), zone=person.zone)
                assert refusal is None or str(refusal).count(".") == 1
                assert isinstance(offers(link, state_of(story)), tuple)
