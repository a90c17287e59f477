"""`mentorship do`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from cli.acting import who_acts
from cli.arguments import ActingRole, As, CommandId, DryRun, command_id
from cli.catalogue import DomainCommand, catalogue, find_command
from cli.exits import Usage
from cli.fields import read_fields
from cli.finding import Target, find_target, ids_in
from cli.giving import envelope_of, give, rehearse
from cli.output import AsJson, jsonable
from cli.receipts import tell_preview, tell_receipt
from cli.session import Session, run, session
from domain.catalogue import CREATING
from domain.envelopes import Actor, CommandEnvelope, Receipt, Role
from domain.mentorship.standing import standing_to
from domain.standing import Standing
from records.dry_run import Preview
from records.read_tables import KINDS

NEW = "new"
"""Stands for the id of a stream that the command begins."""


def _epilog() -> str:
    listed = [" ".join([f"[bold]{each.name}[/]", *_shown(each)]) for each in catalogue().values()]
    about = "The commands, with their fields (those in brackets may be left out);"
    more = "'mentorship commands NAME' says what they mean, who may and when:"
    return "\n\n".join([f"{about} {more}", *listed])


def _shown(command: DomainCommand) -> list[str]:
    return [each.name if each.required else f"\\[{each.name}]" for each in command.fields]


app = typer.Typer(rich_markup_mode="rich", add_completion=False)

Ident = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="A mentorship's id or its first 4 characters; person/EMAIL; program/NAME; or 'new' "
        "for register_person, create_program and open_mentorship.",
    ),
]
Name = Annotated[str, typer.Argument(metavar="COMMAND", help="What to do.")]
Fields = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="key=value…",
        help="The command's fields. Dots reach into a field (terms.purpose=…), a key given again "
        "makes a list, an address stands for a person, a name for a program, @FILE for a file's "
        "text.",
    ),
]


@dataclass(frozen=True)
class Given:
    """What a command asks for, before it is known where and by whom."""

    ident: str
    name: str
    words: Sequence[str]
    email: str | None
    role: str | None
    command_id: UUID


@app.command(epilog=_epilog())
def do(
    ident: Ident,
    name: Name,
    fields: Fields = None,
    *,
    email: As = None,
    role: ActingRole = None,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Give any command of the domain to a mentorship, a person or a program."""
    given = Given(ident, name, fields or (), email, role, command_id(chosen))
    return run(give_and_tell(given, dry_run=dry_run, as_json=as_json))


async def give_and_tell(given: Given, *, dry_run: bool, as_json: bool) -> int:
    """Give a command, or rehearse it, and tell what became of it; return the exit code.

    Raises:
        CliError, SetupError: it was refused, or could not be given.
    """
    async with session() as found:
        target, envelope = await prepared(found, given)
        if dry_run:
            preview = await rehearse(found.records, target, envelope)
            reader = await found.reader(_dated_in(target, envelope), _ids(preview))
            return tell_preview(preview, reader, as_json=as_json)
        receipt = await give(found.installation, found.records, target, envelope)
        return await told(found, receipt, as_json=as_json, actor=envelope.actor)


def _dated_in(target: Target, envelope: CommandEnvelope) -> Target:
    """Return the stream in whose zone dates are told: of what does not exist yet, the program's."""
    program = (envelope.body or {}).get("program")
    if target.ident is not None or program is None:
        return target
    return Target("program", UUID(program))


async def prepared(found: Session, given: Given) -> tuple[Target, CommandEnvelope]:
    """Return where a command goes, and the command.

    Raises:
        CliError: it cannot be understood, or its actor is nobody here.
    """
    target, command = await _meant(found, given)
    body = await read_fields(
        command.model,
        given.words,
        commands=KINDS[target.category].decider.commands,
        find=found.find,
    )
    actor = await who_acts(
        found.records,
        target,
        email=given.email,
        role=Role(given.role) if given.role else None,
        program=UUID(body["program"]) if "program" in body else None,
    )
    return target, envelope_of(given.command_id, actor, command.name, body)


async def _meant(found: Session, given: Given) -> tuple[Target, DomainCommand]:
    if given.ident != NEW:
        target = await find_target(found.records, given.ident)
        command = find_command(given.name, category=target.category)
        if command.name in CREATING:
            sentence = f"{command.name} begins something new; write 'new' in the place of the id."
            raise Usage(sentence, command=command.name)
        return target, command
    command = find_command(given.name)
    if command.name not in CREATING:
        names = ", ".join(CREATING)
        sentence = f"{command.name} needs an id; 'new' is for {names}."
        raise Usage(sentence, command=command.name)
    return Target(CREATING[command.name], None), command


async def told(
    found: Session, receipt: Receipt, *, as_json: bool, actor: Actor | None = None
) -> int:
    """Tell a receipt, and where a mentorship stands now; return the exit code.

    To the mentee and the mentor of it only what is theirs to know; without an actor, all.
    """
    category, _, ident = receipt.stream.partition("/")
    if category != "mentorship":
        return tell_receipt(receipt, as_json=as_json)
    target = Target("mentorship", UUID(ident))
    standing: Standing = await found.records.standing(UUID(ident))
    if actor is not None:
        standing = standing_to(standing, actor.person)
    reader = await found.reader(target, set())
    return tell_receipt(receipt, as_json=as_json, standing=standing, reader=reader)


def _ids(preview: Preview) -> set[UUID]:
    events: Any = jsonable(list(preview.events))
    return ids_in(events) | {to for _, to in preview.letters}
