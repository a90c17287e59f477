"""One stack for all tests of the command, and ways to run it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.main import run
from tests.cli.office import Office
from tests.cli.terminal import Cli, Ran, Up, up


@pytest.fixture(scope="session")
def homes() -> Iterator[Callable[[], Path]]:
    """Make homes that any user may pass through, as PostgreSQL may run as another one."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="mentorship-cli-")))
        made[-1].chmod(0o755)
        return made[-1] / "home"

    yield make
    for each in made:
        shutil.rmtree(each, ignore_errors=True)


@pytest.fixture
def home(homes: Callable[[], Path]) -> Path:
    """A home of the test's own."""
    return homes()


@pytest.fixture(scope="session")
def stack(homes: Callable[[], Path]) -> Iterator[Up]:
    """Everything, started once by ``mentorship up``."""
    with up(homes()) as running:
        yield running


@pytest.fixture
def cli_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], Cli]:
    """Run commands of a home in this process, which spares importing everything each time."""

    def on(home: Path) -> Cli:
        monkeypatch.setenv("MENTORSHIP_HOME", str(home))
        monkeypatch.setenv("COLUMNS", "100")

        def ran(*words: str) -> Ran:
            capsys.readouterr()
            code = run(words)
            printed = capsys.readouterr()
            return Ran(code, printed.out, printed.err)

        return ran

    return on


@pytest.fixture
def cli(stack: Up, cli_on: Callable[[Path], Cli]) -> Cli:
    """Run commands on the shared stack."""
    return cli_on(stack.home)


@pytest.fixture(scope="session")
def numbers() -> list[int]:
    """Which office is shared, once it is open."""
    return []


@pytest.fixture
def office(cli: Cli, numbers: list[int]) -> Office:
    """A program with a mentee, two mentors and a coordinator, for tests that pair nobody."""
    if not numbers:
        numbers.append(Office.opened(cli).number)
    return Office(cli, numbers[0])


@pytest.fixture
def own_office(cli: Cli) -> Office:
    """A program of the test's own, with people of its own."""
    return Office.opened(cli)
