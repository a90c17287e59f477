"""PostgreSQL's own programs are found, or their absence is named."""

from pathlib import Path

import pytest

from runtime import postgres_client
from runtime.embedded.binaries import BinaryMissing
from runtime.postgres_client import ClientMissing, client_program


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no embedded server, as in an image for production."""

    def missing() -> Path:
        raise BinaryMissing("postgres", source="nowhere")

    monkeypatch.setattr(postgres_client, "postgres_binaries", missing)


def test_the_embedded_servers_own_programs_come_first() -> None:
    assert client_program("pg_dump").parent.joinpath("postgres").exists()


@pytest.mark.usefixtures("no_wheel")
def test_without_the_embedded_server_the_path_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClientMissing, match=r"^The program pg_dump is not installed: install"):
        client_program("pg_dump")
    program = tmp_path / "pg_dump"
    program.touch(mode=0o755)
    assert client_program("pg_dump") == program
