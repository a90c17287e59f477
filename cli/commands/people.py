"""`mentorship people`: who is registered, and many people at once from a spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import typer

from cli.advance import advancing
from cli.arguments import DryRun
from cli.exits import ExitCode, Usage
from cli.finding import find_program
from cli.imported import tell_report
from cli.output import AsJson, print_json, screen, table
from cli.session import run, session
from domain.acting import OPERATOR
from domain.envelopes import Role
from interchange.roster.columns import COLUMNS, Column
from interchange.roster.errors import RosterError
from interchange.roster.importing import Options, import_people
from interchange.roster.report import Report
from interchange.roster.rows import ForAll
from interchange.roster.sheets import BYTES
from records.queries import PersonRow
from records.questions import LIST
from runtime.clock import now
from runtime.ids import new_id

app = typer.Typer(rich_markup_mode="rich", add_completion=False)

EVERYBODY = 1_000_000
"""More than there can be."""

Program = Annotated[str | None, typer.Option(help="Only those with a role in this program.")]
Limit = Annotated[
    int | None,
    typer.Option(min=1, help=f"The most to list; without it {LIST}, or with --json everybody."),
]


@app.callback(invoke_without_command=True)
def people(
    ctx: typer.Context, *, program: Program = None, limit: Limit = None, as_json: AsJson = False
) -> None:
    """List who is registered, with their roles; 'people import' registers many at once."""
    if ctx.invoked_subcommand is not None:
        return
    most = limit or (EVERYBODY if as_json else LIST)
    rows, names = run(_people(program, most + 1))
    if as_json:
        print_json([_document(row, names) for row in rows[:most]])
    elif not rows:
        screen().print(
            "Nobody is registered yet: import a spreadsheet with 'mentorship people import FILE', "
            "or give mentorship do new register_person "
            'name="Ada Lovelace" email=ada@example.org zone=Europe/London',
            style="quiet",
        )
    else:
        _tell(rows[:most], names)
        if len(rows) > most:
            screen().print(f"These are the first {most}; --limit shows more.", style="quiet")


def _tell(rows: Sequence[PersonRow], names: Mapping[UUID, str]) -> None:
    listed = table("name", "address", "zone", "roles", "capacity")
    for row in rows:
        capacity = "" if row.capacity is None else str(row.capacity)
        listed.add_row(row.name, row.email or "(gone)", row.zone, _roles(row, names), capacity)
    screen().print(listed)


async def _people(program: str | None, limit: int) -> tuple[list[PersonRow], dict[UUID, str]]:
    async with session() as found:
        wanted = None if program is None else (await find_program(found.records, program)).id
        names = {row.id: row.name for row in await found.records.programs()}
        return await found.records.people(program=wanted, limit=limit), names


def _roles(row: PersonRow, names: Mapping[UUID, str]) -> str:
    held = ["administrator"] if row.administrator else []
    return ", ".join([*held, *(f"{role} ({names.get(where, where)})" for where, role in row.roles)])


def _document(row: PersonRow, names: Mapping[UUID, str]) -> dict[str, object]:
    roles = [
        {"program": where, "program_name": names.get(where), "role": role}
        for where, role in row.roles
    ]
    return {**vars(row), "roles": roles}


# ---------------------------------------------------------------- import


def _about_columns() -> str:
    about = "The columns, by any of their headings; email is needed, and for new people a name:"
    return "\n\n".join([about, *map(_about, COLUMNS)])


def _about(column: Column) -> str:
    return f"[bold]{column.name}[/] ({', '.join(column.headings[:2])}, …): {column.about}"


File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A CSV file, or an Excel or OpenDocument spreadsheet."),
]
ProgramForAll = Annotated[
    str | None, typer.Option(help="The program of everybody whose row names none.")
]
RoleForAll = Annotated[
    Literal["mentee", "mentor", "coordinator"] | None,
    typer.Option("--role", help="The role in it of everybody whose row names none."),
]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Record the good rows even where others are bad.")
]
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a spreadsheet.")
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The encoding of a CSV file, where it is not found out."),
]


@app.command("import", epilog=_about_columns())
def import_(
    file: File,
    *,
    program: ProgramForAll = None,
    role: RoleForAll = None,
    skip_bad: SkipBad = False,
    dry_run: DryRun = False,
    sheet: SheetName = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
) -> int:
    """Register everybody in a spreadsheet: all of them, or nobody where a row is bad.

    Who has the address of a row already only gets what the row adds; blank cells change nothing,
    and nothing is taken away, so the same file again changes nothing.
    """
    data = _read(file)
    options = Options(encoding=encoding, sheet=sheet, skip_bad=skip_bad, rehearsal=dry_run)
    report = run(_import(data, options, program, role, words=file.name, quiet=as_json))
    if as_json:
        print_json(report.document())
    else:
        tell_report(report, skip_bad=skip_bad)
    stopped = report.problems and (not skip_bad or not report.people)
    return ExitCode.REFUSED if stopped else ExitCode.DONE


class Unreadable(Usage):
    """A file that is no roster."""

    kind = RosterError.kind


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(BYTES + 1)
    except OSError as error:
        sentence = f"{file} cannot be read ({error.strerror}); name a file that is there."
        raise Usage(sentence, file=str(file)) from error


async def _import(
    data: bytes, options: Options, program: str | None, role: str | None, *, words: str, quiet: bool
) -> Report:
    async with session() as found:
        for_all = ForAll(
            program=None if program is None else await find_program(found.records, program),
            role=None if role is None else Role(role),
        )
        with advancing(f"Importing {words}", "people", quiet=quiet) as told:
            try:
                return await import_people(
                    found.records,
                    data,
                    options=replace(options, for_all=for_all),
                    actor=OPERATOR,
                    import_id=new_id(),
                    at=now(),
                    told=told,
                )
            except RosterError as error:
                raise Unreadable(str(error)) from error
