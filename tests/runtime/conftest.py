"""Homes for embedded servers, and servers in a process that can be killed."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.embedded.ports import LOOPBACK


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that any user may pass through, as PostgreSQL may run as another one."""
    directory = Path(tempfile.mkdtemp(prefix="mentorship-home-"))
    directory.chmod(0o755)
    yield directory / "home"
    shutil.rmtree(directory)


@pytest.fixture
def smtp_port_taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]
