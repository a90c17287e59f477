"""Checks that a command which a page shows is one, with options that it has."""

import re
from collections.abc import Sequence
from typing import Any

from cli.main import COMMANDS
from tests.docs.reference.command_line import command_of
from tests.docs.reference.rules import ROOT

PROGRAM = "mentorship"


def check_usage(words: Sequence[str], *, where: str) -> None:
    """Fail unless a command is one, with options that it knows; of other programs' all are."""
    match list(words):
        case ["make", target]:
            known = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
            assert target in known, f"{where}: make has no target {target}"
        case ["docker", "compose", "run", "--rm", "office", *rest]:
            _check(rest, where=where)
        case ["mentorship", *rest]:
            _check(rest, where=where)


def _check(words: Sequence[str], *, where: str) -> None:
    if not words or words[0].startswith("-"):
        return
    assert words[0] in COMMANDS, f"{where}: there is no command {words[0]}"
    command: Any = command_of(words[0])
    known = _options(command)
    for word in words[1:]:
        inner = getattr(command, "commands", {})
        if word in inner:
            command = inner[word]
            known |= _options(command)
        elif word.startswith("--"):
            assert word.partition("=")[0] in known, f"{where}: there is no {word} here"


def _options(command: Any) -> set[str]:
    return {"--help", *(name for each in command.params for name in each.opts)}
