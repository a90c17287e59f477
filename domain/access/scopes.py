"""What a key may be used for, and for what a second factor is asked."""

from enum import StrEnum
from typing import Final

from domain.access.rights import Right
from domain.acting import Place
from domain.envelopes import Role
from domain.model import PersonId, ProgramId, Value
from domain.people.commands import ChangeContact, ErasePerson, MergeInto, RegisterPerson
from domain.people.state import Person
from domain.programs.commands import CreateProgram


class Scope(StrEnum):
    """What a key was made for. It never allows more than the person whose it is may do."""

    READ = "read"
    ACT = "act"
    STEER = "steer"
    IMPORT = "import"
    EXPORT = "export"
    FOLLOW = "follow"


ABOUT: Final = {
    Scope.READ: "read lists, mentorships, people, programs, letters, calendars and receipts",
    Scope.ACT: "give the commands of everyday work",
    Scope.STEER: "give commands that end or move mentorships, or that people and programs rest on, "
    "try again what failed by a fault of the service, and take back the links of letters",
    Scope.IMPORT: "import people",
    Scope.EXPORT: "export, and take one's own data away",
    Scope.FOLLOW: "follow events as they happen",
}
"""What each scope allows, in the words of a list."""

ACTING: Final = frozenset(
    {
        "accept",
        "achieve_goal",
        "add_reference",
        "answer_invitation_to_mentor",
        "assign_task",
        "cancel_meeting",
        "change_profile",
        "complete_task",
        "decline",
        "describe_need",
        "drop_goal",
        "drop_task",
        "hold_meeting",
        "invite",
        "log_meeting",
        "miss_meeting",
        "note",
        "note_accomplishment",
        "open_mentorship",
        "pause",
        "propose_agreement",
        "propose_redefinition",
        "raise_concern",
        "refine_goal",
        "reflect_on_closing",
        "reply_later",
        "request_changes",
        "reschedule_meeting",
        "reschedule_task",
        "resubscribe",
        "resume",
        "schedule_meeting",
        "set_away",
        "set_capacity",
        "set_goal",
        "set_preferences",
        "share_agenda",
        "share_material",
        "shortlist",
        "sign_agreement",
        "stay_as_we_are",
        "strike",
        "submit_expectations",
        "submit_reflection",
        "thank",
        "unsubscribe",
        "withdraw_invitation",
    }
)
"""The commands of everyday work. Every other one is steering, so that a new one is guarded."""

_OF_RIGHTS: Final = {
    Right.IMPORT_PEOPLE: Scope.IMPORT,
    Right.EXPORT: Scope.EXPORT,
    Right.READ_OWN_DATA: Scope.EXPORT,
    Right.FOLLOW_EVENTS: Scope.FOLLOW,
    Right.RETRY: Scope.STEER,
    Right.REVOKE_LINKS: Scope.STEER,
}

SIGNED_IN_ONLY: Final = frozenset(
    {
        Right.MAKE_KEY,
        Right.LIST_KEYS,
        Right.REVOKE_KEY,
        Right.LIST_SESSIONS,
        Right.END_OWN_SESSIONS,
        Right.END_SESSIONS_OF_OTHERS,
    }
)
"""What no key does: a key that leaks must not make another, nor put its owner out."""


def scope_of(asked: str | Right) -> Scope | None:
    """Return the scope that a key needs for a type of command or a right; None: no key will do."""
    if not isinstance(asked, Right):
        return Scope.ACT if asked in ACTING else Scope.STEER
    if asked in SIGNED_IN_ONLY:
        return None
    return _OF_RIGHTS.get(asked, Scope.READ)


OF_ALL_PROGRAMS: Final = frozenset({Right.READ_OWN_DATA, Right.READ_PERSON_HISTORY})
"""What tells of every program at once, so that no key for a single one gets it."""


def goes_beyond(command: Value, place: Place, program: ProgramId) -> bool:
    """Say whether a command does more than a key for one program may, whoever gave it.

    Programs are of the installation, and so are administrators. With a new address comes all that a
    person may do, so that it is for one program's key only where the person has no more than that.
    Whom somebody is merged into is not known here, and may be anybody.

    Args:
        command: what is given; where it names a program, that is asked elsewhere.
        place: the state of the stream that it is given to; None for one that it begins.
        program: the one that the key is for.
    """
    match command:
        case CreateProgram() | MergeInto():
            return True
        case RegisterPerson(administrator=is_administrator):
            return is_administrator
        case ChangeContact() | ErasePerson():
            return isinstance(place, Person) and _is_more(place, program)
        case _:
            return False


def _is_more(person: Person, program: ProgramId) -> bool:
    return person.administrator or any(
        held for where, held in person.roles.items() if where != program
    )


def takes_account(command: Value, place: Place, owner: PersonId) -> bool:
    """Say whether a command would put a key's owner out, or somebody else into their place.

    A key that leaks must not do it: by another address one signs in, and makes keys.
    """
    is_own = isinstance(place, Person) and place.id == owner
    return is_own and isinstance(command, ChangeContact | ErasePerson | MergeInto)


_STAFF: Final = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})

GRAVE: Final = frozenset[str | Right](
    {
        "change_contact",
        "close_program",
        "end_mentorship",
        "erase_person",
        "grant_role",
        "merge_into",
        "reopen",
        "replace_mentor",
        "revoke_role",
        "transition",
        Right.EXPORT,
        Right.IMPORT_PEOPLE,
        Right.MAKE_KEY,
        Right.END_SESSIONS_OF_OTHERS,
    }
)
"""For what a coordinator or an administrator gives the second factor again.

It ends or moves what others have, takes much away at once, or lets somebody else in: by another
address, another role, a list of people, or a key.
"""

AT_ITS_BEGINNING: Final = frozenset({Right.FOLLOW_EVENTS})
"""What goes on for long, and is as grave as an export when it begins."""

_BY_ADMINISTRATORS: Final = frozenset({"register_person"})
"""What is grave from an administrator, who can make another one by it."""


def needs_second_factor(asked: str | Right, role: Role) -> bool:
    """Say whether a type of command or a right asks somebody in this role for the second factor."""
    if role is Role.ADMINISTRATOR and asked in _BY_ADMINISTRATORS:
        return True
    return role in _STAFF and (asked in GRAVE or asked in AT_ITS_BEGINNING)
