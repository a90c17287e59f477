"""Which events a program's command leads to, and what has to be known to say so."""

from typing import assert_never

from domain.context import Context, Needs
from domain.envelopes import Actor, Role, opened_by
from domain.model import ProgramId
from domain.people.parts import Part, coordinates
from domain.programs.commands import (
    CloseProgram,
    CreateProgram,
    ProgramCommand,
    ReopenProgram,
    SetLetterhead,
    SetPolicy,
    SetTemplate,
)
from domain.programs.events import (
    LetterheadSet,
    PolicyChanged,
    ProgramClosed,
    ProgramCreated,
    ProgramEvent,
    ProgramReopened,
    TemplateSet,
)
from domain.programs.policies import changed_fields, changed_policy
from domain.programs.state import Program
from domain.refusals import Refusal
from domain.replacing import replace


def needs(_command: ProgramCommand, _state: Program | None, actor: Actor) -> Needs:
    """Ask for the actor, who may be a coordinator of the program."""
    return Needs(people=frozenset() if actor.person is None else frozenset({actor.person}))


def decide(command: ProgramCommand, state: Program | None, context: Context) -> list[ProgramEvent]:
    """Return the events that a program's command leads to, or raise a ``Refusal``."""
    if isinstance(command, CreateProgram):
        return _create(command, state, context)
    if state is None:
        sentence = "There is no such program; create it first, or check the id."
        raise Refusal("unknown_program", sentence)
    check_right(command, state.id, context)
    match command:
        case SetPolicy():
            return _set_policy(command, state)
        case SetTemplate(text=text):
            return [] if text == state.template else [TemplateSet(template=text)]
        case SetLetterhead():
            return _set_letterhead(command, state)
        case CloseProgram():
            return [] if state.closed else [ProgramClosed()]
        case ReopenProgram():
            return [ProgramReopened()] if state.closed else []
        case _:
            assert_never(command)


def check_right(command: ProgramCommand, program: ProgramId, context: Context) -> None:
    """Refuse with ``not_allowed`` what the actor may not ask of a program."""
    if context.actor.role is Role.ADMINISTRATOR:
        return
    if Part.COORDINATOR not in command.who:
        raise _for_administrators(command)
    if not coordinates(context, program):
        who = "an administrator or a coordinator of the program"
        sentence = f"The command {command.type} is for {who}; ask one of them to give it."
        raise Refusal("not_allowed", sentence, command=command.type)


def _for_administrators(command: ProgramCommand) -> Refusal:
    sentence = f"The command {command.type} is for an administrator; ask one to give it."
    return Refusal("not_allowed", sentence, command=command.type)


def _create(command: CreateProgram, state: Program | None, context: Context) -> list[ProgramEvent]:
    if state is not None:
        sentence = f"{state.name} exists already; create another one with another command id."
        raise Refusal("already_exists", sentence, program=str(state.id))
    ident = opened_by(context.command_id)
    check_right(command, ident, context)
    created = ProgramCreated(
        program=ident,
        name=command.name,
        zone=command.zone,
        policy=command.policy,
    )
    return [created]


def _set_policy(command: SetPolicy, state: Program) -> list[ProgramEvent]:
    policy = changed_policy(state.policy, command.changes)
    changed = changed_fields(state.policy, policy)
    return [PolicyChanged(policy=policy, changed=changed)] if changed else []


def _check_every_server_takes(reply_to: str | None) -> None:
    """Refuse an address to which not everybody's mail server could send a reply (RFC 6531)."""
    if reply_to is None or reply_to.rpartition("@")[0].isascii():
        return
    sentence = (
        f"Not every mail server can send replies to {reply_to}; give an address that has only "
        "ASCII characters before the @, such as office@example.org."
    )
    raise Refusal("reply_to_not_ascii", sentence, reply_to=reply_to)


def _set_letterhead(command: SetLetterhead, state: Program) -> list[ProgramEvent]:
    _check_every_server_takes(command.reply_to)
    after = replace(state.letterhead, **command.given)
    if after == state.letterhead:
        return []
    return [LetterheadSet(reply_to=after.reply_to, signature=after.signature)]
