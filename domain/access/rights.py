"""What can be asked for beside commands, and who may. What is not said here nobody may."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.access.relations import Relation
from domain.refusals import Refusal


class Right(StrEnum):
    """Something that can be asked for, in the words of a sentence."""

    LIST_MENTORSHIPS = "list mentorships"
    READ_MENTORSHIP = "read a mentorship"
    READ_HISTORY = "read a mentorship's history"
    READ_HISTORY_THEN = "read a mentorship as it was"
    READ_LETTERS = "read which letters went out"
    READ_PARKED = "read what failed by a fault of the service"
    RETRY = "try again what failed by a fault of the service"
    LIST_PEOPLE = "list people"
    SEARCH_MENTORS = "search for mentors"
    READ_PERSON = "read about a person"
    READ_PERSON_HISTORY = "read a person's history"
    READ_LETTERS_TO = "read which letters went to a person"
    READ_CALENDAR = "read a person's calendar"
    REVOKE_LINKS = "take back the links of a person's letters"
    READ_OWN_DATA = "take all of one's own data away"
    LIST_PROGRAMS = "list programs"
    READ_PROGRAM = "read about a program"
    READ_PROGRAM_HISTORY = "read a program's history"
    READ_CENSUS = "read how many there are in a program"
    PREVIEW_LETTERS = "see how the letters of a program look"
    READ_RECEIPT = "read a receipt"
    READ_COMMANDS = "read which commands there are"
    IMPORT_PEOPLE = "import people"
    EXPORT = "export"
    FOLLOW_EVENTS = "follow events"
    MAKE_KEY = "make a key"
    LIST_KEYS = "list keys"
    REVOKE_KEY = "revoke a key"
    LIST_SESSIONS = "list sessions"
    END_OWN_SESSIONS = "end one's own sessions"
    END_SESSIONS_OF_OTHERS = "end the sessions of others"


_ADMINISTRATOR: Final = frozenset({Relation.ADMINISTRATOR})
_STAFF: Final = _ADMINISTRATOR | {Relation.COORDINATOR}
_SELF: Final = frozenset({Relation.SELF})
_OF_MENTORSHIP: Final = _STAFF | {Relation.MENTEE, Relation.MENTOR, Relation.INVITED}
_OF_PROGRAM: Final = _STAFF | {Relation.MEMBER}

MAY: Final[Mapping[Right, frozenset[Relation]]] = {
    Right.LIST_MENTORSHIPS: _STAFF | _SELF,
    Right.READ_MENTORSHIP: _OF_MENTORSHIP,
    Right.READ_HISTORY: _OF_MENTORSHIP,
    Right.READ_HISTORY_THEN: _OF_MENTORSHIP,
    Right.READ_LETTERS: _OF_MENTORSHIP,
    Right.READ_PARKED: _STAFF,
    Right.RETRY: _STAFF,
    Right.LIST_PEOPLE: _STAFF,
    Right.SEARCH_MENTORS: _OF_PROGRAM,
    Right.READ_PERSON: _OF_PROGRAM | {Relation.SELF, Relation.PARTNER},
    Right.READ_PERSON_HISTORY: _ADMINISTRATOR | _SELF,
    Right.READ_LETTERS_TO: _STAFF | _SELF,
    Right.READ_CALENDAR: _STAFF | _SELF,
    Right.REVOKE_LINKS: _STAFF | _SELF,
    Right.READ_OWN_DATA: _SELF,
    Right.LIST_PROGRAMS: _OF_PROGRAM,
    Right.READ_PROGRAM: _OF_PROGRAM,
    Right.READ_PROGRAM_HISTORY: _STAFF,
    Right.READ_CENSUS: _STAFF,
    Right.PREVIEW_LETTERS: _STAFF,
    Right.READ_RECEIPT: _STAFF | _SELF,
    Right.READ_COMMANDS: _SELF,
    Right.IMPORT_PEOPLE: _STAFF,
    Right.EXPORT: _STAFF,
    Right.FOLLOW_EVENTS: _STAFF,
    Right.MAKE_KEY: _SELF,
    Right.LIST_KEYS: _ADMINISTRATOR | _SELF,
    Right.REVOKE_KEY: _ADMINISTRATOR | _SELF,
    Right.LIST_SESSIONS: _ADMINISTRATOR | _SELF,
    Right.END_OWN_SESSIONS: _SELF,
    Right.END_SESSIONS_OF_OTHERS: _ADMINISTRATOR,
}
"""Who may, by what they are to what they ask about; ``TO`` says what that is.

``SELF`` asks about what is their own: their mentorships, keys and sessions, and the receipts of
their own commands. Of letters, mentee and mentor read those to themselves. Of a person's letters
and calendar, coordinators read what is about mentorships in their programs.
"""

TO: Final[Mapping[Right, str]] = {
    Right.LIST_MENTORSHIPS: "the program, or the person whose mentorships they are",
    Right.READ_MENTORSHIP: "the mentorship",
    Right.READ_HISTORY: "the mentorship",
    Right.READ_HISTORY_THEN: "the mentorship, now and then",
    Right.READ_LETTERS: "the mentorship",
    Right.READ_PARKED: "the mentorship, the person or the program on which it waits; to list it, "
    "the program",
    Right.RETRY: "the mentorship, the person or the program on which it waits",
    Right.LIST_PEOPLE: "the program",
    Right.SEARCH_MENTORS: "the program",
    Right.READ_PERSON: "the person",
    Right.READ_PERSON_HISTORY: "the person",
    Right.READ_LETTERS_TO: "the person",
    Right.READ_CALENDAR: "the person",
    Right.REVOKE_LINKS: "the person; for a single link, its mentorship will do",
    Right.READ_OWN_DATA: "the person",
    Right.LIST_PROGRAMS: "each program",
    Right.READ_PROGRAM: "the program",
    Right.READ_PROGRAM_HISTORY: "the program",
    Right.READ_CENSUS: "the program",
    Right.PREVIEW_LETTERS: "the program",
    Right.READ_COMMANDS: "oneself: whoever asks may give some of them",
    Right.READ_RECEIPT: "what the command was given to, or its giver",
    Right.IMPORT_PEOPLE: "the program",
    Right.EXPORT: "the program",
    Right.FOLLOW_EVENTS: "the program",
    Right.MAKE_KEY: "the person for whom the key acts",
    Right.LIST_KEYS: "the person for whom they act",
    Right.REVOKE_KEY: "the person for whom it acts",
    Right.LIST_SESSIONS: "the person who is signed in",
    Right.END_OWN_SESSIONS: "the person who is signed in",
    Right.END_SESSIONS_OF_OTHERS: "the person who is signed in",
}
"""What one has to be something to. Without a program named, the whole installation is meant."""


def may(right: Right, relation: Relation) -> Refusal | None:
    """Return why somebody may not have what they ask for; None where they may."""
    allowed = MAY[right]
    if relation in allowed:
        return None
    who = _either([_WORDS[each] for each in Relation if each in allowed])
    sentence = f"To {right} is for {who}; ask one of them, or sign in as somebody else."
    return Refusal("not_allowed", sentence, right=right.name.lower(), relation=relation.value)


_WORDS: Final[Mapping[Relation, str]] = {
    Relation.SELF: "the person it is about",
    Relation.MENTEE: "the mentee",
    Relation.MENTOR: "the mentor",
    Relation.INVITED: "an invited mentor",
    Relation.PARTNER: "the other one of the pair",
    Relation.COORDINATOR: "a coordinator of the program",
    Relation.ADMINISTRATOR: "an administrator",
    Relation.MEMBER: "a member of the program",
}


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
