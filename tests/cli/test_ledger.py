"""What became of a letter, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.ledger import fate
from cli.words import Reader
from records.outbox import LedgerLine
from runtime.ids import new_id

AT = datetime(2026, 3, 2, 16, tzinfo=UTC)
READER = Reader({}, "America/Denver")
LETTER = new_id()

WAITING = LedgerLine(
    id=LETTER,
    event=new_id(),
    mentorship=new_id(),
    program=None,
    kind="task_reminder",
    recipient=new_id(),
    raised_at=AT,
    handed_at=AT,
    mail=None,
    is_reminder=None,
    in_mail=0,
    held_why=None,
    sent_at=None,
    message_id=None,
    attempts=0,
    last_error=None,
    next_try_at=None,
    dropped_at=None,
    dropped_why=None,
    given_up_at=None,
    name="Ann",
    email="ann@example.org",
)
LATER = AT + timedelta(hours=1)


@pytest.mark.parametrize(
    ("became", "told"),
    [
        ({}, "waiting"),
        ({"sent_at": AT, "mail": LETTER, "in_mail": 1}, "sent on Mon 2 Mar 2026, 09:00"),
        (
            {"sent_at": AT, "mail": new_id(), "in_mail": 3, "is_reminder": True},
            "gathered with 2 others, sent on Mon 2 Mar 2026, 09:00",
        ),
        (
            {"sent_at": AT, "mail": new_id(), "in_mail": 2, "is_reminder": False},
            "together with 1 other, sent on Mon 2 Mar 2026, 09:00",
        ),
        (
            {"held_why": "quiet hours", "next_try_at": LATER},
            "held until Mon 2 Mar 2026, 10:00: quiet hours",
        ),
        (
            {"held_why": "mail server down", "last_error": "no route", "next_try_at": LATER},
            "held until Mon 2 Mar 2026, 10:00: mail server down (no route)",
        ),
        (
            {"dropped_at": AT, "dropped_why": "answered", "mail": new_id(), "in_mail": 2},
            "dropped on Mon 2 Mar 2026, 09:00: answered",
        ),
        (
            {"attempts": 1, "last_error": "421 busy", "next_try_at": LATER},
            "failed once, again on Mon 2 Mar 2026, 10:00: 421 busy",
        ),
        (
            {"attempts": 3, "last_error": "421 busy", "mail": new_id(), "in_mail": 2},
            "together with 1 other, failed 3 times: 421 busy",
        ),
        (
            {"attempts": 3, "last_error": "550 nobody", "given_up_at": AT},
            "given up on Mon 2 Mar 2026, 09:00: 550 nobody",
        ),
    ],
)
def test_what_became_of_a_letter_is_told_in_words(became: dict[str, Any], told: str) -> None:
    assert fate(replace(WAITING, **became), READER).plain == told
