"""Mails to Ada, for tests of their way."""

from typing import Any

from letters.letter import Letter, Letterhead, Mail
from tests.domain.cast import ZONE, ident, on

AT = on("2026-11-02")


def a_mail(kind: str = "thanks", **fields: Any) -> Mail:
    """Return a mail with one letter, to Ada unless it is said otherwise."""
    usual = {
        "id": ident("letter"),
        "to_name": "Ada",
        "to_email": "ada@example.org",
        "language": "en",
        "zone": ZONE,
        "mentorship": ident("mentorship"),
        "program": "Residency",
        "mentee_name": "Ada",
        "mentor_name": "Ben",
        "facts": {"text": "Thank you, Ada."},
        "raised_at": AT,
    }
    letter = Letter(kind=kind, **{**usual, **fields})
    return Mail(id=letter.id, letterhead=Letterhead(program=letter.program), letters=(letter,))
