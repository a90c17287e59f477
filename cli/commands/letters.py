"""`mentorship letters`."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from cli.finding import Target, find_mentorship
from cli.output import AsJson, print_json, screen, styled, table
from cli.session import run, session
from cli.words import Reader, spoken
from records.outbox import LedgerLine

app = typer.Typer(add_completion=False)

Ident = Annotated[
    str, typer.Argument(metavar="ID", help="The mentorship: its id, or 4 characters.")
]


@app.command()
def letters(ident: Ident, *, as_json: AsJson = False) -> None:
    """Show the letters of a mentorship: to whom, about what, and whether they went out."""
    lines, reader = run(_letters(ident))
    if as_json:
        print_json(lines)
    else:
        _tell(lines, reader)


async def _letters(word: str) -> tuple[list[LedgerLine], Reader]:
    async with session() as found:
        ident = await find_mentorship(found.records, word)
        reader = await found.reader(Target("mentorship", ident), set())
        return await found.records.letters_of(ident), reader


def _tell(lines: Sequence[LedgerLine], reader: Reader) -> None:
    if not lines:
        screen().print("No letters were written yet.", style="quiet")
        return
    listed = table("written", "to", "about", "sent")
    for line in lines:
        to = line.name or "(gone)"
        listed.add_row(reader.moment(line.raised_at), to, spoken(line.kind), _sent(line, reader))
    screen().print(listed)
    screen().print(f"Times are those of {reader.zone}.", style="quiet")


def _sent(line: LedgerLine, reader: Reader) -> Text:
    if line.sent_at is not None:
        return styled((reader.moment(line.sent_at), "good"))
    if line.last_error is None:
        return styled(("waiting", "warn"))
    if line.given_up_at is not None:
        return styled((f"given up on {reader.moment(line.given_up_at)}: {line.last_error}", "bad"))
    return styled((f"failed {line.attempts} times: {line.last_error}", "bad"))
