"""The `mentorship` command: finds the command that is meant, runs it, and ends in one way."""

import sys
import traceback
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from cli.exits import CliError, ExitCode
from cli.output import print_json, screen
from runtime.errors import SetupError
from runtime.exit import leave
from runtime.settings import Settings

COMMANDS = {
    "up": "up",
    "demo": "demo",
    "open": "opening",
    "do": "do",
    "transition": "transition",
    "list": "listing",
    "show": "show",
    "history": "history",
    "next": "coming",
    "letters": "letters",
    "link": "link",
    "access": "access",
    "calendar": "calendar",
    "people": "people",
    "person": "person",
    "programs": "programs",
    "program": "program",
    "export": "export",
    "commands": "commands",
    "receipt": "receipt",
    "retry": "retry",
    "records": "records",
    "restore": "restore",
    "status": "status",
    "key": "key",
    "migrate": "migrate",
}
"""Each command and its module in `cli.commands`, in the order of the help."""

EPILOG = (
    "Exit codes: 0 done; 1 refused, and nothing changed; 2 not understood; 3 a server is down; "
    "4 not recorded yet, ask again with 'mentorship receipt'."
)


class _Commands(TyperGroup):
    """Loads a command only when it is asked for: some take a second to import."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override] # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        if cmd_name not in COMMANDS:
            if not cmd_name.startswith("-"):
                ctx.fail(_no_such_command(cmd_name))
            return None
        module = import_module(f"cli.commands.{COMMANDS[cmd_name]}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        _reflow(command)
        return command


def _reflow(command: Any) -> None:
    """Let a paragraph of the help be as wide as the terminal, not as the source's lines."""
    paragraphs = (command.help or "").split("\n\n")
    command.help = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    for each in getattr(command, "commands", {}).values():
        _reflow(each)


def _no_such_command(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    right = f"did you mean '{near[0]}'?" if near else "'mentorship --help' lists them."
    return f"There is no command {name[:40]!r}; {right}"


app = typer.Typer(
    name="mentorship",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    epilog=EPILOG,
    pretty_exceptions_enable=False,
)


@app.callback()
def _about() -> None:
    """Long-lived mentorships, from the search to the ending: durable, recorded, reminded."""


def main() -> NoReturn:
    """Run the command that the process was started with, and leave with its exit code."""
    leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; what went wrong has been told in one sentence."""
    try:
        given = typer.main.get_command(app).main(
            args=list(arguments), prog_name="mentorship", standalone_mode=False
        )
    except CliError as error:
        return _told(arguments, str(error), error.exit_code, error.kind, **error.facts)
    except SetupError as error:
        kind = type(error).__name__
        return _told(arguments, str(error), ExitCode.DOWN, kind)
    except TyperException as error:
        if not error.format_message():  # the help has been printed, and says all there is to say
            return ExitCode.USAGE
        return _told(arguments, _sentence(error), ExitCode.USAGE, "usage")
    except (KeyboardInterrupt, Abort):
        return ExitCode.INTERRUPTED
    except SystemExit as ended:  # a reader that closed its end of the pipe
        return ended.code if isinstance(ended.code, int) else ExitCode.FAULT
    except Exception as fault:  # noqa: BLE001 - the last to catch it, so that nobody sees a trace
        return _told(arguments, _of_ours(fault), ExitCode.FAULT, "fault")
    return given if isinstance(given, int) else ExitCode.DONE


def _told(
    arguments: Sequence[str], sentence: str, code: ExitCode, kind: str, **facts: object
) -> int:
    """Say what went wrong: on standard error, or as the JSON document that was asked for."""
    if "--json" in arguments:
        print_json({"error": {"kind": kind, "sentence": sentence, "facts": facts}})
    else:
        screen(stderr=True).print(sentence, style="bad", soft_wrap=True)
    return code


def _sentence(error: TyperException) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", "mentorship")
    message = " ".join(error.format_message().split())
    if not message.endswith((".", "?")):
        message += "."
    return message if "mentorship" in message else f"{message} See '{command} --help'."


def _of_ours(fault: Exception) -> str:
    try:
        wanted = Settings.load().log_level == "debug"
    except SetupError:
        wanted = False
    if wanted:
        traceback.print_exception(fault)
    return (
        f"This is a fault of the program, not yours: {type(fault).__name__}: {fault} "
        "(MENTORSHIP_LOG_LEVEL=debug shows where)."
    )


if __name__ == "__main__":
    main()
