"""Real servers for every test that needs one; each xdist worker has its own."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import structlog

from runtime.embedded.mail import letters, mail_server
from runtime.embedded.ports import free_port
from runtime.embedded.postgres import postgres as run_postgres
from runtime.embedded.temporal import temporal as run_temporal
from tests.databases import QUICK, Server, Template

_LEFT_OUT = "left out"


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count what needs a browser apart where there is none, so that no line tells of each file."""
    if not report.skipped:
        return None
    from tests.browser import NO_BROWSER  # noqa: PLC0415 - the rules' tests need no Playwright

    return (_LEFT_OUT, "s", "LEFT OUT") if NO_BROWSER in report.longreprtext else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once what was left out for want of a browser, and how to have it."""
    if terminalreporter.stats.get(_LEFT_OUT):
        terminalreporter.write_line(
            "Left out, for want of Chromium: what only a browser can judge of letters, pages and"
            " signing in. 'apt install chromium-headless-shell' (or chromium) and run again."
        )


@dataclass(frozen=True)
class MailServer:
    """An SMTP server with an empty inbox."""

    url: str
    maildir: Path

    def letters(self) -> list[EmailMessage]:
        """Read what has arrived, the oldest first."""
        return letters(self.maildir)


@pytest.fixture(scope="session", autouse=True)
def loggers_stay_open() -> Iterator[None]:
    """Let lines be captured also where a test before has logged as a service does.

    A service keeps each logger as it is when it is used first, which nothing can take back.
    """
    configure = structlog.configure

    def configured(**settings: Any) -> None:
        configure(**{**settings, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", configured)
        yield


_MEMORY = Path("/dev/shm")  # noqa: S108 - each file in it is in a directory of our own
_ROOM = 4 * 2**30


@pytest.fixture(scope="session")
def servers_home() -> Iterator[Path]:
    """A directory for servers; pytest's own are closed to the user that PostgreSQL may become.

    It is in memory where there is room: a database is made for each test, of hundreds of files.
    """
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    home = Path(tempfile.mkdtemp(prefix="mentorship-tests-", dir=_MEMORY if roomy else None))
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
async def postgres(servers_home: Path) -> AsyncIterator[str]:
    """The URL of a database on a PostgreSQL of our own, with rights to create others."""
    directory, log = servers_home / "postgres", servers_home / "postgres.log"
    async with run_postgres(directory, port=free_port(), log=log, options=QUICK) as server:
        yield server.url


@pytest.fixture
async def empty_database_url(postgres: str) -> AsyncIterator[str]:
    """The URL of a database with nothing in it."""
    async with Server(postgres).database() as url:
        yield url


@pytest.fixture(scope="session")
async def migrated_template(postgres: str) -> Template:
    """A database with our tables, to be cloned."""
    from records.migrations import migrate  # noqa: PLC0415 - most tests need no tables

    return await Server(postgres).template(migrate)


@pytest.fixture
async def database_url(postgres: str, migrated_template: Template) -> AsyncIterator[str]:
    """The URL of a fresh database with our tables and no rows."""
    async with Server(postgres).database(like=migrated_template) as url:
        yield url


@pytest.fixture(scope="session")
async def temporal(servers_home: Path) -> AsyncIterator[str]:
    """The address of a Temporal dev server of our own; use a task queue of your own on it."""
    log = servers_home / "temporal.log"
    async with run_temporal(None, port=free_port(), ui_port=None, log=log) as server:
        yield server.address


@pytest.fixture
async def smtp(tmp_path: Path) -> AsyncIterator[MailServer]:
    """An SMTP server with an empty inbox."""
    maildir = tmp_path / "mail"
    async with mail_server(maildir, port=0) as url:
        yield MailServer(url, maildir)


@pytest.fixture
def unused_tcp_port() -> int:
    """A port of the loopback address that nobody listens on."""
    return free_port()
