"""Mail servers that do not always take a letter."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

RIGHT_LOGIN = LoginPassword(b"ada@example.org", b"p/q")


@dataclass
class Moody:
    """A mail server's answers, and what it has seen."""

    sender: str = "250 OK"
    recipient: str = "250 OK"
    content: str = "250 OK"
    taken: list[Envelope] = field(default_factory=list)
    connections: list[asyncio.BaseTransport] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.sender

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.content.startswith("2"):
            self.taken.append(envelope)
        return self.content

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        return AuthResult(success=given == RIGHT_LOGIN, handled=False)


class _Counting(SMTP):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections.append(transport)
        super().connection_made(transport)


@asynccontextmanager
async def serving(
    moody: Moody,
    *,
    tls: ssl.SSLContext | None = None,
    **how: Any,
) -> AsyncIterator[int]:
    """Serve on a free port of the loopback address while the block lasts; yields the port."""
    protocol = partial(_Counting, moody, **how)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, host="127.0.0.1", port=0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def moody() -> Moody:
    return Moody()


@pytest.fixture
async def moody_url(moody: Moody) -> AsyncIterator[str]:
    async with serving(moody, enable_SMTPUTF8=True) as port:
        yield f"smtp://127.0.0.1:{port}"
