"""Which events a person's command leads to, and what has to be known to say so."""

from typing import assert_never

from domain.context import Context, Needs
from domain.envelopes import Actor
from domain.people import availability, correspondence, leaving, mentoring, profile, roles
from domain.people.commands import (
    AddReference,
    AnswerInvitationToMentor,
    ChangeContact,
    ChangeProfile,
    EndAway,
    ErasePerson,
    FurtherCommand,
    GrantRole,
    MergeInto,
    NoteAddressFailing,
    NoteAddressWorks,
    NoteInvitedToMentor,
    PersonCommand,
    RegisterPerson,
    Resubscribe,
    RevokeRole,
    SetAway,
    SetCapacity,
    SetPreferences,
    Unsubscribe,
)
from domain.people.events import PersonErased, PersonEvent
from domain.people.parts import parts_of, require
from domain.people.state import Person
from domain.refusals import Refusal


def needs(command: PersonCommand, state: Person | None, actor: Actor) -> Needs:
    """Ask for the actor, whom a command merges into, the program, and new addresses."""
    people = set() if actor.person is None else {actor.person}
    program = None
    emails: set[str] = set()
    match command:
        case MergeInto(other=other):
            people.add(other)
        case GrantRole() | RevokeRole():
            program = command.program
        case NoteAddressFailing():
            program = correspondence.program_told(command, state)
        case RegisterPerson(email=email) | ChangeContact(email=str(email)):
            emails.add(email)
        case _:
            pass  # the other commands need nothing more
    return Needs(program=program, people=frozenset(people), emails=frozenset(emails))


def decide(command: PersonCommand, state: Person | None, context: Context) -> list[PersonEvent]:
    """Return the events that a person's command leads to, or raise a ``Refusal``."""
    if isinstance(command, RegisterPerson):
        return profile.decide_registration(command, state, context)
    if state is None:
        sentence = "No such person is registered; register them first, or check the id."
        raise Refusal("unknown_person", sentence)
    about = command.program if isinstance(command, GrantRole | RevokeRole) else None
    require(command, command.who, parts_of(context, state, program=about))
    if state.is_gone:
        return _decide_on_gone(command, state)
    return _decide_on_living(command, state, context)


def _decide_on_living(
    command: FurtherCommand, state: Person, context: Context
) -> list[PersonEvent]:
    match command:
        case ChangeProfile() | ChangeContact():
            return profile.decide(command, state, context)
        case GrantRole() | RevokeRole():
            return roles.decide(command, state, context)
        case SetCapacity() | SetAway() | EndAway():
            return availability.decide(command, state, context)
        case AddReference() | NoteInvitedToMentor() | AnswerInvitationToMentor():
            return mentoring.decide(command, state, context)
        case (
            SetPreferences()
            | Unsubscribe()
            | Resubscribe()
            | NoteAddressFailing()
            | NoteAddressWorks()
        ):
            return correspondence.decide(command, state)
        case MergeInto() | ErasePerson():
            return leaving.decide(command, state, context)
        case _:
            assert_never(command)


def _decide_on_gone(command: FurtherCommand, state: Person) -> list[PersonEvent]:
    # What another stream's event or a mail server brings about must not fail for who is gone.
    if isinstance(command, EndAway | NoteInvitedToMentor | NoteAddressFailing | NoteAddressWorks):
        return []
    if state.erased:
        sentence = "This person was erased; nothing about them can be changed any more."
        raise Refusal("person_gone", sentence, person=str(state.id))
    if isinstance(command, ErasePerson):
        return [PersonErased()]
    sentence = f"This person was merged into {state.merged_into}; give the command there."
    facts = {"person": str(state.id), "merged_into": str(state.merged_into)}
    raise Refusal("person_gone", sentence, **facts)
