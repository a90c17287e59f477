"""Which deadlines are due, and when to wake: pure."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.standing import OpenDeadline, Standing
from workflows import dates

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATEST = dates.Wake(NOON + timedelta(days=91), "a new run")


def deadline(name: str, hours: float) -> OpenDeadline:
    return OpenDeadline(id=name, kind="reply", due=NOON + timedelta(hours=hours), label=name)


def standing(*deadlines: OpenDeadline) -> Standing:
    return Standing(mentorship=UUID(int=1), version=1, deadlines=deadlines)


def test_due_deadlines_come_by_date_and_then_by_id() -> None:
    known = standing(deadline("b", 2), deadline("a", 2), deadline("c", 1), deadline("later", 3))
    due = dates.due_now(known, {}, NOON + timedelta(hours=2))
    assert [one.id for one in due] == ["c", "a", "b"]


def test_the_first_deadline_is_what_a_mentorship_wakes_for() -> None:
    known = standing(deadline("b", 2), deadline("a", 1))
    assert dates.next_wake(known, {}, latest=LATEST) == dates.Wake(NOON + timedelta(hours=1), "a")


def test_without_deadlines_it_wakes_for_the_new_run() -> None:
    assert dates.next_wake(standing(), {}, latest=LATEST) == LATEST
    assert dates.next_wake(None, {}, latest=LATEST) == LATEST


def test_a_date_gone_by_is_waited_for_a_second_never_less() -> None:
    gone = dates.Wake(NOON - timedelta(days=3), "gone")
    assert dates.wait_for(gone, NOON) == timedelta(seconds=1)


def test_a_deadline_that_stayed_open_waits_for_its_next_try() -> None:
    stuck = deadline("stuck", 0)
    tries = dates.tried({}, [stuck], standing(stuck), NOON)
    assert dates.due_now(standing(stuck), tries, NOON) == ()
    assert dates.due_now(standing(stuck), tries, NOON + dates.FIRST_RETRY) == (stuck,)


def test_a_stuck_deadline_holds_up_no_other() -> None:
    stuck, other = deadline("stuck", 0), deadline("other", 0.001)
    tries = dates.tried({}, [stuck], standing(stuck, other), NOON)
    assert dates.next_wake(standing(stuck, other), tries, latest=LATEST).label == "other"


def test_a_moved_date_begins_anew() -> None:
    stuck, moved = deadline("stuck", 0), deadline("stuck", 1)
    tries = dates.tried({}, [stuck], standing(moved), NOON)
    assert tries == {}
