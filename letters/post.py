"""Letters on their way: over SMTP, at least once, with the same message id each time."""

from datetime import datetime
from types import TracebackType
from typing import Self

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from letters.errors import AddressRefused, LetterNotSent, MailServerDown, TemporaryRefusal
from letters.letter import Letter
from letters.message import message, message_id
from letters.route import Route
from letters.words import in_a_sentence

ANSWER_WITHIN = 30.0
"""Seconds that a server has for each answer, the first one included."""

_FOR_GOOD = 500  # RFC 5321, 4.2.1: from here on the same command is not to be tried again
_NO_SUCH_ADDRESS = 553
_REFUSALS = (SMTPRecipientsRefused, SMTPResponseException, SMTPNotSupported)


class Postman:
    """Takes a batch of letters to the mail server, one by one over one connection.

    It connects for the first letter, again when the server broke off in between, and says goodbye
    at the end of its ``async with`` block.
    """

    def __init__(self, route: Route, *, answer_within: float = ANSWER_WITHIN) -> None:
        self._route = route
        self._client = SMTP(
            hostname=route.host,
            port=route.port,
            username=route.username,
            password=route.password,
            local_hostname=route.sender.domain,
            use_tls=route.scheme == "smtps",
            start_tls=route.scheme == "smtp+starttls",
            timeout=answer_within,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._client.close()  # in the middle of what was said, there is no polite goodbye
        elif self._client.is_connected:
            await self._client.__aexit__(kind, error, traceback)

    async def send(self, letter: Letter, *, at: datetime) -> str:
        """Hand a letter to the mail server and return its message id.

        Args:
            letter: sent again, it has the same message id.
            at: the time of sending, which its date says.

        Raises:
            LetterNotWritten: it cannot be put in words.
            MailServerDown: nobody took it; try later.
            TemporaryRefusal: the server does not want it now; try later.
            AddressRefused: the server will never take it to this address.
        """
        sender = self._route.sender
        mail = message(letter, sender=sender, at=at)
        await self._connected(letter)
        try:
            await self._client.send_message(
                mail, sender=sender.addr_spec, recipients=[letter.to_email]
            )
        except _REFUSALS as refused:
            raise _refusal(letter, refused) from refused
        except (SMTPException, OSError) as failed:
            self._client.close()  # an answer that comes late would be taken for the next one's
            raise self._down(letter, failed) from failed
        return message_id(letter, sender=sender)

    async def _connected(self, letter: Letter) -> None:
        """Connect, also when an idle connection was closed without our having noticed."""
        if self._client.is_connected:
            try:
                await self._client.rset()
            except (SMTPException, OSError):
                self._client.close()
        if self._client.is_connected:
            return
        try:
            await self._client.connect()
        except (SMTPException, OSError) as failed:
            self._client.close()
            raise self._down(letter, failed) from failed

    def _down(self, letter: Letter, failed: Exception) -> MailServerDown:
        return MailServerDown(letter.id, server=self._route.server, problem=_said(failed))


def _refusal(letter: Letter, refused: Exception) -> LetterNotSent:
    code, answer = _code_and_answer(refused)
    if code < _FOR_GOOD or isinstance(refused, SMTPSenderRefused | SMTPHeloError):
        return TemporaryRefusal(letter.id, code=code, answer=answer)
    return AddressRefused(letter.id, address=letter.to_email, code=code, answer=answer)


def _code_and_answer(refused: Exception) -> tuple[int, str]:
    match refused:
        case SMTPRecipientsRefused(recipients=[only, *_]):
            return only.code, _said(only.message)
        case SMTPResponseException(code=code, message=answer):
            return code, _said(answer)
        case _:
            return _NO_SUCH_ADDRESS, "the server takes ASCII addresses only"


def _said(answer: object) -> str:
    """Return a server's words as they may stand in a sentence of ours."""
    return in_a_sentence(answer).rstrip(".") or type(answer).__name__
