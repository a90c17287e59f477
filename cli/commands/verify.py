"""`mentorship verify`."""

from collections.abc import Sequence

import typer

from cli.exits import ExitCode
from cli.output import AsJson, print_json, screen, styled, table
from cli.session import run, session
from records.verify import Heads, Problem

app = typer.Typer(add_completion=False)


@app.command()
def verify(*, as_json: AsJson = False) -> int:
    """Check every record: nothing changed, lost or reordered since it was written."""
    heads, problems = run(_verified())
    events = sum(version for version, _ in heads.values())
    if as_json:
        print_json({"streams": len(heads), "events": events, "problems": problems})
    else:
        _tell(len(heads), events, problems)
    return ExitCode.REFUSED if problems else ExitCode.DONE


async def _verified() -> tuple[Heads, list[Problem]]:
    async with session() as found:
        problems = [each async for each in found.records.verify()]
        return await found.records.heads(), problems


def _tell(streams: int, events: int, problems: Sequence[Problem]) -> None:
    console = screen()
    if not problems:
        told = f" All {events} events of {streams} streams are as they were recorded."
        console.print(styled(("✓", "good"), told))
        return
    found = table("stream", "version", "finding", "what is wrong")
    for each in problems:
        found.add_row(each.stream, str(each.version), each.finding, each.sentence)
    console.print(found)
    console.print(f"{len(problems)} of {events} events are not as recorded.", style="bad")
