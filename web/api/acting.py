"""What whoever asks may do: by the rules, by a key's scopes and program, by the second factor.

The rules themselves are the domain's; here they are asked, and what they said is logged.
"""

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

import structlog

from domain.access.relations import (
    Relation,
    coordinated,
    relation_to_person,
    relation_to_program,
)
from domain.access.rights import Right, may
from domain.access.scopes import (
    GRAVE,
    OF_ALL_PROGRAMS,
    goes_beyond,
    needs_second_factor,
    scope_of,
    takes_account,
)
from domain.acting import Place
from domain.envelopes import Role
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship
from domain.model import PersonId, Value
from domain.people.parts import is_nobodys
from domain.people.state import Person
from domain.programs.state import Program
from domain.replacing import replace
from web.callers import Caller
from web.problems import Problem, not_found, problem_of
from web.services import Services
from web.signing_in.proof import is_proved

SECOND_FACTOR_PAGE: Final = "/second-factor"
"""Where somebody gives the second factor."""

_FORBIDDEN: Final = HTTPStatus.FORBIDDEN
_ROLES: Final = {
    Relation.COORDINATOR: Role.COORDINATOR,
    Relation.ADMINISTRATOR: Role.ADMINISTRATOR,
}

log = structlog.get_logger(__name__)


# ---------------------------------------------------------------- commands


def permitted(
    services: Services, caller: Caller, asked: str | Right, *, role: Role, stream: str
) -> None:
    """Go on if nothing but the rules can forbid what somebody asks for, in a role.

    Args:
        services: what time it is, and where the second factor is given.
        caller: who asks.
        asked: a type of command, or a right.
        role: the one in which they act.
        stream: what it is about, for the log.

    Raises:
        Problem: 403 ``scope_missing``, ``not_for_keys`` or ``second_factor_needed``.
    """
    check_scope(caller, asked, stream=stream)
    session = caller.session
    if session is None or not needs_second_factor(asked, role):
        return
    if not is_proved(session, at=services.now()):
        decided(caller, asked, stream=stream, refused="second_factor_needed")
        raise _second_factor_needed(services, asked)


def check_scope(caller: Caller, asked: str | Right, *, stream: str) -> None:
    """Go on if a key may be used for this; people who are signed in need none.

    Raises:
        Problem: 403 ``scope_missing`` or ``not_for_keys``.
    """
    key = caller.key
    if key is None:
        return
    scope = scope_of(asked)
    if scope is None:
        decided(caller, asked, stream=stream, refused="not_for_keys")
        raise _not_for_keys(asked)
    if scope not in key.scopes:
        decided(caller, asked, stream=stream, refused="scope_missing")
        sentence = f"To {_words(asked)} a key needs the scope {scope}; make one that has it."
        has = sorted(key.scopes)
        raise Problem(_FORBIDDEN, "scope_missing", sentence, scope=scope.value, has=has)
    if key.program is not None and asked in OF_ALL_PROGRAMS:
        decided(caller, asked, stream=stream, refused="key_of_one_program")
        raise _key_of_one_program(asked)


def check_reach(caller: Caller, command: Value, place: Place, *, type_: str, stream: str) -> None:
    """Go on if a command stays where a key acts: in its program, and off its owner's account.

    Args:
        caller: who asks; people who are signed in may do all that the rules allow.
        command: what is given.
        place: the state of what it is given to, which ``reaches`` lets them to.
        type_: the command's name.
        stream: what it is given to, for the log.

    Raises:
        Problem: 403 ``key_of_one_program`` or ``not_for_keys``.
    """
    key = caller.key
    if key is None:
        return
    if key.program is not None and goes_beyond(command, place, key.program):
        decided(caller, type_, stream=stream, refused="key_of_one_program")
        raise _key_of_one_program(type_)
    if key.person is not None and takes_account(command, place, key.person):
        decided(caller, type_, stream=stream, refused="not_for_keys")
        raise _not_for_keys(type_)


def _key_of_one_program(asked: str | Right) -> Problem:
    about = "This key is for one program alone, and this is about more than that"
    sentence = f"{about}; use a key for all programs to {_words(asked)}, or sign in."
    return Problem(_FORBIDDEN, "key_of_one_program", sentence)


def _not_for_keys(asked: str | Right) -> Problem:
    sentence = f"No key can be used to {_words(asked)} here; sign in to do it."
    return Problem(_FORBIDDEN, "not_for_keys", sentence)


def decided(caller: Caller, asked: str | Right, *, stream: str, refused: str | None = None) -> None:
    """Log whether somebody may do what they asked for; ``refused`` is the code that says no."""
    log.info(
        "access.decided",
        who=name_of(caller),
        what=asked.name.lower() if isinstance(asked, Right) else asked,
        stream=stream,
        allowed=refused is None,
        why=refused or "allowed",
    )


