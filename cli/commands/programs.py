"""`mentorship programs`."""

import typer

from cli.output import AsJson, print_json, screen, table
from cli.session import run, session
from records.queries import ProgramRow

app = typer.Typer(add_completion=False)


@app.command()
def programs(*, as_json: AsJson = False) -> None:
    """List the programs."""
    rows = run(_programs())
    if as_json:
        print_json(rows)
        return
    if not rows:
        screen().print(
            "There is no program yet: mentorship program create Residency --zone America/Denver",
            style="quiet",
        )
        return
    listed = table("name", "zone", "", "id")
    for row in rows:
        listed.add_row(row.name, row.zone, "closed" if row.closed else "open", str(row.id))
    screen().print(listed)


async def _programs() -> list[ProgramRow]:
    async with session() as found:
        return await found.records.programs()
