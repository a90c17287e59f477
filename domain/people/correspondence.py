"""How somebody wants to be written to, and whether letters arrive."""

from typing import assert_never

from domain.model import ProgramId
from domain.people.commands import (
    LetterCommand,
    NoteAddressFailing,
    NoteAddressWorks,
    Resubscribe,
    SetPreferences,
    Unsubscribe,
)
from domain.people.events import (
    AddressFailed,
    AddressRecovered,
    PersonEvent,
    PreferencesSet,
    Resubscribed,
    Unsubscribed,
)
from domain.people.preferences import Preferences, is_quiet
from domain.people.state import Person
from domain.policy import Policy
from domain.refusals import Refusal

_HOURS = 24


def decide(command: LetterCommand, state: Person) -> list[PersonEvent]:
    """Decide on preferences, on reminders at all, or on an address; raises ``Refusal``."""
    match command:
        case SetPreferences():
            return _set_preferences(command, state)
        case Unsubscribe():
            return [Unsubscribed()] if state.subscribed else []
        case Resubscribe():
            return [] if state.subscribed else [Resubscribed()]
        case NoteAddressFailing():
            return _note_failing(command, state)
        case NoteAddressWorks():
            return [] if state.address_failing_since is None else [AddressRecovered()]
        case _:
            assert_never(command)


def _set_preferences(command: SetPreferences, state: Person) -> list[PersonEvent]:
    preferences = state.preferences.model_copy(update=command.given)
    _check_hour(preferences)
    return [] if preferences == state.preferences else [PreferencesSet(preferences=preferences)]


def _check_hour(preferences: Preferences) -> None:
    """Refuse an own hour in quiet hours; those not chosen are the ones that programs begin with."""
    hour = preferences.hour
    begins = _chosen(preferences.quiet_from, "quiet_from_hour")
    ends = _chosen(preferences.quiet_to, "quiet_to_hour")
    if hour is None or not is_quiet(hour, begins=begins, ends=ends):
        return
    sentence = (
        f"{hour}:00 lies in the quiet hours from {begins}:00 to {ends}:00; choose an hour from "
        f"{ends} to {(begins - 1) % _HOURS}, or other quiet hours."
    )
    raise Refusal("hour_is_quiet", sentence, hour=hour, quiet_from=begins, quiet_to=ends)


def _chosen(hour: int | None, field: str) -> int:
    usual: int = Policy.model_fields[field].default
    return usual if hour is None else hour


def program_told(command: NoteAddressFailing, state: Person | None) -> ProgramId | None:
    """Return whose coordinators hear of an address that fails, if anybody can.

    Those of the program whose letter it was; where it was of several, or of none, those of one in
    which the person has a role: that nobody hears of it is worse.
    """
    roles = () if state is None else state.roles
    return command.program or min(roles, default=None)


def _note_failing(command: NoteAddressFailing, state: Person) -> list[PersonEvent]:
    moved = command.email is not None and command.email != state.email
    if moved or state.address_failing_since is not None:
        return []
    return [
        AddressFailed(
            program=program_told(command, state),
            email=state.email,
            code=command.code,
            answer=command.answer,
        )
    ]
