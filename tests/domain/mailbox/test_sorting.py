"""What leaves now, in which mails, what waits until when and why, and what is never sent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.envelopes import derived_id
from domain.mailbox import Drop, Hold, Outgoing, WhyDropped, WhyHeld, timing_of
from domain.mentorship.closing import EndMentorship
from domain.mentorship.pause import PauseMentorship
from domain.notices import Timing
from domain.policy import Policy
from tests.domain.cast import ident, on
from tests.domain.mailbox.post import REMINDER, TODAY, URGENT, letter, mia, sorted_for
from tests.domain.mentorship.scene import MENTEE, MENTOR, goals, state_of
from tests.domain.mentorship.work_scenes import working

NIGHT, MORNING = on("2026-03-04", "03:00"), on("2026-03-04", "07:00")
BEFORE, HOUR = on("2026-03-04", "07:59"), on("2026-03-04", "08:00")
NOON, EVENING = on("2026-03-04", "12:00"), on("2026-03-04", "20:00")
YESTERDAY = on("2026-03-03", "12:00")


def test_what_somebody_waits_for_leaves_at_any_hour() -> None:
    found = sorted_for(mia(), letter("a", URGENT, NIGHT), at=NIGHT)
    assert found.mails == (Outgoing(ident("a"), (ident("a"),)),)
    assert found.next_at is None


def test_what_a_date_brought_wakes_nobody() -> None:
    ending = letter("a", "mentorship_ended", NIGHT, by_clock=True)
    found = sorted_for(mia(), ending, at=NIGHT)
    assert found.held == (Hold(ident("a"), MORNING, WhyHeld.QUIET_HOURS),)
    assert sorted_for(mia(), ending, at=MORNING).mails


def test_what_matters_today_leaves_when_it_is_not_quiet() -> None:
    news = letter("a", TODAY, YESTERDAY)
    assert sorted_for(mia(), news, at=NOON).mails
    assert sorted_for(mia(), news, at=EVENING - timedelta(seconds=1)).mails
    tomorrow = on("2026-03-05", "07:00")
    found = sorted_for(mia(), news, at=EVENING)
    assert found.held == (Hold(ident("a"), tomorrow, WhyHeld.QUIET_HOURS),)


def test_a_kind_of_another_release_leaves_today() -> None:
    assert timing_of("of_another_release") is Timing.TODAY
    assert timing_of("address_failing") is Timing.TODAY
    assert sorted_for(mia(), letter("a", "of_another_release", NOON), at=NOON).mails


def test_reminders_are_gathered_at_the_hour_that_begins_after_they_were_written() -> None:
    two = [letter("a", REMINDER, YESTERDAY), letter("b", "agenda_due", NIGHT)]
    why = WhyHeld.GATHERED
    early = sorted_for(mia(), *two, at=BEFORE)
    assert early.held == (Hold(ident("a"), HOUR, why), Hold(ident("b"), HOUR, why))
    gathered = Outgoing(
        derived_id(ident("a"), "gathered"), (ident("a"), ident("b")), is_reminder=True
    )
    assert sorted_for(mia(), *two, at=HOUR).mails == (gathered,)
    late = letter("a", REMINDER, HOUR)
    assert sorted_for(mia(), late, at=HOUR).next_at == HOUR + timedelta(days=1)


def test_one_reminder_goes_as_itself() -> None:
    found = sorted_for(mia(), letter("a", REMINDER, YESTERDAY), at=HOUR)
    assert found.mails == (Outgoing(ident("a"), (ident("a"),), is_reminder=True),)


def test_a_mail_that_leaves_late_takes_along_what_came_meanwhile() -> None:
    late = [letter("a", REMINDER, YESTERDAY), letter("b", REMINDER, NOON)]
    (mail,) = sorted_for(mia(), *late, at=NOON).mails
    assert mail.letters == (ident("a"), ident("b"))


def test_what_happened_to_a_mentorship_at_one_instant_leaves_in_one_mail() -> None:
    state = state_of(working().after(EndMentorship(), by=MENTEE))
    entry = {"meeting": 1, "because": "closing"}
    letters = [
        letter("a", "meeting_cancelled", NIGHT, state=state, facts=entry),
        letter("b", "thanks", NIGHT, state=state),
        letter("c", "concern_received", NIGHT, state=state),
        letter("d", "meeting_cancelled", NIGHT, state=state, facts=entry),
        letter("e", "thanks", YESTERDAY, state=state),
        letter("f", "thanks", NIGHT),
    ]
    found = sorted_for(mia(), *letters, at=NIGHT)
    together = derived_id(ident("b"), "gathered")
    assert found.mails == (
        Outgoing(together, (ident("b"), ident("a"))),
        Outgoing(ident("c"), (ident("c"),)),
        Outgoing(ident("d"), (ident("d"),)),
    )
    assert {each.letter for each in found.held} == {ident("e"), ident("f")}


def test_there_is_one_mail_of_reminders_a_day() -> None:
    again = letter("a", REMINDER, YESTERDAY)
    found = sorted_for(mia(), again, at=NOON, sent=[HOUR])
    assert found.held == (Hold(ident("a"), HOUR + timedelta(days=1), WhyHeld.GATHERED),)


def test_any_seven_days_have_no_more_mails_of_reminders_than_the_budget() -> None:
    one = letter("a", REMINDER, YESTERDAY)
    sent = [on(f"2026-03-0{day}", "08:00") for day in (1, 2, 3)]
    found = sorted_for(mia(), one, at=HOUR, sent=sent)
    free = on("2026-03-08", "08:00")  # clocks went forward that night
    assert found.held == (Hold(ident("a"), free, WhyHeld.WEEKLY_BUDGET),)
    assert sorted_for(mia(), one, at=free, sent=sent).mails
    assert sorted_for(mia(), one, at=HOUR, sent=sent[1:]).mails


@pytest.mark.parametrize(("own", "leaves"), [(1, False), (2, True), (50, False)])
def test_the_own_budget_only_lowers_that_of_the_programs(own: int, leaves: bool) -> None:  # noqa: FBT001
    policies = [Policy(weekly_reminders=9), Policy(weekly_reminders=2)]
    sent = [on("2026-03-02", "08:00")] * (1 if own < 50 else 2)
    recipient = mia(weekly_reminders=own)
    one = letter("a", REMINDER, YESTERDAY)
    found = sorted_for(recipient, one, at=HOUR, sent=sent, policies=policies)
    assert bool(found.mails) is leaves


def test_of_several_programs_the_strictest_rules_hold() -> None:
    policies = [
        Policy(reminder_hour=10, quiet_from_hour=22, quiet_to_hour=5),
        Policy(reminder_hour=7, quiet_from_hour=17, quiet_to_hour=6),
    ]
    one, news = letter("a", REMINDER, YESTERDAY), letter("b", TODAY, YESTERDAY)
    found = sorted_for(mia(), one, news, at=on("2026-03-04", "05:30"), policies=policies)
    assert [(each.letter, each.until) for each in found.held] == [
        (ident("a"), on("2026-03-04", "10:00")),
        (ident("b"), on("2026-03-04", "06:00")),
    ]
    late = sorted_for(mia(), news, at=on("2026-03-04", "17:00"), policies=policies)
    assert late.next_at == on("2026-03-05", "06:00")


def test_an_hour_that_another_program_keeps_quiet_gives_way_to_the_end_of_the_quiet() -> None:
    policies = [
        Policy(reminder_hour=18),
        Policy(quiet_from_hour=16, quiet_to_hour=9, reminder_hour=9),
    ]
    found = sorted_for(mia(), letter("a", REMINDER, YESTERDAY), at=NIGHT, policies=policies)
    assert found.next_at == on("2026-03-04", "09:00")


def test_own_hours_replace_those_of_the_programs() -> None:
    recipient = mia(hour=18, quiet_from=22, quiet_to=5)
    one, news = letter("a", REMINDER, YESTERDAY), letter("b", TODAY, YESTERDAY)
    assert sorted_for(recipient, one, at=HOUR).next_at == on("2026-03-04", "18:00")
    assert sorted_for(recipient, news, at=on("2026-03-04", "21:59")).mails
    assert sorted_for(recipient, news, at=on("2026-03-04", "05:00")).mails
    awake = mia(quiet_from=0, quiet_to=0)
    assert sorted_for(awake, news, at=NIGHT).mails


def test_quiet_hours_need_not_pass_midnight() -> None:
    asleep_by_day = mia(hour=20, quiet_from=8, quiet_to=16)
    found = sorted_for(asleep_by_day, letter("a", TODAY, NIGHT), at=NOON)
    assert found.next_at == on("2026-03-04", "16:00")
    assert sorted_for(asleep_by_day, letter("a", TODAY, NIGHT), at=NIGHT).mails


def test_hours_are_those_of_the_recipients_clock() -> None:
    abroad = mia(zone="Asia/Tokyo")
    found = sorted_for(abroad, letter("a", REMINDER, YESTERDAY), at=YESTERDAY)
    assert found.next_at == on("2026-03-04", "08:00", "Asia/Tokyo")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "America"])
def test_whoever_has_no_zone_has_letters_all_the_same(zone: str) -> None:
    found = sorted_for(mia(zone=zone), letter("a", REMINDER, YESTERDAY), at=YESTERDAY)
    assert found.next_at == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_reminders_at_once_wait_for_the_end_of_the_quiet_and_for_the_budget_only() -> None:
    eager = mia(reminders="at_once")
    assert sorted_for(eager, letter("a", REMINDER, NOON), at=NOON, sent=[HOUR]).mails
    night = sorted_for(eager, letter("a", REMINDER, NIGHT), at=NIGHT)
    assert night.held == (Hold(ident("a"), MORNING, WhyHeld.QUIET_HOURS),)
    spent = sorted_for(eager, letter("a", REMINDER, NOON), at=NOON, sent=[HOUR] * 3)
    free = on("2026-03-11", "07:00")
    assert spent.held == (Hold(ident("a"), free, WhyHeld.WEEKLY_BUDGET),)


def test_weekly_reminders_leave_on_mondays() -> None:
    monday = on("2026-03-09", "08:00")
    calm = mia(reminders="weekly")
    found = sorted_for(calm, letter("a", REMINDER, YESTERDAY), at=YESTERDAY)
    assert found.held == (Hold(ident("a"), monday, WhyHeld.GATHERED),)
    assert sorted_for(calm, letter("a", REMINDER, YESTERDAY), at=monday).mails


def test_a_monday_that_was_missed_is_made_up_for_once() -> None:
    calm, tuesday = mia(reminders="weekly"), on("2026-03-10", "09:00")
    one = letter("a", REMINDER, YESTERDAY)
    assert sorted_for(calm, one, at=tuesday).mails
    next_monday = on("2026-03-16", "08:00")
    assert sorted_for(calm, one, at=tuesday, sent=[on("2026-03-09")]).next_at == next_monday


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"subscribed": False}, WhyDropped.UNSUBSCRIBED),
        ({"address_failing_since": YESTERDAY}, WhyDropped.ADDRESS_FAILING),
    ],
)
def test_reminders_to_those_who_want_none_or_cannot_have_them_are_dropped(
    person: dict[str, object], why: WhyDropped
) -> None:
    both = [letter("a", REMINDER, YESTERDAY), letter("b", URGENT, NOON)]
    found = sorted_for(mia(person=person), *both, at=NOON)
    assert found.dropped == (Drop(ident("a"), why),)
    assert [each.letters for each in found.mails] == [(ident("b"),)]


def test_nobody_writes_to_somebody_who_is_gone() -> None:
    found = sorted_for(mia(person={"erased": True}), letter("a", URGENT, NOON), at=NOON)
    assert found.dropped == (Drop(ident("a"), WhyDropped.GONE),)


def test_an_address_that_somebody_has_again_is_not_told_that_another_took_its_place() -> None:
    now, before = ({"former_email": f"{each}@example.org"} for each in ("mia", "old"))
    told = letter("a", "address_changed", NOON, facts=now)
    other = letter("b", "address_changed", NOON, facts=before)
    found = sorted_for(mia(), told, other, at=NOON)
    assert found.dropped == (Drop(ident("a"), WhyDropped.OVER),)
    assert [each.letters for each in found.mails] == [(ident("b"),)]


def test_what_no_longer_applies_is_dropped_and_what_rests_is_held() -> None:
    until = date(2026, 9, 1)
    rests = state_of(working().after(PauseMentorship(until=until), by=MENTOR))
    at = on("2026-04-10", "08:00")
    facts = {"task": 1, "by": "2026-04-20"}
    letters = (
        letter("a", REMINDER, YESTERDAY, state=rests, facts=facts),
        letter("b", "check_in_held", YESTERDAY, state=rests),
        letter("c", "invitation", YESTERDAY, state=rests, facts={"invitation": 1}),
    )
    found = sorted_for(mia(), *letters, at=at)
    assert found.dropped == (
        Drop(ident("a"), WhyDropped.PAUSED),
        Drop(ident("c"), WhyDropped.ANSWERED),
    )
    assert found.held == (Hold(ident("b"), on(until, "00:00"), WhyHeld.PAUSED),)


def test_a_mail_that_failed_is_tried_again_as_the_same_mail_with_what_is_left_of_it() -> None:
    mail, again = derived_id(ident("a"), "gathered"), on("2026-03-04", "09:30")
    tried = {"mail": mail, "not_before": again}
    done = state_of(goals())  # without a task any more
    letters = (
        letter("a", REMINDER, YESTERDAY, state=done, facts={"task": 1}, **tried),
        letter("b", "went_quiet", YESTERDAY, **tried),
        letter("c", URGENT, YESTERDAY, mail=ident("c"), not_before=again),
    )
    waits = sorted_for(mia(), *letters, at=HOUR)
    assert waits.dropped == (Drop(ident("a"), WhyDropped.OVER),)
    assert {(each.until, each.why) for each in waits.held} == {(again, WhyHeld.TRIED_AGAIN)}
    leaves = sorted_for(mia(), *letters, at=again)
    assert leaves.mails == (
        Outgoing(mail, (ident("b"),), is_reminder=True),
        Outgoing(ident("c"), (ident("c"),)),
    )


def test_a_mail_that_failed_is_not_tried_again_in_quiet_hours_but_for_urgent_ones() -> None:
    again = on("2026-03-04", "23:00")
    letters = [
        letter(name, kind, NOON, mail=ident(name), not_before=again)
        for name, kind in (("a", URGENT), ("b", TODAY), ("c", REMINDER))
    ]
    found = sorted_for(mia(), *letters, at=NOON)
    next_day = on("2026-03-05")
    assert {each.letter: each.until for each in found.held} == {
        ident("a"): again,
        ident("b"): on(next_day.date(), "07:00"),
        ident("c"): on(next_day.date(), "08:00"),
    }


def test_a_mail_of_reminders_that_is_tried_again_takes_the_place_of_the_days_mail() -> None:
    tried = letter("a", REMINDER, YESTERDAY, mail=ident("a"), not_before=BEFORE)
    fresh = letter("b", REMINDER, YESTERDAY)
    found = sorted_for(mia(), tried, fresh, at=HOUR)
    assert found.mails == (Outgoing(ident("a"), (ident("a"),), is_reminder=True),)
    assert found.held == (Hold(ident("b"), HOUR + timedelta(days=1), WhyHeld.GATHERED),)


def test_mails_leave_in_the_order_in_which_their_letters_were_written() -> None:
    letters = [
        letter("a", TODAY, YESTERDAY),
        letter("b", REMINDER, YESTERDAY),
        letter("c", URGENT, NIGHT),
        letter("d", REMINDER, NIGHT),
    ]
    found = sorted_for(mia(), *letters, at=HOUR)
    assert [each.letters for each in found.mails] == [
        (ident("a"),),
        (ident("b"), ident("d")),
        (ident("c"),),
    ]
