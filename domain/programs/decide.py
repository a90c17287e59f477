"""Which events a program's command leads to, and what has to be known to say so."""

from typing import assert_never

from domain.context import Context, Needs
from domain.envelopes import Actor, Role, opened_by
from domain.people.parts import Part, coordinates
from domain.programs.commands import (
    CloseProgram,
    CreateProgram,
    ProgramCommand,
    ReopenProgram,
    SetPolicy,
    SetTemplate,
)
from domain.programs.events import (
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
    _check_right(command, state, context)
    match command:
        case SetPolicy():
            return _set_policy(command, state)
        case SetTemplate(text=text):
            return [] if text == state.template else [TemplateSet(template=text)]
        case CloseProgram():
            return [] if state.closed else [ProgramClosed()]
        case ReopenProgram():
            return [ProgramReopened()] if state.closed else []
        case _:
            assert_never(command)


def _check_right(command: ProgramCommand, state: Program, context: Context) -> None:
    if context.actor.role is Role.ADMINISTRATOR:
        return
    if Part.COORDINATOR not in command.who:
        raise _for_administrators(command)
    if not coordinates(context, state.id):
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
    if context.actor.role is not Role.ADMINISTRATOR:
        raise _for_administrators(command)
    created = ProgramCreated(
        program=opened_by(context.command_id),
        name=command.name,
        zone=command.zone,
        policy=command.policy,
    )
    return [created]


def _set_policy(command: SetPolicy, state: Program) -> list[ProgramEvent]:
    policy = changed_policy(state.policy, command.changes)
    changed = changed_fields(state.policy, policy)
    return [PolicyChanged(policy=policy, changed=changed)] if changed else []
