"""Where this installation's servers are, and its records."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cli.exits import Down
from cli.whereabouts import database_url, not_running, whereabouts
from records.errors import RecordsError
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.keys import installation_cipher
from runtime.logging import configure_logging, log_to_nobody
from runtime.settings import Settings

_CONNECTIONS = 2
"""A command asks one thing after the other."""


@dataclass(frozen=True)
class Installation:
    """The servers that commands go to. Without an address, Temporal's own settings say where."""

    settings: Settings
    database_url: str
    temporal_address: str | None
    maildir: Path | None = None

    @property
    def task_queue(self) -> str:
        """The queue of this installation's workers."""
        return self.settings.task_queue

    @cached_property
    def cipher(self) -> Cipher:
        """What seals and opens the bodies of commands; most commands need no keys.

        Raises:
            SettingsError, CipherError: there are no keys to be used.
        """
        return installation_cipher(self.settings)

    def require_keys(self) -> None:
        """Find the keys, or raise as ``cipher`` does: without them each command would be parked."""
        _ = self.cipher

    def open(self, sealed: str) -> bytes:
        """Open a sealed body."""
        return self.cipher.open(sealed)


def find_installation() -> Installation:
    """Find the servers: those that the settings name, else those that `mentorship up` runs here.

    Raises:
        Down: the settings name none, and none run on this home.
        SetupError: a setting cannot be used.
    """
    settings = Settings.load()
    set_up_logging(settings)
    places = whereabouts(settings)
    url = database_url(places)
    if places.temporal_address is None and not places.temporal_configured:
        raise not_running("Temporal", places.home)
    return Installation(settings, url, places.temporal_address, places.maildir)


def set_up_logging(settings: Settings) -> None:
    """Log for those who asked for it; others are told what happened in sentences."""
    if "log_level" in settings.model_fields_set:
        configure_logging(form=settings.log_format, level=settings.log_level)
    else:
        log_to_nobody()


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
            yield Records(pool, opener=installation.open)
    except RecordsError as error:
        raise Down(str(error)) from error
