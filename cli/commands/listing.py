"""`mentorship list`."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from cli.exits import Usage
from cli.finding import find_person, find_program, short
from cli.output import AsJson, print_json, screen, styled, table
from cli.session import Session, run, session
from cli.words import Reader, day, spoken
from domain.dates import local_day
from domain.mentorship.stages import Stage
from records.queries import MentorshipRow, Which

app = typer.Typer(add_completion=False)

Stages = Annotated[str | None, typer.Option("--stage", help="Only those in this stage.")]
Program = Annotated[str | None, typer.Option(metavar="NAME|ID", help="Only this program's.")]
Person = Annotated[str | None, typer.Option(metavar="EMAIL|ID", help="Only this person's.")]
Attention = Annotated[bool, typer.Option("--attention", help="Only those that need a look.")]
All = Annotated[bool, typer.Option("--all", help="Also those whose record is closed.")]
Limit = Annotated[int, typer.Option(min=1, max=100_000, help="The most to show.")]


@app.command(name="list")
def list_mentorships(
    *,
    stage: Stages = None,
    program: Program = None,
    person: Person = None,
    attention: Attention = False,
    everything: All = False,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """List mentorships: what needs a look comes first, then what is due next."""
    rows, zones = run(
        _listed(
            _stage(stage),
            program,
            person,
            attention=attention,
            everything=everything,
            limit=limit,
        )
    )
    if as_json:
        print_json(rows[:limit])
    else:
        _tell(rows, zones, limit=limit)


def _stage(name: str | None) -> Stage | None:
    if name is None:
        return None
    try:
        return Stage(name.upper().replace("-", "_"))
    except ValueError:
        stages = ", ".join(Stage)
        sentence = f"There is no stage {name[:40]!r}; the stages are {stages}."
        raise Usage(sentence, stage=name[:40]) from None


async def _listed(
    stage: Stage | None,
    program: str | None,
    person: str | None,
    *,
    attention: bool,
    everything: bool,
    limit: int,
) -> tuple[list[MentorshipRow], dict[str, str]]:
    async with session() as found:
        which = Which(
            program=None if program is None else (await find_program(found.records, program)).id,
            person=None if person is None else (await find_person(found.records, person)).id,
            stage=stage,
            attention=True if attention else None,
            complete=None if everything else False,
        )
        rows = await found.records.mentorships(which, limit=limit + 1)
        return rows, await _zones(found)


async def _zones(found: Session) -> dict[str, str]:
    return {str(row.id): row.zone for row in await found.records.programs()}


def _tell(rows: Sequence[MentorshipRow], zones: dict[str, str], *, limit: int) -> None:
    if not rows:
        screen().print("No mentorships match; 'mentorship list --all' shows all.", style="quiet")
        return
    listed = table("id", "stage", "mentee", "mentor", "next", "needs a look")
    for row in rows[:limit]:
        zone = zones.get(str(row.program), "UTC")
        listed.add_row(
            styled((short(row.id), "key")),
            _stands(row, zone),
            row.mentee_name or "—",
            row.mentor_name or "—",
            _next(row, zone),
            Text(", ".join(spoken(each) for each in row.attention), style="warn"),
        )
    screen().print(listed)
    if len(rows) > limit:
        screen().print("… and more; --limit shows them.", style="quiet")


def _stands(row: MentorshipRow, zone: str) -> Text:
    stage = styled((row.stage, "stage"))
    if row.paused_until is not None:
        stage.append(f" paused until {day(local_day(row.paused_until, zone))}", style="quiet")
    return stage


def _next(row: MentorshipRow, zone: str) -> str:
    if row.next_due is None:
        return "—"
    kind = row.next_kind or ""
    return f"{Reader({}, zone).deadline(row.next_due, kind)}  {spoken(kind)}"
