"""What every request's handler needs, put together once when the service starts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from temporalio.client import Client

from letters.render import Templates
from records.store import Records
from web.errands import Errands
from workflows.client import PATIENCE

Post = Callable[[EmailMessage], Awaitable[None]]
"""Takes a ready message to the mail server."""


@dataclass(frozen=True)
class OpenIdProvider:
    """An OpenID Connect provider where people may sign in, and our place there.

    ``name`` stands on the button.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "your organisation"


@dataclass(frozen=True)
class Services:
    """The records, the workflows, the post, the clock and the dice; where this service is reached.

    ``errands`` takes what is done beside an answer. ``public_url`` is the address that people use,
    without a slash at its end; it may have a path. ``patience`` is how long a caller waits for a
    receipt.
    """

    records: Records
    temporal: Client
    task_queue: str
    seal: Callable[[bytes], str] = field(repr=False)
    public_url: str
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    new_token: Callable[[], str]
    post: Post
    sender: Address
    templates: Templates
    errands: Errands
    open_id: OpenIdProvider | None = None
    max_import_bytes: int = 10 * 2**20
    patience: timedelta = PATIENCE

    @property
    def prefix(self) -> str:
        """Return the path under which everything lives; empty for most."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """Return scheme, host and port as browsers name where a form comes from."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_enciphered(self) -> bool:
        """Say whether people come by https."""
        return self.public_url.startswith("https:")

    def url(self, path: str) -> str:
        """Return the address of a path of ours as it stands in a page: with the prefix."""
        return f"{self.prefix}{path}"


def services(request: Request) -> Services:
    """Return what a handler needs; a dependency of FastAPI's."""
    found: Services = request.app.state.services
    return found
