"""A stack of the pages' own, because a tutorial begins where nothing is yet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.clock import now
from tests.cli.conftest import cli_on, homes, stack
from tests.cli.terminal import Cli, Up, wait_for
from tests.docs.blocks import Reader, expect, follow
from tests.docs.outputs import WIDTH
from tests.docs.pages import TUTORIAL

__all__ = ["cli_on", "homes", "stack"]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the reader works."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def opened() -> list[str]:
    """The mentorship of the tutorial, once somebody followed it."""
    return []


@pytest.fixture
def newcomer(
    stack: Up,
    cli_on: Callable[[Path], Cli],
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Reader:
    """Somebody who has started the service, and done nothing else."""
    monkeypatch.chdir(desk)
    cli = cli_on(stack.home)
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    return Reader(cli, desk, now().date(), again=wait_for, look=expect)


@pytest.fixture
def reader(newcomer: Reader, opened: list[str]) -> Reader:
    """Somebody who has followed the tutorial."""
    if not opened:
        opened.append("")  # it is followed once, also where it fails
        follow(TUTORIAL, newcomer)
        opened[0] = newcomer.mentorship or ""
    assert opened[0], "the tutorial fails, on which this page goes on"
    newcomer.mentorship = opened[0]
    return newcomer
