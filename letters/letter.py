"""A letter before it is written: what is said to whom, in values."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.dates import Zone
from domain.model import Email, Value


class Letter(Value):
    """One letter to one person, as it waits in the records.

    ``kind`` names the template and ``facts`` are what a notice of the domain said. ``zone`` and
    ``language`` are the recipient's. A name is missing where there is nobody, or nobody any more.
    """

    id: UUID
    kind: str = Field(pattern=r"^[a-z][a-z_]*$", max_length=60)
    to_name: str
    to_email: Email
    language: str
    zone: Zone
    mentorship: UUID
    program: str
    mentee_name: str | None
    mentor_name: str | None
    facts: dict[str, Any]
    raised_at: AwareDatetime
