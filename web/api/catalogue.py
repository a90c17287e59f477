"""Which commands there are."""

from typing import Final

from fastapi import APIRouter, Response
from pydantic import Field

from domain.access.rights import Right
from domain.access.scopes import Scope, scope_of
from domain.catalogue import DomainCommand, catalogue
from domain.envelopes import Category
from domain.mentorship.stages import Stage
from web.api.acting import check_scope
from web.api.answers import answers
from web.api.command_routes import Asks
from web.api.commands import address_of
from web.api.documents import Document
from web.api.telling import told

router: Final = APIRouter(tags=["commands"])


class CommandDocument(Document):
    """A command: what it does, who may give it, when, and where it is sent."""

    name: str
    category: Category
    about: str
    who: list[str] = Field(description="The parts that may give it, in words.")
    stages: list[Stage] = Field(description="Of a mentorship; none: in any.")
    scope: Scope | None = Field(description="The scope that a key needs for it.")
    address: str = Field(description="Where it is sent; its fields are in the description there.")

    @classmethod
    def of(cls, command: DomainCommand) -> "CommandDocument":
        """Return a command as the API tells it."""
        return cls(
            name=command.name,
            category=command.category,
            about=command.about,
            who=[each for each in command.who if each != "the system"],
            stages=[Stage(each) for each in command.stages],
            scope=scope_of(command.name),
            address=address_of(command.name, command.category),
        )


class CommandList(Document):
    """All commands that people can give."""

    commands: list[CommandDocument]


@router.get(
    "/commands",
    summary="List the commands",
    response_model=CommandList,
    response_description="All commands that there are.",
    responses=answers(403),
)
async def list_commands(asks: Asks) -> Response:
    """List the commands of the rules: what they do, who may give them, and when."""
    check_scope(asks, Right.READ_COMMANDS, stream="commands")
    return told(CommandList(commands=[CommandDocument.of(each) for each in catalogue().values()]))
