"""`mentorship history`."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from cli.arguments import As
from cli.exits import Usage
from cli.finding import find_target
from cli.output import AsJson, print_json, screen, styled, table
from cli.session import Session, run, session
from cli.viewing import viewer_as
from cli.words import Reader, details, title
from domain.envelopes import INTERNAL
from domain.mentorship import Mentorship
from records.recorded import Recorded
from records.seeing import Seen, seen_by, seen_whole

app = typer.Typer(add_completion=False)

Ident = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="A mentorship's id or its first 4 characters; person/EMAIL; program/NAME.",
    ),
]


@app.command()
def history(ident: Ident, *, email: As = None, as_json: AsJson = False) -> None:
    """Tell every event of a mentorship, a person or a program: when, what, who and why.

    With --as it tells what that person may see: sealed stays sealed, hidden stays hidden.
    """
    stream, seen, reader = run(_history(ident, email))
    if as_json:
        print_json([{"stream": stream, **vars(each)} for each in seen])
    else:
        _tell(seen, reader)


async def _history(word: str, email: str | None) -> tuple[str, list[Seen], Reader]:
    async with session() as found:
        target = await find_target(found.records, word)
        events, people = await found.history(target)
        state = await found.state(target)
        reader = await found.reader(target, people)
        return target.stream, await _seen(found, events, state, email), reader


async def _seen(
    found: Session, events: Sequence[Recorded], state: object, email: str | None
) -> list[Seen]:
    if isinstance(state, Mentorship):
        return seen_by(events, await viewer_as(found.records, state, email))
    if email is not None:
        sentence = "--as is for mentorships; leave it out for a person's or a program's history."
        raise Usage(sentence)
    return seen_whole(events)


def _tell(seen: Sequence[Seen], reader: Reader) -> None:
    listed = table("", "when", "who", "what")
    listed.columns[0].justify = "right"
    for each in seen:
        number = styled((str(each.version), "quiet"))
        listed.add_row(number, reader.moment(each.at), _who(each, reader), _what(each, reader))
    screen().print(listed)
    screen().print(f"Times are those of {reader.zone}.", style="quiet")


def _who(event: Seen, reader: Reader) -> Text:
    by_itself = event.actor.role in INTERNAL
    return styled((reader.who(event.actor), "warn" if by_itself else "who"))


def _what(event: Seen, reader: Reader) -> Text:
    told = details(event.data, reader)
    return styled((title(event.type), "head"), f" — {told}" if told else "")
