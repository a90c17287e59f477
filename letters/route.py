"""The way to the mail server: where it is, how it is spoken to, and who sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from types import MappingProxyType
from typing import Self
from urllib.parse import unquote, urlsplit

from letters.errors import MailSettingUnusable
from letters.message import sender_address

_PORTS: Mapping[str, int] = MappingProxyType({"smtp": 25, "smtp+starttls": 587, "smtps": 465})
"""The usual port of each scheme (RFC 5321, RFC 6409, RFC 8314)."""

_NO_URL = "is not a URL with a port from 1 to 65535"
_NO_SCHEME = f"does not start with {':// or '.join(_PORTS)}://"
_NO_HOST = "names no host"


@dataclass(frozen=True)
class Route:
    """A mail server and the sender of every letter.

    Certificates are always verified where a connection is enciphered.
    """

    scheme: str
    host: str
    port: int
    sender: Address
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, smtp_url: str, *, mail_from: str) -> Self:
        """Return the route that the settings ``smtp_url`` and ``mail_from`` describe.

        Raises:
            MailSettingUnusable: with what would be right, and never with the URL, which may hold
                a password.
        """
        sender = sender_address(mail_from)
        try:
            parts = urlsplit(smtp_url)
            port = parts.port
        except ValueError:
            raise _unusable(_NO_URL) from None
        if parts.scheme not in _PORTS:
            raise _unusable(_NO_SCHEME)
        if not parts.hostname:
            raise _unusable(_NO_HOST)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            sender=sender,
            username=_decoded(parts.username),
            password=_decoded(parts.password),
        )

    @property
    def server(self) -> str:
        """Return the server's name for people, without what is secret."""
        return f"{self.scheme}://{self.host}:{self.port}"


def _decoded(part: str | None) -> str | None:
    return unquote(part) if part else None


def _unusable(wrong: str) -> MailSettingUnusable:
    right = "for example smtp+starttls://user:password@host:587 would be right"
    return MailSettingUnusable("smtp_url", wrong=wrong, right=right)
