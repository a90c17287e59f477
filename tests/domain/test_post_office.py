"""Letters through one mailbox for each person, with nothing stored and nothing sent."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from domain.driver import TimeGoesBack, World
from domain.envelopes import SYSTEM
from domain.mailbox import WhyDropped, WhyHeld
from domain.mentorship.expectations import SubmitExpectations
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.seeking import Shortlist
from domain.people.commands import NoteAddressFailing
from domain.post_office import PostOffice, Sent
from domain.refusals import Refusal
from domain.stories import quiet, resident
from domain.stories.script import play
from tests.domain.cast import as_mentee, as_mentor, on
from tests.domain.mentorship.story import (
    ANA,
    CORA,
    OPENED,
    PROGRAM,
    a_world,
    local,
    opened_for,
)


def rows(office: PostOffice) -> list[str]:
    """Return one line for each mail: when, on the recipient's clock, to whom, and what is in it."""
    return [row(each, office.world) for each in office.sent]


def row(mail: Sent, world: World) -> str:
    person = world.people[mail.to]
    when = local(mail.at, person.zone)[:16]
    inside = "+".join(each.letter.notice.kind for each in mail.letters)
    return f"{when} {person.name} {'reminder' if mail.is_reminder else 'letter'}: {inside}"


def kept(office: PostOffice) -> None:
    """Every letter is sent once, dropped once, or waits."""
    carried = [each.letter for mail in office.sent for each in mail.letters]
    found = [*carried, *(each.letter for each in office.dropped), *office.waiting()]
    assert Counter(map(id, found)) == Counter(map(id, office.world.letters))


def test_the_letters_of_case_6_come_at_decent_hours_of_two_continents() -> None:
    office = PostOffice(World(now=OPENED))
    for _ in play((*quiet.setup(OPENED), *quiet.steps(OPENED)), office):
        kept(office)
    assert office.waiting() == ()
    assert office.dropped == []
    assert [each for each in rows(office) if each >= "2026-04-12"] == [
        "2026-04-19T08:00 Nora Lindqvist reminder: check_in_reminder",
        "2026-04-20T08:00 Dr. Paul Weber reminder: check_in_reminder",
        "2026-04-26T08:00 Nora Lindqvist reminder: check_in_missed+went_quiet",
        "2026-04-27T08:00 Dr. Paul Weber reminder: check_in_missed+went_quiet",
        "2026-05-27T08:00 Amara Diallo reminder: coordinator_asked",
    ]


def test_the_letters_of_case_1_never_come_by_night_or_in_the_leave_unless_somebody_acted() -> None:
    office = PostOffice(World(now=OPENED))
    for _ in play((*resident.setup(OPENED), *resident.steps(OPENED)), office):
        pass
    kept(office)
    assert office.waiting() == ()
    for mail in office.sent:
        when = local(mail.at)
        assert not "2026-11-10" <= when < "2027-02-08", when
        assert "07:00" <= when[11:16] <= "20:30", when
    late = {each.letter.notice.kind for mail in office.sent for each in mail.letters if each.waited}
    assert {"invitation_follow_up", "task_overdue"} <= late
    assert "acceptance" not in late


def asked(office: PostOffice) -> UUID:
    """Let Ana ask Cora on 2 March, whose fourteen days end with 16 March."""
    ident = opened_for(office.world, ANA)
    office.do(Shortlist(person=CORA), by=as_mentee(ANA), stream=ident)
    office.do(Invite(candidate=1, ask="A project"), by=as_mentee(ANA), stream=ident)
    return ident


def test_mails_leave_in_the_order_of_time_and_say_why_they_waited() -> None:
    office = PostOffice(a_world())
    asked(office)
    office.pass_time(until=on("2026-03-17", "06:59"))
    assert [each.notice.kind for each in office.waiting()] == [
        "invitation_followed_up",
        "invitation_follow_up",
    ]
    happened = office.pass_time(until=on("2026-03-17", "08:00"))
    assert happened == ()
    *_, to_cora, to_ana = office.sent
    assert row(to_cora, office.world) == "2026-03-17T07:00 Cora letter: invitation_follow_up"
    assert to_cora.letters[0].waited is WhyHeld.QUIET_HOURS
    assert row(to_ana, office.world) == "2026-03-17T08:00 Ana reminder: invitation_followed_up"
    assert office.waiting() == ()
    assert office.world.now == on("2026-03-17", "08:00")


def test_what_was_answered_before_the_morning_is_dropped_and_says_why() -> None:
    office = PostOffice(a_world())
    ident = asked(office)
    at = on("2026-03-17", "05:00")
    office.do(Accept(), by=as_mentor(CORA), at=at, stream=ident)
    office.pass_time(until=at + timedelta(days=1))
    dropped = {each.letter.notice.kind: each.why for each in office.dropped}
    assert dropped == {
        "invitation_follow_up": WhyDropped.ANSWERED,
        "invitation_followed_up": WhyDropped.ANSWERED,
    }
    kept(office)


def test_a_refused_command_lets_the_letters_before_it_leave() -> None:
    office = PostOffice(a_world())
    ident = asked(office)
    answers = SubmitExpectations(
        goals="a", outcome="b", i_expect="c", you_expect="d", how_often="e"
    )
    with pytest.raises(Refusal):
        office.do(answers, by=as_mentee(ANA), at=on("2026-03-20"), stream=ident)
    assert [each.letters[0].letter.notice.kind for each in office.sent][-2:] == [
        "invitation_follow_up",
        "invitation_followed_up",
    ]
    with pytest.raises(TimeGoesBack):
        office.pass_time(until=OPENED)


def test_a_letter_about_no_mentorship_keeps_to_the_hours_of_its_program() -> None:
    office = PostOffice(a_world(now=on("2026-03-02", "22:00")))
    failing = NoteAddressFailing(program=PROGRAM, code=550, answer="5.1.1 No such user")
    office.do(failing, by=SYSTEM, stream=ANA)
    assert office.sent == []
    office.pass_time(until=on("2026-03-03", "09:00"))
    assert sorted(rows(office)) == [
        "2026-03-03T07:00 Fay letter: address_failing",
        "2026-03-03T07:00 Gus letter: address_failing",
    ]
