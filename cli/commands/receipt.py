"""`mentorship receipt`."""

from typing import Annotated
from uuid import UUID

import typer

from cli.commands.do import told
from cli.exits import Unknown
from cli.output import AsJson
from cli.session import run, session

app = typer.Typer(add_completion=False)

Command = Annotated[UUID, typer.Argument(metavar="COMMAND_ID", help="The command's own id.")]


@app.command()
def receipt(command: Command, *, as_json: AsJson = False) -> int:
    """Say what became of a command."""
    return run(_receipt(command, as_json=as_json))


async def _receipt(command: UUID, *, as_json: bool) -> int:
    async with session() as found:
        kept = await found.records.receipt(command)
        if kept is None:
            sentence = (
                f"Nothing is recorded of command {command}: it never arrived, or is on its way; "
                "ask again, or give it again with the same --id."
            )
            raise Unknown(sentence, command_id=str(command))
        return await told(found, kept, as_json=as_json)
