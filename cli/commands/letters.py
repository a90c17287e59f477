"""`mentorship letters`."""

from typing import Annotated

import typer
from typer.core import TyperGroup

from cli.commands import letter_templates
from cli.exits import Usage
from cli.finding import Target, find_mentorship, find_person
from cli.ledger import tell_letters_of, tell_letters_to
from cli.output import AsJson, print_json
from cli.session import run, session
from cli.words import Reader
from records.outbox import LedgerLine


class _LettersOfAnId(TyperGroup):
    """A group whose first word is one of its commands, or else the ID of a mentorship."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        is_command = bool(args) and args[0] in self.commands
        ctx.allow_interspersed_args = not is_command
        if is_command:  # there is no place for an ID then
            self.params = [each for each in self.params if each.param_type_name != "argument"]
        return super().parse_args(ctx, args)


app = typer.Typer(
    add_completion=False,
    cls=_LettersOfAnId,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
)
app.command("preview")(letter_templates.show)
app.command("check")(letter_templates.check)

Ident = Annotated[
    str, typer.Argument(metavar="ID", help="The mentorship: its id, or 4 characters.")
]
Who = Annotated[
    str | None,
    typer.Option(
        "--person", metavar="EMAIL|ID", help="All letters to one person, whatever they are about."
    ),
]


@app.callback()
def letters(
    ctx: typer.Context, ident: Ident = "", *, person: Who = None, as_json: AsJson = False
) -> None:
    """Show the letters of a mentorship, or to a person: about what, and what became of each.

    A letter waits, is held until its time, was sent by itself or gathered with others, was dropped
    because it applied no longer, or was given up because no server took it.
    """
    if ctx.invoked_subcommand is not None:
        return
    if bool(ident) == (person is not None):
        sentence = "Give either the ID of a mentorship or --person with an address or id."
        raise Usage(sentence)
    lines, reader = run(_letters_of(ident) if person is None else _letters_to(person))
    if as_json:
        print_json(lines)
    elif person is None:
        tell_letters_of(lines, reader)
    else:
        tell_letters_to(lines, reader)


_Found = tuple[list[LedgerLine], Reader]


async def _letters_of(word: str) -> _Found:
    async with session() as found:
        ident = await find_mentorship(found.records, word)
        reader = await found.reader(Target("mentorship", ident), set())
        return await found.records.letters_of(ident), reader


async def _letters_to(word: str) -> _Found:
    async with session() as found:
        row = await find_person(found.records, word)
        reader = await found.reader(Target("person", row.id), set())
        return await found.records.letters_to(row.id), reader
