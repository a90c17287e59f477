"""The roles that somebody holds in programs."""

from typing import assert_never

from domain.context import Context
from domain.envelopes import Role
from domain.people.commands import GrantRole, RevokeRole, RoleCommand
from domain.people.events import PersonEvent, RoleGranted, RoleRevoked
from domain.people.parts import coordinates
from domain.people.state import Person
from domain.refusals import Refusal


def decide(command: RoleCommand, state: Person, context: Context) -> list[PersonEvent]:
    """Grant a role in a program or take it back; raises ``Refusal``."""
    context.known_program()
    check_right(command, context)
    held = state.has_role(command.role, command.program)
    match command:
        case GrantRole():
            granted = RoleGranted(program=command.program, role=command.role)
            return [] if held else [granted]
        case RevokeRole():
            revoked = RoleRevoked(program=command.program, role=command.role)
            return [revoked] if held else []
        case _:
            assert_never(command)


def check_right(command: RoleCommand, context: Context) -> None:
    """Refuse with ``not_allowed`` an actor who may not decide on this role."""
    if context.actor.role is Role.ADMINISTRATOR:
        return
    facts = {"program": str(command.program), "role": str(command.role)}
    if not coordinates(context, command.program):
        sentence = "A coordinator decides on roles in their own programs only; ask one of this one."
        raise Refusal("not_allowed", sentence, **facts)
    if command.role is Role.COORDINATOR:
        sentence = "Only an administrator decides who coordinates a program; ask one of them."
        raise Refusal("not_allowed", sentence, **facts)
