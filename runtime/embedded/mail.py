"""An SMTP server that delivers every letter into a Maildir, whomever it is addressed to.

``mail_server`` runs it in this process, ``mail`` in a child that runs this module.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from runtime.embedded import processes
from runtime.embedded.ports import LOOPBACK, listens

NAME = "The mail server"
_READY_WITHIN = 30.0
MAX_LETTER_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Mail:
    """A running server."""

    url: str
    child: processes.Child


@asynccontextmanager
async def mail(
    maildir: Path, *, port: int, log: Path, keep_open: tuple[int, ...] = ()
) -> AsyncIterator[Mail]:
    """Run the server as a child process while the block lasts.

    Args:
        maildir: where letters go, made when missing.
        port: on the loopback address.
        log: the file its output goes to.
        keep_open: descriptors that the server inherits.

    Raises:
        ServerFailed: with its last words.
    """
    python = (sys.executable, "-P", "-m", __spec__.name)
    argv = (*python, f"--port={port}", f"--maildir={maildir}")
    command = processes.Command(name=NAME, argv=argv, log=log, keep_open=keep_open)
    async with processes.child(command) as child:
        await child.until_ready(partial(listens, port), within=_READY_WITHIN)
        yield Mail(f"smtp://{LOOPBACK}:{port}", child)


@asynccontextmanager
async def mail_server(maildir: Path, *, port: int, host: str = LOOPBACK) -> AsyncIterator[str]:
    """Take letters while the block lasts; yields the server's URL.

    Args:
        maildir: where letters go, made when missing. The envelope's sender and recipients are
            kept in the headers ``X-MailFrom`` and ``X-RcptTo``.
        port: 0 takes any that is free.
        host: the address to listen on.
    """
    # Production images come without aiosmtpd, and still look here for running servers.
    from aiosmtpd.handlers import Mailbox  # noqa: PLC0415
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415

    maildir.parent.mkdir(parents=True, exist_ok=True)
    handler = Mailbox(maildir)
    protocol = partial(SMTP, handler, enable_SMTPUTF8=True, data_size_limit=MAX_LETTER_BYTES)
    server = await asyncio.get_running_loop().create_server(protocol, host=host, port=port)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"smtp://{host}:{port}"


def letters(maildir: Path) -> list[EmailMessage]:
    """Read every letter of a Maildir, the oldest first."""
    files = [file for place in ("new", "cur") for file in (maildir / place).glob("*")]
    return [read_letter(file) for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)]


def read_letter(file: Path) -> EmailMessage:
    """Read one letter of a Maildir."""
    with file.open("rb") as text:
        return message_from_binary_file(text, policy=policy.default)


async def _serve(maildir: Path, *, host: str, port: int) -> None:
    stop = asyncio.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, stop.set)
    async with mail_server(maildir, host=host, port=port):
        await stop.wait()


def main() -> None:
    """Serve until a signal asks for the end."""
    parser = argparse.ArgumentParser(description="Deliver every letter into a Maildir.")
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--maildir", type=Path, required=True)
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.maildir, host=chosen.host, port=chosen.port))


if __name__ == "__main__":
    main()
