"""`mentorship export`."""

from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.advance import Told, advancing
from cli.exits import ExitCode, Usage
from cli.finding import find_program
from cli.outlet import ReaderGone, Write, outlet
from cli.output import AsJson, print_json, tell
from cli.session import Session, run, session
from domain.dates import begins
from interchange.exports.columns import COLUMNS, What
from interchange.exports.exporting import Wanted, export
from interchange.exports.written import Format
from records.exports import Extent


def _epilog() -> str:
    listed = [f"[bold]{name}[/]: {', '.join(_named(name))}" for name in COLUMNS]
    return "\n\n".join(["The columns of CSV, which are the fields of JSON Lines:", *listed])


def _named(what: What) -> list[str]:
    return [each.name for each in COLUMNS[what]]


app = typer.Typer(rich_markup_mode="rich", add_completion=False)

Wish = Annotated[What, typer.Argument(metavar="WHAT", help="people, mentorships or events.")]
Program = Annotated[
    str | None,
    typer.Option(metavar="NAME|ID", help="Only what belongs to this program."),
]
Written = Annotated[
    Format, typer.Option("--format", help="CSV for spreadsheets, JSON Lines for programs.")
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write this file, when all is there; else to the screen."),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="Only what something happened to since this day began, such as 2026-12-31 (in the "
        "zone of --program, else UTC), or since a moment such as 2026-12-31T17:00:00+01:00.",
    ),
]
After = Annotated[
    int,
    typer.Option(min=0, metavar="POSITION", help="Of events, only those after this position."),
]
Sealed = Annotated[
    bool,
    typer.Option(
        "--sealed",
        help="Also what the program keeps from one of the two: concerns, sealed notes and reasons, "
        "answers, reflections, wishes to end. For your eyes alone.",
    ),
]
Bom = Annotated[
    bool, typer.Option("--no-bom", help="Begin CSV without the mark that Excel needs for accents.")
]


@dataclass(frozen=True)
class _Asked:
    what: What
    program: str | None
    since: str | None
    after: int
    written_as: Format
    sealed: bool
    bom: bool


@app.command(epilog=_epilog(), name="export")
def export_records(
    what: Wish,
    *,
    program: Program = None,
    written_as: Written = Format.CSV,
    out: Out = None,
    since: Since = None,
    after: After = 0,
    sealed: Sealed = False,
    no_bom: Bom = False,
    as_json: AsJson = False,
) -> int:
    """Export people, mentorships or events, all as they are at one moment.

    What is sealed stays out unless --sealed is given; of people who were erased nothing personal
    is told. With --out, --json tells what was written.
    """
    if as_json and out is None:
        sentence = "--json tells of a file; give --out FILE, or --format jsonl for JSON Lines."
        raise Usage(sentence)
    if after and what != "events":
        sentence = "--after is a position of events; for others there is --since."
        raise Usage(sentence)
    asked = _Asked(what, program, since, after, written_as, sealed, bom=not no_bom)
    return run(_exported(asked, out, as_json=as_json))


async def _exported(asked: _Asked, out: Path | None, *, as_json: bool) -> int:
    async with session() as found:
        wanted = await _wanted(found, asked)
        try:
            quiet = as_json or out is None
            with advancing("Exporting", asked.what, quiet=quiet) as told, outlet(out) as write:
                records = await _written(found, wanted, write, told)
        except ReaderGone:
            return ExitCode.DONE
    if as_json:
        print_json({"what": asked.what, "file": str(out), "records": records})
    elif out is not None:
        tell(("✓ exported ", "good"), f"{records} {asked.what} to {out}")
    return ExitCode.DONE


async def _written(found: Session, wanted: Wanted, write: Write, told: Told) -> int:
    records = 0
    async with aclosing(export(found.records, wanted)) as pages:
        async for page in pages:
            write(page.content)
            records += page.records
            told(records)
    return records


async def _wanted(found: Session, asked: _Asked) -> Wanted:
    program: UUID | None = None
    zone = "UTC"
    if asked.program is not None:
        row = await find_program(found.records, asked.program)
        program, zone = row.id, row.zone
    since = None if asked.since is None else _moment(asked.since, zone)
    return Wanted(
        asked.what,
        Extent(program=program, since=since, after=asked.after),
        written_as=asked.written_as,
        sealed=asked.sealed,
        bom=asked.bom,
    )


def _moment(word: str, zone: str) -> datetime:
    try:
        if len(word) == len("2026-12-31"):
            return begins(date.fromisoformat(word), zone).at
        at = datetime.fromisoformat(word)
    except (OverflowError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        sentence = (
            f"--since: {word[:60]!r} is no day such as 2026-12-31, and no moment such as "
            "2026-12-31T17:00:00+01:00."
        )
        raise Usage(sentence, since=word[:60])
    return at
