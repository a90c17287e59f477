"""What a caller is told when there is no receipt of something recorded."""

from typing import Any
from uuid import UUID

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from domain.envelopes import Outcome, Receipt

REFUSED = "Refused"
"""The rules do not allow the command; nothing happened. Details: code, sentence, facts."""

BUSY = "Busy"
"""Too many callers wait for this mentorship; the command was not taken in this time."""

ACCEPTED_NOT_RECORDED = "accepted_not_recorded"
"""The command was taken in and will be recorded once; ask for its receipt by its id.

Sending the same command again does no harm and gives the receipt as soon as there is one.
"""


def receipt_or_answer(command_id: UUID, receipt: Receipt | None) -> Receipt:
    """Return the receipt, or raise what its caller has to be told instead."""
    if receipt is None:
        raise accepted_not_recorded(command_id)
    if receipt.outcome is Outcome.REFUSED:
        raise refused(receipt.code or "refused", receipt.sentence or "Refused.", receipt.facts)
    return receipt


def refused(code: str, sentence: str, facts: dict[str, Any] | None = None) -> ApplicationError:
    """Make the error of a refusal from its parts."""
    details = {"code": code, "sentence": sentence, "facts": facts or {}}
    return _answer(sentence, REFUSED, details)


def busy(limit: int) -> ApplicationError:
    """Make the error for one caller too many."""
    return _answer(too_many(limit), BUSY, {"limit": limit})


def too_many(limit: int) -> str:
    """Say to one caller too many what to do."""
    already = f"{limit} callers wait for this mentorship already"
    return f"{already}; send the same again with the same id soon."


def accepted_not_recorded(command_id: UUID) -> ApplicationError:
    """Make the error for a caller who cannot wait for the receipt here."""
    sentence = (
        f"Command {command_id} is accepted but not recorded yet; "
        "ask for its receipt, or send the same command again."
    )
    return _answer(sentence, ACCEPTED_NOT_RECORDED, {"command_id": str(command_id)})


def _answer(sentence: str, kind: str, details: dict[str, Any]) -> ApplicationError:
    # Benign: a refusal is an answer, so it belongs in nobody's error log.
    return ApplicationError(
        sentence,
        details,
        type=kind,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,
    )
