"""Letters at which the rules stumble keep no others from leaving."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from domain.mailbox import Hold, Outgoing, Sorting, Waiting, WhyHeld
from records.stumbling import in_short, sort_around
from runtime.ids import new_id

AT = datetime(2026, 3, 2, 16, tzinfo=UTC)


def a_letter(kind: str = "news", *, not_before: datetime | None = None) -> Waiting:
    return Waiting(new_id(), kind, AT, not_before=not_before)


def sort(waiting: Sequence[Waiting]) -> Sorting:
    """Let everything leave by itself, but stumble at riddles and over crowds."""
    if any(each.kind == "riddle" for each in waiting):
        raise LookupError(waiting[0].kind)
    if len(waiting) > 2:
        raise OverflowError
    return Sorting(mails=tuple(Outgoing(each.id, (each.id,)) for each in waiting))


def test_a_letter_that_stumbled_before_is_held_until_its_next_try_and_the_others_leave() -> None:
    news, riddle, tried = a_letter(), a_letter("riddle"), a_letter("riddle", not_before=AT)
    sorting, errors = sort_around([news, riddle, tried], {}, sort=sort)
    assert [each.id for each in sorting.mails] == [news.id]
    assert sorting.held == (Hold(tried.id, AT, WhyHeld.TRIED_AGAIN),)
    assert errors.keys() == {riddle.id}


def test_what_is_known_to_be_unreadable_is_not_sorted() -> None:
    news, other = a_letter(), a_letter()
    sorting, errors = sort_around([news, other], {other.id: ValueError()}, sort=sort)
    assert [each.id for each in sorting.mails] == [news.id]
    assert errors.keys() == {other.id}


def test_rules_that_stumble_at_no_letter_in_particular_blame_none() -> None:
    with pytest.raises(OverflowError):
        sort_around([a_letter(), a_letter(), a_letter()], {}, sort=sort)


def test_where_the_rules_stumbled_is_said_and_not_over_what() -> None:
    _, errors = sort_around([a_letter("riddle")], {}, sort=sort)
    (error,) = errors.values()
    assert "LookupError in sort (test_stumbling.py, line " in in_short(error)
    assert "riddle" not in in_short(error)
