"""Where this installation's servers are, and connections to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from cli.exits import Down
from records.errors import RecordsError
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.embedded.stack import running_stack
from runtime.keys import installation_cipher
from runtime.settings import Settings
from runtime.temporal import connect, environment_names_a_server

_CONNECTIONS = 2
"""A command asks one thing after the other."""


@dataclass(frozen=True)
class Installation:
    """The servers that commands go to. Without an address, Temporal's own settings say where."""

    database_url: str
    temporal_address: str | None
    task_queue: str
    cipher: Cipher
    maildir: Path | None = None


def find_installation() -> Installation:
    """Find the servers: those that the settings name, else those that `mentorship up` runs here.

    Raises:
        Down: the settings name none, and none run on this home.
        SetupError: a setting cannot be used.
    """
    settings = Settings.load()
    stack = running_stack(settings.home)
    named = settings.database_url.get_secret_value() if settings.database_url else None
    url = named or (stack.database_url if stack else None)
    if url is None:
        raise _not_running(settings.home, "PostgreSQL")
    address = stack.temporal_address if stack else None
    if environment_names_a_server():
        address = None
    elif address is None and named is None:
        raise _not_running(settings.home, "Temporal")
    return Installation(
        database_url=url,
        temporal_address=address,
        task_queue=settings.task_queue,
        cipher=installation_cipher(settings),
        maildir=stack.maildir if stack and stack.smtp_url else None,
    )


def _not_running(home: Path, server: str) -> Down:
    sentence = f"{server} does not run on {home}: start everything with 'mentorship up'."
    return Down(sentence, server=server, home=str(home))


@asynccontextmanager
async def open_records(installation: Installation) -> AsyncIterator[Records]:
    """Lend the records while the block lasts.

    Raises:
        DatabaseDown: PostgreSQL cannot be reached.
        Down: it went away meanwhile, or its tables are those of another release.
    """
    try:
        async with connect_pool(
            installation.database_url, max_size=_CONNECTIONS, init=as_service
        ) as pool:
            yield Records(pool, opener=installation.cipher.open)
    except RecordsError as error:
        raise Down(str(error)) from error


async def connect_to_temporal(installation: Installation) -> Client:
    """Connect to Temporal.

    Raises:
        TemporalDown: it cannot be reached.
    """
    return await connect(installation.temporal_address)
