"""What has come by letter, and who may do what by it."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from domain.envelopes import Category, CommandEnvelope
from domain.links.addresses import token_in
from records.store import Records
from runtime.embedded.mail import read_letter
from runtime.ids import new_id
from tests.eventually import eventually

_LINK: Final = re.compile(r"https?://[^\s<>]+/(l|sign-in)/[\w-]+")


@dataclass
class Letters:
    """All mails in a Maildir by the address they were sent to, the oldest first."""

    records: Records
    maildir: Path
    arrived: dict[str, list[EmailMessage]] = field(default_factory=lambda: defaultdict(list))
    _links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _read: set[Path] = field(default_factory=set)

    def to(self, address: str) -> list[EmailMessage]:
        """Return what somebody has got by now."""
        self._look()
        return self.arrived[address]

    def texts(self, address: str) -> list[str]:
        """Return what somebody has read by now: subject and text of each."""
        return [f"{each['Subject']} {text_of(each)}" for each in self.to(address)]

    def pages(self, address: str) -> list[str]:
        """Return the first link of each letter that has one: what its reader would press."""
        found = ([link for link in links(each) if "/l/" in link] for each in self.to(address))
        return [each[0] for each in found if each]

    async def links_for(
        self,
        address: str,
        type_: str,
        body: dict[str, Any],
        *,
        stream: tuple[Category, UUID],
        at: datetime,
    ) -> AsyncIterator[str]:
        """Yield the links, the newest first, by which a command could be given now."""
        self._look()
        arrived = self._links[address]
        for link in reversed(arrived[:]):
            following = await self.records.follow(token_in(link), at=at)
            if following is None or following.refusal is not None:
                arrived.remove(link)
            elif following.link.stream == stream:
                act = await self.records.prepare_act(
                    following, type_, body, at=at, command_id=new_id(), rehearsed=True
                )
                if isinstance(act, CommandEnvelope):
                    yield link

    async def to_sign_in(self, address: str, *, earlier: int) -> str:
        """Wait for the letter to sign in that follows so many ``earlier`` ones; return its link."""
        return await eventually(partial(self._sign_in_link, address, earlier))

    def sign_ins(self, address: str) -> list[str]:
        """Return the links to sign in that have come."""
        found = (links(each) for each in self.to(address))
        return [link for each in found for link in each if "/sign-in/" in link]

    async def _sign_in_link(self, address: str, earlier: int) -> str:
        found = self.sign_ins(address)
        assert len(found) > earlier
        return found[-1]

    def _look(self) -> None:
        new = set((self.maildir / "new").iterdir()) - self._read
        for file in sorted(new, key=lambda each: each.stat().st_mtime_ns):
            mail = read_letter(file)
            self.arrived[mail["X-RcptTo"]].append(mail)
            self._links[mail["X-RcptTo"]] += [each for each in links(mail) if "/l/" in each]
        self._read |= new


def links(mail: EmailMessage) -> list[str]:
    """Return the links that a letter's text has."""
    text = mail.get_body(("plain",))
    assert text is not None
    return [each[0] for each in _LINK.finditer(text.get_content())]


def text_of(mail: EmailMessage) -> str:
    """Return what a letter says."""
    text = mail.get_body(("plain",))
    assert text is not None
    content: str = text.get_content()
    return " ".join(content.split())
