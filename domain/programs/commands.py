"""What can be asked of a program's stream. ``who`` says which parts may give the command."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, TypeAdapter

from domain.dates import Zone
from domain.model import Email, Item, Line, Partial, Text, Value
from domain.people.parts import ADMINISTRATOR, STAFF, Part
from domain.policy import Policy


class CreateProgram(Value):
    """Create a program, with the usual policy unless another one is given."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR
    type: Literal["create_program"] = "create_program"
    name: Line
    zone: Zone
    policy: Policy = Policy()


class SetPolicy(Value):
    """Change numbers of the policy, by name; what is left out stays."""

    who: ClassVar[frozenset[Part]] = STAFF
    type: Literal["set_policy"] = "set_policy"
    changes: Annotated[
        dict[str, Any],
        Field(
            max_length=100,
            description="Numbers by their names; `Policy` says what each means and may be.",
        ),
    ]


class SetTemplate(Value):
    """Set the text of the agreement that pairs begin with; None takes it back."""

    who: ClassVar[frozenset[Part]] = STAFF
    type: Literal["set_template"] = "set_template"
    text: Text | None


class SetLetterhead(Partial):
    """Set who gets the replies to the program's letters, and how they are signed.

    What is left out stays; None takes it back.
    """

    who: ClassVar[frozenset[Part]] = STAFF
    type: Literal["set_letterhead"] = "set_letterhead"
    reply_to: Email | None = None
    signature: Item | None = None


class CloseProgram(Value):
    """Open no new mentorships; the open ones go on."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR
    type: Literal["close_program"] = "close_program"


class ReopenProgram(Value):
    """Open new mentorships again."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR
    type: Literal["reopen_program"] = "reopen_program"


ProgramCommand = (
    CreateProgram | SetPolicy | SetTemplate | SetLetterhead | CloseProgram | ReopenProgram
)

COMMANDS: tuple[type[ProgramCommand], ...] = (
    CreateProgram,
    SetPolicy,
    SetTemplate,
    SetLetterhead,
    CloseProgram,
    ReopenProgram,
)
PROGRAM_COMMANDS: TypeAdapter[ProgramCommand] = TypeAdapter(
    Annotated[ProgramCommand, Field(discriminator="type")]
)
