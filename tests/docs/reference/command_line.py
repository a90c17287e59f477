"""The page of the command line: every command with its arguments and options, and exit codes."""

import ast
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any, Literal, get_args, get_origin

import typer

from cli.exits import ExitCode
from cli.main import COMMANDS
from tests.docs.reference.markdown import code, headed, page, prose, table
from tests.docs.reference.rules import ROOT


def command_line() -> str:
    """Return the page of the command line."""
    parts = [headed(2, "Exit codes"), table(("code", "name", "means"), _exit_codes())]
    for name in COMMANDS:
        for words, each in _with_inner(name, command_of(name)):
            parts.append(_told(words, each))
    about = (
        "`mentorship --help` lists the commands and `mentorship NAME --help` shows what stands "
        "here. `--json` prints one JSON document on standard output and nothing else, also when "
        "something goes wrong."
    )
    return page("Command line", about, *parts)


def command_of(name: str) -> Any:
    """Return a command as the command line has it."""
    return typer.main.get_command(import_module(f"cli.commands.{COMMANDS[name]}").app)


def _with_inner(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield words, command
    for name, each in getattr(command, "commands", {}).items():
        yield from _with_inner(f"{words} {name}", each)


def _told(words: str, command: Any) -> str:
    level = 2 + words.count(" ")
    shown = [each for each in command.params if not each.hidden and each.name != "help"]
    usage = " ".join(["mentorship", words, *_usage(command, shown)])
    parts = [headed(level, code(f"mentorship {words}"), words.replace(" ", "-"))]
    parts += [prose(command.help), f"```text\n{usage}\n```"]
    if shown:
        rows = [(_name(each), each.help or "", _default(each)) for each in shown]
        parts.append(table(("argument or option", "", "default"), rows))
    if command.epilog and "[bold]" not in command.epilog:  # those are tables of their own pages
        parts.append(" ".join(command.epilog.split()))
    return "\n\n".join(parts)


def _usage(command: Any, shown: Sequence[Any]) -> Iterator[str]:
    if any(each.param_type_name == "option" for each in shown):
        yield "[OPTIONS]"
    for each in shown:
        if each.param_type_name == "argument":
            yield _metavar(each) if each.required else f"[{_metavar(each)}]"
    if getattr(command, "commands", None):
        yield "COMMAND" if not getattr(command, "invoke_without_command", False) else "[COMMAND]"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return code(_metavar(parameter))
    names = ", ".join(code(each) for each in [*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {code(_metavar(parameter))}"


def _metavar(parameter: Any) -> str:
    annotation = parameter.type_descriptor.annotation
    if parameter.metavar:
        return str(parameter.metavar)
    if get_origin(annotation) is Literal:
        return "|".join(get_args(annotation))
    kind = getattr(annotation, "__name__", str(annotation)).upper()
    return str(parameter.name).upper() if kind == "STR" else kind


def _default(parameter: Any) -> str:
    given = parameter.default
    if given in {None, False, ""} or parameter.required or callable(given):
        return "required" if parameter.required else ""
    return code(getattr(given, "value", given))


def _exit_codes() -> list[tuple[str, str, str]]:
    tree = ast.parse((ROOT / "cli/exits.py").read_text())
    body = next(each for each in tree.body if getattr(each, "name", "") == "ExitCode").body  # type: ignore[attr-defined]
    pairs = pairwise(body)
    said = {
        ast.unparse(before.targets[0]): prose(ast.literal_eval(after.value))
        for before, after in pairs
        if isinstance(before, ast.Assign) and isinstance(after, ast.Expr)
    }
    return [(code(int(each)), each.name, said[each.name]) for each in ExitCode]
