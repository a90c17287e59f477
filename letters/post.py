"""Mails on their way: over SMTP, at least once, with the same message id each time."""

import asyncio
from datetime import datetime
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from uuid import UUID

from aiolimiter import AsyncLimiter
from aiosmtplib import SMTPException

from letters.answers import REFUSALS, refusal, said
from letters.connections import Connections, cancellable
from letters.errors import MailCutShort, MailServerBusy, MailServerDown
from letters.letter import Mail
from letters.message import deliverable, message, message_id
from letters.render import Templates
from letters.route import Route

ANSWER_WITHIN = 30.0
"""Seconds that a server has for each answer, the first one included."""

CONNECTIONS = 4
"""Connections to the mail server at the same time; many allow ten from one address."""

TURN_WITHIN = 20.0
"""Seconds that a mail waits for its turn where the rate is limited, before it is left for later."""


class Postman:
    """Takes mails to the mail server; one for each process, used by many at once.

    It connects when there is something to send, uses each connection again, and says goodbye at
    the end of its ``async with`` block.

    Args:
        route: the way to the server.
        templates: the words.
        per_minute: how many mails it may send in a minute, evenly; None is as many as there are.
        connections: at the same time.
        answer_within: seconds that the server has for each answer.
        turn_within: seconds that a mail waits for its turn.
    """

    def __init__(
        self,
        route: Route,
        templates: Templates,
        *,
        per_minute: int | None = None,
        connections: int = CONNECTIONS,
        answer_within: float = ANSWER_WITHIN,
        turn_within: float = TURN_WITHIN,
    ) -> None:
        self._route = route
        self._templates = templates
        self._per_minute = per_minute
        # One each so many seconds: a burst of a minute's worth would break the server's own limit.
        self._turns = AsyncLimiter(1, 60 / per_minute) if per_minute else None
        self._turn_within = turn_within
        self._connections = Connections(route, limit=connections, answer_within=answer_within)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._connections.close()

    async def send(self, mail: Mail, *, at: datetime) -> str:
        """Hand a mail to the mail server and return its message id.

        Args:
            mail: sent again, it has the same message id.
            at: the time of sending, which its date says.

        Raises:
            LetterNotWritten: it cannot be put in words.
            MailServerDown: nobody took it; try later.
            MailServerBusy: too many mails wait for the server; try later.
            MailCutShort: the server broke off, and may have taken it; try later.
            TemporaryRefusal: the server does not want it now; try later.
            AddressRefused: the server will never take mails to this address.
            LetterRefused: the server will never take this mail.
        """
        sender = self._route.sender
        written = message(mail, sender=sender, at=at, templates=self._templates)
        await self._hand_over(mail.id, written, to=mail.letters[0].to_email)
        return message_id(mail, sender=sender)

    async def send_message(self, written: EmailMessage) -> None:
        """Hand a message that is written already, by ``letters.sign_in``, to the mail server.

        Raises:
            MailServerDown, MailServerBusy, MailCutShort, TemporaryRefusal, AddressRefused,
            LetterRefused: as ``send`` does.
        """
        ident, _, _ = str(written["Message-ID"]).removeprefix("<").partition("@")
        await self._hand_over(UUID(ident), written, to=written["To"].addresses[0].addr_spec)

    async def _hand_over(self, mail: UUID, written: EmailMessage, *, to: str) -> None:
        await self._turn(mail)
        try:
            refused = await cancellable(self._refused(mail, written, to=deliverable(to)))
        except (SMTPException, OSError) as failed:
            server = self._route.server
            raise MailServerDown(mail, server=server, problem=said(failed)) from failed
        if refused is not None:
            raise refusal(mail, refused, address=to) from refused

    async def _refused(self, mail: UUID, written: EmailMessage, *, to: str) -> Exception | None:
        """Send, and return the answer by which the server politely refused, if it did."""
        sender = self._route.sender.addr_spec
        async with self._connections.one() as client:
            try:
                await client.send_message(written, sender=sender, recipients=[to])
            except REFUSALS as refused:
                return refused
            except (SMTPException, OSError) as broken:
                server = self._route.server
                raise MailCutShort(mail, server=server, problem=said(broken)) from broken
        return None

    async def _turn(self, mail: UUID) -> None:
        if self._turns is None or self._per_minute is None:
            return
        try:
            async with asyncio.timeout(self._turn_within):
                await self._turns.acquire()
        except TimeoutError:
            server = self._route.server
            raise MailServerBusy(mail, server=server, per_minute=self._per_minute) from None