def name_of(caller: Caller) -> str:
    """Return who asks, as the log says it."""
    if caller.key is not None:
        return f"key/{caller.key.id}"
    return "operator" if caller.person is None else f"person/{caller.person.id}"


def _second_factor_needed(services: Services, asked: str | Right) -> Problem:
    page = services.url(SECOND_FACTOR_PAGE)
    sentence = f"To {_words(asked)}, show that it is you once more: {page} asks for your passkey."
    return Problem(_FORBIDDEN, "second_factor_needed", sentence, how=page)


def _words(asked: str | Right) -> str:
    return asked.value if isinstance(asked, Right) else asked.replace("_", " ")


# ---------------------------------------------------------------- rights


def has_right(
    services: Services, caller: Caller, right: Right, relation: Relation, *, about: str, stream: str
) -> None:
    """Go on if somebody has a right to something, by what they are to it.

    To nobody it is as if there were none: ``about`` says of what kind.

    Raises:
        Problem: 404, or 403 as ``permitted`` does, or ``not_allowed``.
    """
    check_scope(caller, right, stream=stream)
    if relation is Relation.NOBODY:
        decided(caller, right, stream=stream, refused="not_known_to_them")
        raise not_found(about)
    refusal = may(right, relation)
    if refusal is not None:
        decided(caller, right, stream=stream, refused=refusal.code)
        raise problem_of(refusal)
    permitted(services, caller, right, role=_ROLES.get(relation, Role.MENTEE), stream=stream)
    if right in GRAVE:
        decided(caller, right, stream=stream)


# ---------------------------------------------------------------- what a key's program leaves


def asking(caller: Caller) -> Person | None:
    """Return who asks, with the roles that a key's program leaves them; None is the operator."""
    return None if caller.person is None else as_told(caller, caller.person)


def as_told(caller: Caller, person: Person) -> Person:
    """Return a person with the roles that a key's program lets be seen."""
    program = _program_of(caller)
    if program is None:
        return person
    return replace(person, roles={program: person.roles.get(program, frozenset[Role]())})


def is_open_to(caller: Caller, program: UUID) -> bool:
    """Say whether a key lets somebody into a program; without a key everything is open."""
    return _program_of(caller) in {None, program}


def reaches(caller: Caller, place: Place) -> bool:
    """Say whether a key lets its owner to a stream; without a key's program it does to every one.

    To people it does who have a role in its program, to those who have none anywhere, and to its
    owner.
    """
    match place:
        case Mentorship():
            return is_open_to(caller, place.program)
        case Program():
            return is_open_to(caller, place.id)
        case Person() if (program := _program_of(caller)) is not None:
            is_self = caller.person is not None and caller.person.id == place.id
            return is_self or bool(place.roles.get(program)) or is_nobodys(place)
        case _:
            return True


def relation_here(caller: Caller, program: UUID | None) -> Relation:
    """Return what somebody is to a program, or to the whole installation (None)."""
    narrowed = _program_of(caller)
    if narrowed is not None and program != narrowed:
        return Relation.NOBODY
    return relation_to_program(asking(caller), program)


def relation_to(caller: Caller, other: Person, *, partners: Collection[PersonId] = ()) -> Relation:
    """Return what somebody is to a person; ``partners`` are the other ones of their open pairs."""
    if not reaches(caller, other):
        return Relation.NOBODY
    return relation_to_person(asking(caller), other, partners=partners)


def programs_run(caller: Caller) -> Sequence[UUID] | None:
    """Return the programs that somebody coordinates; None: all, because they administer them."""
    own, program = asking(caller), _program_of(caller)
    if own is None or (own.administrator and not own.is_gone):
        return None if program is None else (program,)
    return sorted(coordinated(own))


def programs_of(caller: Caller) -> Sequence[UUID] | None:
    """Return the programs in which somebody has a role; None: they know of all."""
    own, program = asking(caller), _program_of(caller)
    if own is None or own.administrator:
        return None if program is None else (program,)
    return sorted(ident for ident, roles in own.roles.items() if roles)


async def partners_of(services: Services, caller: Caller) -> dict[UUID, Side]:
    """Return the other ones of somebody's open pairs, with the side on which they are."""
    if caller.person is None:
        return {}
    found: dict[UUID, Side] = {}
    for mine in await services.records.mentorships_of(caller.person.id):
        row = mine.row
        if row.stage == Stage.ENDED or row.mentor is None or not is_open_to(caller, row.program):
            continue
        if mine.part == "mentee":
            found.setdefault(row.mentor, Side.MENTOR)
        elif mine.part == "mentor":
            found.setdefault(row.mentee, Side.MENTEE)
    return found


def _program_of(caller: Caller) -> UUID | None:
    return None if caller.key is None else caller.key.program
