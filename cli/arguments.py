"""Arguments and options that several commands have, each described once."""

from typing import Annotated, Literal
from uuid import UUID

import typer

from runtime.ids import new_id

MentorshipId = Annotated[
    str,
    typer.Argument(metavar="ID", help="A mentorship: its id, or at least the first 4 characters."),
]

As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="Act as this person, in the role they have here; without it you are the operator, "
        "who has an administrator's rights.",
    ),
]

ActingRole = Annotated[
    Literal["mentee", "mentor", "coordinator", "administrator"] | None,
    typer.Option("--role", help="The role to act in, where a person has several."),
]

CommandId = Annotated[
    UUID | None,
    typer.Option(
        "--id",
        metavar="UUID",
        help="The command's own id: given again with the same content, it acts once.",
    ),
]

DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Show what would follow; record nothing."),
]


def command_id(chosen: UUID | None) -> UUID:
    """Return the id that was chosen, or one that nobody has."""
    return chosen or new_id()
