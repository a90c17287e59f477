"""`mentorship commands`."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.text import Text

from cli.catalogue import DomainCommand, catalogue, find_command
from cli.output import AsJson, facts, print_json, screen, styled, table, tell
from cli.shapes import Field

app = typer.Typer(add_completion=False)

Name = Annotated[str | None, typer.Argument(help="Only this command, with its fields.")]


@app.command()
def commands(name: Name = None, *, as_json: AsJson = False) -> None:
    """List the commands of the domain: what they do, who may give them, and when."""
    if name is None:
        _list(list(catalogue().values()), as_json=as_json)
        return
    command = find_command(name)
    if as_json:
        print_json(_document(command))
    else:
        _tell(command)


def _list(known: Sequence[DomainCommand], *, as_json: bool) -> None:
    if as_json:
        print_json([_document(each) for each in known])
        return
    for category, each_of in groupby(known, key=lambda each: each.category):
        listed = table("", "who", "what it does")
        for each in each_of:
            listed.add_row(Text(each.name, style="key"), _who(each), each.about)
        screen().print(styled((f"to a {category}", "head")), listed, "")
    tell(("mentorship commands NAME", "key"), " shows a command's fields.")


def _tell(command: DomainCommand) -> None:
    screen().print(styled((command.name, "key"), f"  {command.about}"), "")
    stages = " ".join(command.stages) or "any"
    who = _who(command)
    told = {"given to": f"a {command.category}", "by": who or None}
    screen().print(facts(told | {"in": stages if command.category == "mentorship" else None}), "")
    if not command.fields:
        tell("It has no fields.")
        return
    listed = table("field", "", "takes")
    for name, field in _flat(command.fields):
        listed.add_row(name, "required" if field.required else "", field.takes)
    screen().print(listed)


def _flat(fields: Sequence[Field], *, before: str = "") -> list[tuple[str, Field]]:
    flat: list[tuple[str, Field]] = []
    for each in fields:
        flat.append((f"{before}{each.name}", each))
        flat += _flat(each.inner, before=f"{before}{each.name}.")
    return flat


def _who(command: DomainCommand) -> str:
    return ", ".join(each for each in command.who if each != "the system")


def _document(command: DomainCommand) -> dict[str, Any]:
    return {
        "name": command.name,
        "category": command.category,
        "about": command.about,
        "who": command.who,
        "stages": command.stages,
        "fields": command.fields,
    }
