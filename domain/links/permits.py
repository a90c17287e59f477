"""What a link lets its reader do: the commands of its purpose, on the link's own subject."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.link import Link
from domain.links.purposes import Purpose
from domain.refusals import Refusal

_GOAL: Final = frozenset({"refine_goal", "achieve_goal", "drop_goal"})
_TASK: Final = frozenset({"complete_task", "reschedule_task", "drop_task"})
_MEETING: Final = frozenset(
    {
        "reschedule_meeting",
        "cancel_meeting",
        "share_agenda",
        "share_material",
        "hold_meeting",
        "miss_meeting",
    }
)
_SIGNING: Final = frozenset({"sign_agreement", "request_changes"})
_REDEFINING: Final = frozenset({"propose_redefinition", "stay_as_we_are"})
_RESTING: Final = frozenset({"pause", "resume"})

PERMITS: Final[Mapping[Purpose, frozenset[str]]] = {
    Purpose.ANSWER_INVITATION: frozenset({"accept", "decline", "reply_later"}),
    Purpose.SEARCH: _RESTING
    | {"describe_need", "shortlist", "strike", "invite", "withdraw_invitation"},
    Purpose.EXPECTATIONS: _SIGNING | {"submit_expectations", "propose_agreement"},
    Purpose.AGREEMENT: _SIGNING | _REDEFINING | {"propose_agreement"},
    Purpose.GOAL: _GOAL,
    Purpose.TASK: _TASK,
    Purpose.MEETING: _MEETING,
    Purpose.CHECK_IN: frozenset({"submit_reflection"}),
    Purpose.CONFIRM_ENDING: frozenset({"end_mentorship"}),
    Purpose.REDEFINITION: _SIGNING | _REDEFINING,
    Purpose.CLOSING: frozenset({"reflect_on_closing", "thank"}),
    Purpose.MENTORSHIP: _GOAL
    | _TASK
    | _MEETING
    | _RESTING
    | {
        "set_goal",
        "assign_task",
        "schedule_meeting",
        "log_meeting",
        "note_accomplishment",
        "note",
        "raise_concern",
    },
    Purpose.BECOME_MENTOR: frozenset({"answer_invitation_to_mentor"}),
    Purpose.AVAILABILITY: frozenset({"set_capacity", "set_away"}),
    Purpose.PREFERENCES: frozenset({"set_preferences", "unsubscribe", "resubscribe"}),
    Purpose.UNSUBSCRIBE: frozenset({"unsubscribe"}),
    Purpose.CALENDAR: frozenset(),
}
"""The types of command that each purpose gives; a calendar is read and nothing else."""

NOT_BY_LINK: Final[Mapping[str, str]] = {
    "open_mentorship": "there is no mentorship yet that a letter could be about",
    "change_contact": "whoever holds a letter could take the account over",
    "change_profile": "no letter asks for it, and it can wait until somebody signs in",
    "erase_person": "it is about all that is known of a person, and no letter is",
    "add_reference": "it goes to the stream of another person than the reader",
}
"""What a mentee, a mentor or anybody for themselves can do, and no link gives, with the reason."""

_NUMBER: Final[Mapping[Purpose, str]] = {
    Purpose.ANSWER_INVITATION: "invitation",
    Purpose.EXPECTATIONS: "version",
    Purpose.AGREEMENT: "version",
    Purpose.GOAL: "goal",
    Purpose.TASK: "task",
    Purpose.MEETING: "meeting",
    Purpose.CHECK_IN: "check_in",
    Purpose.REDEFINITION: "version",
}
"""The field by which a command of a purpose says what it is about."""

_NUMBERED: Final = frozenset(
    {"accept", "decline", "reply_later", "submit_reflection"} | _SIGNING | _GOAL | _TASK | _MEETING
)
"""The commands that say by number what they are about, where the purpose has a subject."""

FINAL: Final = frozenset(
    {"accept", "decline", "sign_agreement", "end_mentorship", "answer_invitation_to_mentor"}
)
"""Commands that cannot be undone; a link serves one of them, once."""


_FEW: Final = 7
"""Commands that one sentence can name."""


def is_final(command: Any) -> bool:
    """Say whether what a command does cannot be undone; to answer "later" is to answer again."""
    return command.type in FINAL and getattr(command, "answer", None) != "later"


def own_number(link: Link, type_: str) -> tuple[str, int] | None:
    """Return the field and the number that a command of this type has to have, if it has one."""
    field = _NUMBER.get(link.purpose)
    if field is None or link.subject is None or type_ not in _NUMBERED:
        return None
    return field, link.subject


def completed(link: Link, type_: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a command's fields with the link's own number, where the reader gave none."""
    number = own_number(link, type_)
    if number is None or body.get(number[0]) is not None:
        return dict(body)
    return {**body, number[0]: number[1]}


def permits_type(link: Link, type_: str) -> Refusal | None:
    """Return why a link does not give a type of command; None where it does."""
    given = PERMITS[link.purpose]
    if type_ in given:
        return None
    facts = {"purpose": link.purpose.value, "offers": sorted(given)}
    if not given:
        sentence = "This link shows your calendar, and nothing can be done by it; sign in to act."
        return Refusal("link_not_for_this", sentence, **facts)
    if len(given) <= _FEW:
        sentence = f"This link lets you {_either(given)}, and nothing else; sign in to do more."
        return Refusal("link_not_for_this", sentence, **facts)
    sentence = "This link does not let you do that; sign in, or use the link of a letter about it."
    return Refusal("link_not_for_this", sentence, **facts)


def permits(link: Link, command: Any) -> Refusal | None:
    """Return why a link does not give a command: another type, or about something else.

    None where it does. A command that names no number where the link has one is about something
    else; ``completed`` puts it in.
    """
    refusal = permits_type(link, command.type)
    number = own_number(link, command.type)
    if refusal is not None or number is None:
        return refusal
    field, subject = number
    if getattr(command, field) == subject:
        return None
    what = field.replace("_", "-")
    sentence = f"This link is for {what} {subject} and no other; use the link to the other one."
    return Refusal("link_not_for_this", sentence, purpose=link.purpose.value, subject=subject)


def _either(types: frozenset[str]) -> str:
    words = [each.replace("_", " ") for each in sorted(types)]
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
