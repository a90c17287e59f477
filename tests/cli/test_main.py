"""The command as such: help, wrong usage, exit codes, and JSON when things go wrong."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.catalogue import catalogue
from cli.main import COMMANDS
from tests.cli.terminal import Cli, in_a_process


@pytest.fixture
def bare(home: Path, cli_on: Callable[[Path], Cli]) -> Cli:
    """The command where nothing runs."""
    return cli_on(home)


def test_help_lists_every_command_and_the_exit_codes(bare: Cli) -> None:
    told = bare("--help")
    assert told.code == 0
    for name in COMMANDS:
        assert f" {name} " in told.out
    assert "Exit codes: 0 done; 1 refused" in " ".join(told.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_can_speak_json(bare: Cli, name: str) -> None:
    for words in _with_parts(name):
        told = bare(*words, "--help")
        assert told.code == 0
        assert "--json" in told.out


def _with_parts(name: str) -> list[list[str]]:
    """Return a command, or the commands that it is made of and itself where it does something."""
    module = import_module(f"cli.commands.{COMMANDS[name]}")
    command: Any = typer.main.get_command(module.app)
    parts = [[name, part] for part in getattr(command, "commands", ())]
    return [*parts, [name]] if not parts or command.invoke_without_command else parts


def test_the_help_of_do_lists_every_command_of_the_domain(bare: Cli) -> None:
    told = bare("do", "--help").out
    for name in catalogue():
        assert name in told


def test_a_command_of_the_domain_is_told_with_who_may_when_and_with_what(bare: Cli) -> None:
    told = bare("commands", "decline").out
    assert "invited mentor" in told
    assert "OUTREACH" in told
    assert """referrals='{"person": "ann@example.org"}'""" in told
    document = bare("commands", "decline", "--json").json
    assert document["who"] == ["invited mentor"]
    assert [field["name"] for field in document["fields"]] == ["invitation", "reason", "referrals"]


def test_the_five_parts_of_a_goal_are_required_and_a_programs_commands_say_who_may(
    bare: Cli,
) -> None:
    fields = bare("commands", "set_goal", "--json").json["fields"]
    assert [each["required"] for each in fields] == [True] * 5
    who = {each["name"]: each["who"] for each in bare("commands", "--json").json}
    assert who["close_program"] == ["an administrator"]
    assert who["set_policy"] == ["a coordinator", "an administrator"]
    assert all(who.values())


def test_no_command_of_the_inside_is_offered(bare: Cli) -> None:
    names = {each["name"] for each in bare("commands", "--json").json}
    assert "accept" in names
    assert names.isdisjoint({"deadline_passed", "transition_by_email", "end_away", "review_people"})


def test_a_misspelt_command_is_suggested(bare: Cli) -> None:
    told = bare("lits")
    assert told.code == 2
    assert "did you mean 'list'?" in told.error


def test_a_missing_argument_and_an_unknown_option_are_told(bare: Cli) -> None:
    assert "Missing argument 'ID'" in bare("show").error
    assert bare("show", "abcd", "--colour").code == 2
    assert "--colour" in bare("show", "abcd", "--colour").error


def test_an_error_is_json_too_when_json_was_asked_for(bare: Cli) -> None:
    told = bare("list", "--json")
    assert told.code == 3
    assert told.json["error"]["kind"] == "down"
    assert "mentorship up" in told.json["error"]["sentence"]


def test_a_key_is_made_for_the_settings(bare: Cli) -> None:
    assert len(bare("key").out.strip()) == 44
    assert bare("key", "--json").json["key"] != bare("key", "--json").json["key"]


def test_the_process_ends_with_the_exit_code_and_one_sentence(home: Path) -> None:
    told = in_a_process(home, "list")
    assert told.code == 3
    assert "mentorship up" in told.error
