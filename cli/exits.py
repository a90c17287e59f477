"""Exit codes, and the errors that lead to them."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class ExitCode(IntEnum):
    """How a command ended, for scripts."""

    DONE = 0
    """What was asked for happened, or had happened already."""
    REFUSED = 1
    """The rules say no, or a check found something wrong; nothing changed."""
    USAGE = 2
    """What was typed cannot be understood; nothing was sent."""
    DOWN = 3
    """Something the service stands on is missing; nothing is lost."""
    NOT_RECORDED = 4
    """Taken in or kept, and not recorded yet; ask later with `mentorship receipt`."""
    FAULT = 70
    """A fault of ours."""
    INTERRUPTED = 130
    """Somebody pressed Ctrl-C."""


class CliError(Exception):
    """What a person at the keyboard has to know: ``str(error)`` is one sentence.

    ``kind`` is stable and for programs; ``facts`` are the values that the sentence speaks of.
    """

    exit_code = ExitCode.USAGE
    kind = "usage"

    def __init__(self, sentence: str, **facts: object) -> None:
        """Fail with a sentence and the facts behind it."""
        super().__init__(sentence)
        self.facts: Mapping[str, object] = facts


class Usage(CliError):
    """What was typed names nothing that is there, or is no value of its kind."""


class Unknown(Usage):
    """An id, a name or an address that nobody has here."""

    kind = "unknown"


class Down(CliError):
    """Something the service stands on cannot be used."""

    exit_code = ExitCode.DOWN
    kind = "down"


class Denied(CliError):
    """The rules do not allow a command; nothing happened."""

    exit_code = ExitCode.REFUSED

    def __init__(self, sentence: str, *, code: str, **facts: Any) -> None:
        """Fail with the refusal's code, sentence and facts."""
        super().__init__(sentence, **facts)
        self.kind = code


class Unrecorded(CliError):
    """A command that has no receipt yet."""

    exit_code = ExitCode.NOT_RECORDED
    kind = "not_recorded_yet"
