"""What the mail server took: when, and as messages that can be sent again."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Self

_ADDED = (b"X-Peer:", b"X-MailFrom:", b"X-RcptTo:")


@dataclass(frozen=True)
class Ready:
    """A message that has only to be handed to a mail server."""

    sender: str
    to: str
    content: bytes

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read what a Maildir keeps of a message, without what the server added."""
        head = _head(file)
        lines = file.read_bytes().splitlines(keepends=True)
        content = b"".join(each for each in lines if not each.startswith(_ADDED))
        return cls(head["X-MailFrom"], head["X-RcptTo"], content)


@dataclass(frozen=True)
class Inbox:
    """The mail server's Maildir."""

    directory: Path

    def arrivals(self) -> dict[str, float]:
        """Return by message id when each mail was written down, in seconds since 1970."""
        return {_head(file)["Message-ID"]: file.stat().st_mtime for file in self._files()}

    def mails(self) -> list[Ready]:
        """Return what came so far, to be sent again."""
        return [Ready.read(file) for file in self._files()]

    def empty(self) -> None:
        """Throw away what came so far."""
        for file in self._files():
            file.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.directory.glob("new/*"))


def _head(file: Path) -> Message:
    with file.open("rb") as text:
        return BytesParser().parse(text, headersonly=True)
