"""`mentorship people`."""

from typing import Annotated
from uuid import UUID

import typer

from cli.finding import find_program
from cli.output import AsJson, print_json, screen, table
from cli.session import run, session
from records.queries import PersonRow

app = typer.Typer(add_completion=False)

Program = Annotated[str | None, typer.Option(help="Only those with a role in this program.")]


@app.command()
def people(*, program: Program = None, as_json: AsJson = False) -> None:
    """List who is registered, with their roles."""
    rows, names = run(_people(program))
    if as_json:
        print_json([_document(row, names) for row in rows])
        return
    if not rows:
        screen().print(
            "Nobody is registered yet: mentorship do new register_person "
            'name="Ada Lovelace" email=ada@example.org zone=Europe/London',
            style="quiet",
        )
        return
    listed = table("name", "address", "zone", "roles", "capacity")
    for row in rows:
        capacity = "" if row.capacity is None else str(row.capacity)
        listed.add_row(row.name, row.email or "(gone)", row.zone, _roles(row, names), capacity)
    screen().print(listed)


async def _people(program: str | None) -> tuple[list[PersonRow], dict[UUID, str]]:
    async with session() as found:
        wanted = None if program is None else (await find_program(found.records, program)).id
        names = {row.id: row.name for row in await found.records.programs()}
        return await found.records.people(program=wanted), names


def _roles(row: PersonRow, names: dict[UUID, str]) -> str:
    held = ["administrator"] if row.administrator else []
    return ", ".join([*held, *(f"{role} ({names.get(where, where)})" for where, role in row.roles)])


def _document(row: PersonRow, names: dict[UUID, str]) -> dict[str, object]:
    roles = [
        {"program": where, "program_name": names.get(where), "role": role}
        for where, role in row.roles
    ]
    return {**vars(row), "roles": roles}
