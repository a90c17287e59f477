"""`mentorship transition`."""

from typing import Annotated

import typer

from cli.arguments import ActingRole, As, CommandId, DryRun, MentorshipId, command_id
from cli.commands.do import Given, give_and_tell
from cli.fields import plain
from cli.output import AsJson
from cli.session import run

app = typer.Typer(add_completion=False)

Stage = Annotated[str, typer.Argument(help="The stage to move to, such as GOALS.")]
Why = Annotated[str, typer.Option(help="The reason; the history shows it.")]


@app.command()
def transition(
    ident: MentorshipId,
    stage: Stage,
    *,
    why: Why,
    email: As = None,
    role: ActingRole = None,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Move a mentorship to another stage by the administrator's hand."""
    words = [f"to={stage}", f"why={plain(why)}"]
    given = Given(ident, "transition", words, email, role, command_id(chosen))
    return run(give_and_tell(given, dry_run=dry_run, as_json=as_json))
