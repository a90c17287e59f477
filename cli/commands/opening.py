"""`mentorship open`."""

from typing import Annotated

import typer

from cli.arguments import ActingRole, As, CommandId, DryRun, command_id
from cli.commands.do import NEW, Given, give_and_tell
from cli.output import AsJson
from cli.session import run

app = typer.Typer(add_completion=False)

Program = Annotated[str, typer.Option(metavar="NAME|ID", help="The program.")]
Mentee = Annotated[str, typer.Option(metavar="EMAIL|ID", help="Whose search begins.")]
Continues = Annotated[
    str | None, typer.Option(metavar="ID", help="The mentee's earlier mentorship, if any.")
]


@app.command(name="open")
def open_mentorship(
    *,
    program: Program,
    mentee: Mentee,
    continues: Continues = None,
    email: As = None,
    role: ActingRole = None,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Open a mentorship: a mentee's search begins."""
    words = [f"program={program}", f"mentee={mentee}"]
    words += [f"continues={continues}"] if continues else []
    given = Given(NEW, "open_mentorship", words, email, role, command_id(chosen))
    return run(give_and_tell(given, dry_run=dry_run, as_json=as_json))
