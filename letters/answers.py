"""What a mail server's refusal means: now or for good, and whose fault it is."""

import re
from uuid import UUID

from aiosmtplib import (
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from letters.errors import AddressRefused, LetterNotSent, LetterRefused, TemporaryRefusal
from letters.words import in_a_sentence

REFUSALS = (SMTPRecipientsRefused, SMTPResponseException, SMTPNotSupported)
"""Answers after which the server listens on."""

_FOR_GOOD = 500  # RFC 5321, 4.2.1: from here on the same command is not to be tried again
_NO_SUCH_ADDRESS = 553

_ENHANCED = re.compile(r"5\.(\d{1,3}\.\d{1,3})\b")
_OF_THE_ADDRESS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Enhanced codes (RFC 3463, RFC 7505) by which it is the recipient's address that is wrong."""


def refusal(mail: UUID, refused: Exception, *, address: str) -> LetterNotSent:
    """Return what one of ``REFUSALS`` means for a mail to an address.

    The address is at fault when the server says so in an enhanced code, or refuses the recipient
    for good without one. What blames the sender or the installation is temporary: a setting puts
    it right.
    """
    code, answer = _code_and_answer(refused)
    if code < _FOR_GOOD or isinstance(refused, SMTPSenderRefused | SMTPHeloError):
        return TemporaryRefusal(mail, code=code, answer=answer)
    if _blames_the_address(refused, answer):
        return AddressRefused(mail, address=address, code=code, answer=answer)
    return LetterRefused(mail, code=code, answer=answer)


def said(answer: object) -> str:
    """Return a server's words as they may stand in a sentence of ours."""
    return in_a_sentence(answer).rstrip(".") or type(answer).__name__


def _blames_the_address(refused: Exception, answer: str) -> bool:
    enhanced = _ENHANCED.match(answer)
    if enhanced is not None:
        return enhanced[1] in _OF_THE_ADDRESS
    return isinstance(refused, SMTPRecipientsRefused | SMTPNotSupported)


def _code_and_answer(refused: Exception) -> tuple[int, str]:
    match refused:
        case SMTPRecipientsRefused(recipients=[only, *_]):
            return only.code, said(only.message)
        case SMTPResponseException(code=code, message=answer):
            return code, said(answer)
        case _:
            return _NO_SUCH_ADDRESS, "the server takes ASCII addresses only"
