"""Where PostgreSQL's programs for dumping and restoring are."""

import shutil
from pathlib import Path

from runtime.embedded.binaries import BinaryMissing, postgres_binaries
from runtime.errors import SetupError


class ClientMissing(SetupError):
    """PostgreSQL's client programs are not installed."""

    def __init__(self, program: str) -> None:
        self.program = program
        super().__init__(
            f"The program {program} is not installed: install PostgreSQL's client programs, of the "
            "server's version or a later one."
        )


def client_program(program: str) -> Path:
    """Find ``pg_dump`` or ``pg_restore``: beside the embedded server, else on the PATH.

    Raises:
        ClientMissing: it is in neither place.
    """
    try:
        return postgres_binaries() / program
    except BinaryMissing:
        found = shutil.which(program)
    if found is None:
        raise ClientMissing(program)
    return Path(found)
