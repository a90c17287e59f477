"""Where the time of a delivery goes: its parts one after another, each on the clock."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import mean
from typing import Final
from uuid import UUID

from activities.links import LinkMaker
from activities.mails import mail_of
from letters.connections import Connections
from letters.letter import Mail
from letters.message import message, message_id
from letters.render import Templates, Written
from letters.route import Route
from records.store import Records
from runtime.clock import now

SORTED: Final = "sorted: read, decided, kept (SQL)"
LINKED: Final = "links made and kept (SQL)"
WORDS: Final = "put in words, text and HTML"
LAID_OUT: Final = "laid out as a message (MIME)"
SENT: Final = "handed over (SMTP)"
NOTED: Final = "noted in the ledger (SQL)"
PARTS: Final = (SORTED, LINKED, WORDS, LAID_OUT, SENT, NOTED)


@dataclass(frozen=True)
class Stopwatch:
    """Seconds that each part took, each time."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def timing(self, part: str) -> Iterator[None]:
        """Time what is done in the block."""
        begin = time.perf_counter()
        yield
        self.taken.setdefault(part, []).append(time.perf_counter() - begin)


@dataclass(frozen=True)
class Line:
    """A worker's parts, to be used one after another."""

    records: Records
    links: LinkMaker
    templates: Templates
    route: Route
    connections: Connections

    async def deliver(self, person: UUID, watch: Stopwatch) -> None:
        """Do what the activity does for a mailbox in which one letter waits."""
        at, sender = now(), self.route.sender
        with watch.timing(SORTED):
            (mail,) = (await self.records.sort_mailbox(person, at=at)).mails
        with watch.timing(LINKED):
            links = await self.links.links_of(mail, at=at)
        ready = mail_of(mail, links, sender=sender, at=at)
        with watch.timing(WORDS):
            written = self.templates.write(ready)
        with watch.timing(LAID_OUT):
            found = message(ready, sender=sender, at=at, templates=_Once(written))
        with watch.timing(SENT):
            async with self.connections.one() as client:
                await client.send_message(found, sender=sender.addr_spec, recipients=[mail.email])
        with watch.timing(NOTED):
            ident = message_id(ready, sender=sender)
            await self.records.mail_sent(mail.id, at=at, message_id=ident)
        self.links.forget(mail)


class _Once(Templates):
    """Templates that have written already, so that words and message are timed apart."""

    def __init__(self, written: Written) -> None:
        self._written = written

    def write(self, mail: Mail) -> Written:  # noqa: ARG002 - it was that one
        return self._written


def means(watch: Stopwatch) -> Mapping[str, float]:
    """Return the milliseconds that each part took on average."""
    return {part: mean(watch.taken[part]) * 1000 for part in PARTS}
