"""Who somebody is: registration, contact and the profiles."""

from typing import assert_never

from domain.context import Context
from domain.envelopes import Role, opened_by
from domain.people.commands import (
    ChangeContact,
    ChangeProfile,
    ContactCommand,
    MenteeDetails,
    MentorDetails,
    RegisterPerson,
)
from domain.people.events import ContactChanged, PersonEvent, PersonRegistered, ProfileChanged
from domain.people.parts import Part, may_know, parts_of, require
from domain.people.state import MenteeProfile, MentorProfile, Person
from domain.refusals import Refusal


def decide_registration(
    command: RegisterPerson, state: Person | None, context: Context
) -> list[PersonEvent]:
    """Register somebody under the id that the command opens; raises ``Refusal``."""
    if state is not None:
        sentence = "This person is registered already; change the profile or the contact instead."
        raise Refusal("already_exists", sentence, person=str(state.id))
    parts = parts_of(context, None)
    require(command, command.who, parts)
    if command.administrator and parts <= {Part.COORDINATOR}:
        sentence = "Only an administrator registers administrators; leave `administrator` out."
        raise Refusal("not_allowed", sentence, command=command.type)
    ident = opened_by(context.command_id)
    _check_email(command.email, ident, context, registers=True)
    return [
        PersonRegistered(
            person=ident,
            name=command.name,
            email=command.email,
            zone=command.zone,
            language=command.language,
            administrator=command.administrator,
            mentor_profile=_mentor_profile(MentorProfile(), command.mentor_profile),
            mentee_profile=_mentee_profile(MenteeProfile(), command.mentee_profile),
            capacity=command.capacity,
        )
    ]


def _check_email(email: str, person: object, context: Context, *, registers: bool) -> None:
    owner = context.emails.get(email)
    if owner is None or owner == person:
        return
    if may_know(context, context.people[owner]):
        sentence = f"{email} is registered for somebody else; use another address, or that person."
        raise Refusal("email_taken", sentence, email=email, person=str(owner))
    is_office = context.actor.role is Role.COORDINATOR
    raise address_of_a_stranger(email, importable=registers and is_office)


def address_of_a_stranger(email: str, *, importable: bool) -> Refusal:
    """Return how an address is refused to somebody who may not know whose it is.

    ``importable`` says whether an import would do instead: of a registration by staff.
    """
    if not importable:
        sentence = f"{email} is taken; use another address, or ask an administrator about that one."
        return Refusal("email_taken", sentence, email=email)
    sentence = (
        f"{email} is taken by somebody of other programs; use another address, or import that one "
        "with a role, to give them the role in your program."
    )
    return Refusal("email_taken", sentence, email=email)


def decide(command: ContactCommand, state: Person, context: Context) -> list[PersonEvent]:
    """Decide a change of profile or contact; raises ``Refusal``."""
    match command:
        case ChangeProfile():
            return _change_profile(command, state)
        case ChangeContact():
            return _change_contact(command, state, context)
        case _:
            assert_never(command)


def _change_profile(command: ChangeProfile, state: Person) -> list[PersonEvent]:
    mentor = _mentor_profile(state.mentor_profile, command.mentor_profile)
    mentee = _mentee_profile(state.mentee_profile, command.mentee_profile)
    if mentor == state.mentor_profile and mentee == state.mentee_profile:
        return []
    return [
        ProfileChanged(
            mentor_profile=None if mentor == state.mentor_profile else mentor,
            mentee_profile=None if mentee == state.mentee_profile else mentee,
        )
    ]


def _mentor_profile(profile: MentorProfile, details: MentorDetails | None) -> MentorProfile:
    return profile if details is None else profile.model_copy(update=details.given)


def _mentee_profile(profile: MenteeProfile, details: MenteeDetails | None) -> MenteeProfile:
    return profile if details is None else profile.model_copy(update=details.given)


def _change_contact(command: ChangeContact, state: Person, context: Context) -> list[PersonEvent]:
    name = _new(command.name, state.name)
    email = _new(command.email, state.email)
    zone = _new(command.zone, state.zone)
    language = _new(command.language, state.language)
    if email is not None:
        _check_email(email, state.id, context, registers=False)
    if not any((name, email, zone, language)):
        return []
    is_told = email is not None and state.address_failing_since is None
    return [
        ContactChanged(
            name=name,
            email=email,
            zone=zone,
            language=language,
            former_name=state.name if is_told else None,
            former_email=state.email if is_told else None,
        )
    ]


def _new(given: str | None, present: str) -> str | None:
    return None if given == present else given
