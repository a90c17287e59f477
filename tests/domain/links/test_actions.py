"""Every letter has its one thing to do, and a link that lasts as long as that makes sense."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.driver import Happened, Letter, World
from domain.envelopes import Role
from domain.links import actions
from domain.links.actions import Action, action_of, expiry, lasting
from domain.links.addresses import address_of, feed_address, sign_in_address, token_in
from domain.links.condition import Settled, Usable, condition_of
from domain.links.link import Link
from domain.links.offers import offers
from domain.links.purposes import Purpose
from domain.mentorship import letters
from domain.mentorship.stages import Stage
from domain.people import letters as personal
from tests.domain.cast import START, ident
from tests.domain.mentorship.story import OPENED, told

TOKEN = "x" * 43
DAY = timedelta(days=1)


def test_somebody_decided_on_the_action_of_every_kind_of_letter() -> None:
    assert {*letters.KINDS, *personal.KINDS} == actions.KINDS
    without = {kind for kind in actions.KINDS if action_of(kind, {}) is None}
    assert without == {"coordinator_asked", "concern_raised", *personal.KINDS}
    assert action_of("a_kind_of_a_later_release", {}) is None


def test_an_action_says_which_of_many_it_is_about() -> None:
    expected = Action(Purpose.ANSWER_INVITATION, 2, "Answer the invitation")
    assert action_of("invitation", {"invitation": 2, "ask": "A project"}) == expected
    assert action_of("search_nudge", {"nudge": 2}) == Action(
        Purpose.SEARCH, None, "Go on with your search"
    )
    odd = action_of("task_overdue", {"task": "three"})
    assert odd is not None
    assert odd.subject is None


@pytest.mark.parametrize(
    ("stage", "purpose"),
    [
        (Stage.SEEKING, Purpose.SEARCH),
        (Stage.OUTREACH, Purpose.SEARCH),
        (Stage.EXPECTATIONS, Purpose.EXPECTATIONS),
        (Stage.GOALS, Purpose.MENTORSHIP),
    ],
)
def test_news_of_a_stage_lead_to_what_is_done_there(stage: Stage, purpose: Purpose) -> None:
    action = action_of("stage_moved", {"stage": stage.value})
    assert action is not None
    assert action.purpose is purpose


def test_a_link_outlives_the_date_of_its_matter_by_two_weeks() -> None:
    until = expiry("invitation", {"reply_by": "2026-03-18"}, at=START)
    assert until == datetime(2026, 4, 2, tzinfo=UTC)
    overdue = expiry("task_overdue", {"by": "2026-02-01"}, at=START)
    assert overdue == datetime(2026, 3, 17, tzinfo=UTC)
    for kind, facts in [("thanks", {}), ("invitation", {"reply_by": "soon"}), ("unknown", {})]:
        assert expiry(kind, facts, at=START) == START + 90 * DAY


def test_unsubscribing_stays_possible_for_longer_than_a_year() -> None:
    assert lasting(Purpose.PREFERENCES, at=START) == START + 365 * DAY
    unsubscribe = lasting(Purpose.UNSUBSCRIBE, at=START)
    assert unsubscribe is not None
    assert unsubscribe > START + 366 * DAY
    assert lasting(Purpose.CALENDAR, at=START) is None


@pytest.mark.parametrize("public", ["https://mentoring.example", "https://example.org/m/"])
def test_a_token_is_found_in_its_address(public: str) -> None:
    assert token_in(address_of(public, TOKEN)) == TOKEN
    assert token_in(sign_in_address(public, TOKEN)) == TOKEN
    assert token_in(feed_address(public, TOKEN)) == TOKEN
    assert token_in(f" {address_of(public, TOKEN)}/?from=mail#top\n") == TOKEN
    assert token_in(TOKEN) == TOKEN
    assert token_in("https://[broken/l/abc") == "abc"
    assert token_in("") == ""


@dataclass
class Followed(World):
    """A world in which every letter's link is followed the moment that the letter is raised."""

    found: list[tuple[Letter, Link, object]] = field(default_factory=list)

    def _decided(self, *arguments: Any, **named: Any) -> tuple[Happened, ...]:
        before = len(self.letters)
        happened = super()._decided(*arguments, **named)
        for each in self.letters[before:]:
            self._follow_link(each)
        return happened

    def _follow_link(self, letter: Letter) -> None:
        kind, facts, to = letter.notice.kind, letter.notice.facts, letter.notice.to
        action = action_of(kind, facts)
        if action is None:
            return
        state = self.mentorships[letter.mentorship] if letter.mentorship else None
        role = Role.MENTEE if state is not None and state.mentee == to else Role.MENTOR
        link = Link(
            id=ident(f"{len(self.found)}"),
            person=to,
            role=role,
            purpose=action.purpose,
            mentorship=letter.mentorship,
            subject=action.subject,
            letter=None,
            made_at=self.now,
            expires_at=expiry(kind, facts, at=self.now),
        )
        condition = condition_of(link, at=self.now, person=self.people[to], mentorship=state)
        self.found.append((letter, link, condition))
        if condition == Usable():
            assert offers(link, state), (letter, link)


def test_every_letter_of_case_1_can_be_acted_upon_when_it_is_raised() -> None:
    world = Followed(now=OPENED)
    for _ in told(world):
        pass
    useless = Counter(
        (letter.notice.kind, condition.why.name)
        for letter, _, condition in world.found
        if isinstance(condition, Settled)
    )
    assert len(world.found) > 100
    assert useless == Counter()


def test_a_meeting_that_fell_with_its_mentorship_is_not_arranged_anew() -> None:
    labels = {
        because: action.label
        for because in ("cancelled", "closing", "moved")
        if (action := action_of("meeting_cancelled", {"meeting": 1, "because": because}))
    }
    assert labels == {
        "cancelled": "Arrange another meeting",
        "closing": "Open your mentorship",
        "moved": "Open your mentorship",
    }
