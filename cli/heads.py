"""The heads of all streams as a file: kept elsewhere, they prove later that nothing was cut off."""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from cli.exits import Down, Usage
from records.verify import Heads


class HeadsFile(BaseModel):
    """What the file holds: of each stream the last version, and its event's hash."""

    format: Literal["mentorship heads 1"] = "mentorship heads 1"
    taken_at: datetime
    streams: dict[str, tuple[int, str]]


def read_heads(file: Path) -> Heads:
    """Read what ``write_heads`` wrote.

    Raises:
        Usage: it is not there, or is something else.
    """
    try:
        return HeadsFile.model_validate_json(file.read_bytes()).streams
    except OSError as error:
        sentence = f"{file} cannot be read ({error.strerror}): give a file of exported heads."
        raise Usage(sentence, file=str(file)) from error
    except ValidationError as error:
        sentence = f"{file} holds no heads: give a file that 'mentorship records heads --out' made."
        raise Usage(sentence, file=str(file)) from error


def write_heads(file: Path, heads: HeadsFile) -> None:
    """Write a file whole, in the place of an older one, or not at all.

    Raises:
        Down: the file system does not take it.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        try:
            draft.write_text(heads.model_dump_json() + "\n")
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        sentence = (
            f"The heads could not be written to {file.absolute().parent} ({error.strerror}); "
            "nothing was left there: make room, or name another place."
        )
        raise Down(sentence, file=str(file)) from error
