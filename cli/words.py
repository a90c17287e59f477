"""How the command line says dates, people, stages and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.dates import Due, begins
from domain.envelopes import Actor, Role
from domain.mentorship.matters import BEGIN_WITH_THEIR_DAY, DeadlineKind
from domain.recurrence import in_words

TEXT_SHOWN = 70
"""Characters of what somebody wrote that one line of a history shows."""

_TIME_TO_ACT = frozenset(
    {
        DeadlineKind.REPLY_DUE,
        DeadlineKind.AGREEMENT_DUE,
        DeadlineKind.AGREEMENT_GRACE,
        DeadlineKind.CHECK_IN_DUE,
        DeadlineKind.END_CONFIRMATION,
        DeadlineKind.TASK_DUE,
        DeadlineKind.AGENDA_DUE,
        DeadlineKind.MATERIAL_DUE,
        DeadlineKind.SUMMARY_DUE,
        DeadlineKind.QUIET_GRACE,
        DeadlineKind.REDEFINITION_DUE,
        DeadlineKind.REDEFINITION_GRACE,
        DeadlineKind.CLOSING_DUE,
    }
)
"""Deadlines through whose day people can act; at the others something happens by itself."""

_TIMES_TO_ACT = (" by", " due", "by", "due", "grace", "until")
"""How the names of such days end in events."""

_TRUE = {
    "signed": "under a signed agreement",
    "ends_away": "ends the time away",
    "series": "with all that would follow",
    "administrator": "as an administrator",
}
"""What a field says by being true, where its name alone would not."""

_NOT_TOLD = frozenset({"type", "mentorship", "program", "zone"})
"""Fields of events that say nothing to a reader of one mentorship's history."""


@dataclass(frozen=True)
class Reader:
    """For whom words are found: the names that ids stand for, and the zone of dates."""

    names: Mapping[UUID, str]
    zone: str

    def person(self, ident: UUID | None) -> str:
        """Return a person's name, or the beginning of an id that nobody has."""
        if ident is None:
            return "—"
        return self.names.get(ident, f"person {str(ident)[:8]}")

    def who(self, actor: Actor) -> str:
        """Return who acted, and as what: ``Ada Lovelace (mentee)``, ``the clock``."""
        if actor.role in {Role.CLOCK, Role.SYSTEM}:
            return f"the {actor.role}"
        if actor.person is None:
            return str(actor.role)
        return f"{self.person(actor.person)} ({actor.role})"

    def moment(self, at: datetime) -> str:
        """Return an instant on clocks in the reader's zone: ``Wed 4 Mar 2026, 09:00``."""
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{day(local.date())}, {local:%H:%M}"

    def deadline(self, due: datetime, kind: str) -> str:
        """Return when a deadline passes: ``through`` the last day to act, ``on`` one that begins.

        What happens by itself happens ``after`` its day. Where the reader's days are not those
        that it was set in, it is the moment.
        """
        local = due.astimezone(ZoneInfo(self.zone))
        if local.time() != time.min:
            return self.moment(due)
        if kind in BEGIN_WITH_THEIR_DAY:
            return f"on {day(local.date())}"
        word = "through" if kind in _TIME_TO_ACT else "after"
        return f"{word} {day(local.date() - timedelta(days=1))}"


def day(value: date) -> str:
    """Return a day: ``Wed 4 Mar 2026``."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def due_day(due: Due) -> str:
    """Return the day of a due date."""
    return day(due.date)


def due_words(due: Due) -> str:
    """Return when something is due: ``through`` a day that has to end first, or ``on`` a day."""
    return f"{'on' if due == begins(due.date, due.zone) else 'through'} {day(due.date)}"


def title(event_type: str) -> str:
    """Return an event's type in words: ``outreach.invitation_sent`` is ``invitation sent``."""
    return spoken(event_type.rpartition(".")[2])


def spoken(name: str) -> str:
    """Return a name of the language in words: ``reply_due`` is ``reply due``."""
    words = name.replace("_", " ").replace(".", ": ")
    return words.replace("check in", "check-in").replace("follow up", "follow-up")


def details(data: Mapping[str, Any], reader: Reader) -> str:
    """Return what an event's data say, field by field, in one line; total."""
    told = (_field(name, value, reader) for name, value in data.items() if name not in _NOT_TOLD)
    return " · ".join(each for each in told if each)


def _field(name: str, value: Any, reader: Reader) -> str:
    if value is None or value is False or value in ((), [], {}, ""):
        return ""
    words = spoken(name)
    if value is True:
        return _TRUE.get(name, words)
    if name == "hidden":
        return f"not shown: {', '.join(spoken(each) for each in value)}"
    if _is_due(value):
        return _due_field(words, Due.model_validate(value))
    if isinstance(value, dict):
        return details(value, reader)
    if isinstance(value, list):
        return f"{words} {', '.join(_value(each, reader) for each in value)}"
    return f"{words} {_value(value, reader)}"


def _due_field(words: str, due: Due) -> str:
    """Return a day with its name: ``reply through …``, ``nudge after …``, ``first review on …``."""
    about = words.removesuffix(" by").removesuffix(" on")
    if words == "until":
        told = due_words(due)
        return f"until {told.removeprefix('on ')}" if told.startswith("on ") else told
    if words == "by":
        about = "due"
    told = due_words(due)
    acts = told.startswith("through ") and not words.endswith(_TIMES_TO_ACT)
    return f"{about} {told.replace('through', 'after', 1) if acts else told}"


def label_words(label: str, kind: str) -> str:
    """Return what a deadline is for, to stand in a sentence: ``reply due (first ask)``."""
    about, colon, which = spoken(label or kind).partition(": ")
    return f"{about} ({which})" if colon else about


def _value(value: Any, reader: Reader) -> str:
    if isinstance(value, dict):
        return f"({details(value, reader)})"
    if not isinstance(value, str):
        return str(value)
    return _named(value, reader) or _dated(value, reader) or _text(value)


def _named(text: str, reader: Reader) -> str | None:
    try:
        ident = UUID(text) if len(text) == 36 else None  # noqa: PLR2004 - as ids are written
    except ValueError:
        return None
    return None if ident is None else reader.names.get(ident, text[:8])


def _dated(text: str, reader: Reader) -> str | None:
    try:
        if len(text) == len("2026-12-31"):
            return day(date.fromisoformat(text))
        return reader.moment(datetime.fromisoformat(text)) if text[10:11] == "T" else None
    except ValueError:
        return None


def _text(text: str) -> str:
    if text.startswith("FREQ="):
        return in_words(text)
    if text.isidentifier() or "@" in text or "/" in text:
        return text.replace("_", " ") if text.islower() and "_" in text else text
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= TEXT_SHOWN else f"“{line[: TEXT_SHOWN - 1].rstrip()}…”"


def _is_due(value: Any) -> bool:
    return (
        isinstance(value, dict) and value.keys() >= {"date", "zone", "at"} and "time" not in value
    )
