"""The page on the API tells of every command of the command line where the API has it."""

import re
from collections.abc import Iterator
from typing import Any

from cli.main import COMMANDS
from tests.docs.pages import DOCS
from tests.docs.reference.command_line import command_of
from tests.docs.usage import check_usage
from web.api.telling import API
from web.app import assembled

PAGE = (DOCS / "how-to" / "use-the-api.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## What the command line does")[2].partition("\n## ")[0]


def commands(words: str, command: Any) -> Iterator[str]:
    """Yield the words of a command; of a group that does nothing by itself, those in it."""
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command or words == "records":
        yield words
    if words != "records":  # all of it is the operator's
        for name, each in inner.items():
            yield from commands(f"{words} {name}", each)


def test_every_command_is_there() -> None:
    told = re.findall(r"`mentorship ([^`]+)`", SECTION)
    for name in COMMANDS:
        for words in commands(name, command_of(name)):
            assert any(f"{each} ".startswith(f"{words} ") for each in told), words
    for each in told:
        check_usage(["mentorship", *each.split()], where="the table")


def test_every_address_is_one_of_the_api() -> None:
    paths = assembled().openapi()["paths"]
    told = re.findall(r"`(GET|POST|DELETE) (/[^`]+)`", SECTION)
    assert len(told) > 20
    for method, path in told:
        assert method.lower() in paths.get(f"{API}{path}", {}), f"{method} {path}"
