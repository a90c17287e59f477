"""What happened in a mentorship, in plain words: who did what, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from domain.envelopes import Role
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.state import Mentorship
from records.seeing import Seen, seen_by
from web.pages.mentorships.sentences import DETAILS, SENTENCES, VARIED
from web.pages.mentorships.waiting import short
from web.pages.way import Way
from web.pages.words import STAGES, day
from web.services import Services

_PAIR: Final = frozenset({Role.MENTEE, Role.MENTOR})
_BY_ITSELF: Final = frozenset({Role.CLOCK, Role.SYSTEM})
_DAYS: Final = ("until", "by", "due", "reply_by", "ends")
_CONCERN: Final = "concerns.concern_raised"
_OTHER: Final = "{who} changed something."
_PEOPLE: Final = ("mentor", "previous", "referred_by", "person")


@dataclass(frozen=True)
class Told:
    """Something that happened: a sentence, and what somebody wrote about it, if they did.

    ``is_sealed`` says that the other side never reads it, so that no page shows it unasked.
    """

    type: str
    sentence: str
    detail: str | None
    is_sealed: bool
    at: datetime
    version: int
    command_id: UUID


async def history(services: Services, way: Way, *, most: int | None = None) -> Sequence[Told]:
    """Return what this person may know of what happened, or the ``most`` latest, newest first."""
    if way.viewer is None:
        return ()
    recorded = await services.records.history("mentorship", way.mentorship.id)
    seen = seen_by(recorded, way.viewer, most=most)
    known = await services.records.names(_people(seen))
    return [_told(each, way, known) for each in reversed(seen)]


def _people(events: Iterable[Seen]) -> set[UUID]:
    """Return who occurs; of those who act only the two, because staff are the program."""
    acting = {each.actor.person for each in events if each.actor.role in _PAIR}
    named = {each.data[name] for each in events for name in _PEOPLE if each.data.get(name)}
    return {each for each in acting if each is not None} | {UUID(str(each)) for each in named}


def _told(event: Seen, way: Way, known: Mapping[UUID, str]) -> Told:
    sentence = next((SENTENCES[key] for key in _variants(event) if key in SENTENCES), _OTHER)
    words = _Words(event, way, {**way.names, **known})
    detail = event.data.get(DETAILS.get(event.type, ""))
    return Told(
        type=event.type,
        sentence=_with_capital(sentence.format_map(words)),
        detail=detail if isinstance(detail, str) and detail else None,
        is_sealed=event.type == _CONCERN or bool(event.data.get("sealed")),
        at=event.at,
        version=event.version,
        command_id=event.command_id,
    )


def _with_capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _variants(event: Seen) -> Iterable[str]:
    data = event.data
    yield from (f"{event.type}:{data[name]}" for name in VARIED if name in data)
    yield from (f"{event.type}:{name}" for name in ("follows", "sealed") if data.get(name))
    yield event.type


class _Words(dict[str, str]):
    """What the sentences speak of, found when it is spoken of."""

    def __init__(self, event: Seen, way: Way, names: Mapping[UUID, str]) -> None:
        super().__init__()
        self._event = event
        self._way = way
        self._names = names
        self._seen: Mentorship = way.mentorship

    def __missing__(self, key: str) -> str:
        data = self._event.data
        if key == "who":
            return self._who()
        if key == "owner":
            return self._owner()
        if key == "candidate":
            return self._candidate()
        if key in _PEOPLE:
            return self._person(key)
        if key in _DAYS:
            return _day(data.get(key))
        if key == "to":
            return STAGES[Stage(data["to"])] if "to" in data else "another step"
        thing = {"goal": self._goal, "task": self._task, "meeting": self._meeting}.get(key)
        return str(data.get(key, "")) if thing is None else thing()

    def _who(self) -> str:
        actor = self._event.actor
        if actor.person is not None and actor.person == self._way.person.id:
            return "you"
        if actor.role in _BY_ITSELF:
            return "the calendar"
        if actor.role not in _PAIR:
            viewer = self._way.viewer
            is_staff = viewer is not None and viewer.part is Part.COORDINATOR
            return "the program" if is_staff else "your program"
        return self._name(actor.person)

    def _name(self, ident: UUID | None) -> str:
        found = None if ident is None else self._names.get(ident)
        return "somebody who is registered here no longer" if found is None else found

    def _person(self, key: str) -> str:
        value = self._event.data.get(key)
        if value is None and key == "mentor":
            asked = self._seen.invitations.get(self._event.data.get("invitation", 0))
            value = None if asked is None else asked.mentor
        if value is None:
            return "somebody"
        ident = UUID(str(value))
        return "you" if ident == self._way.person.id else self._name(ident)

    def _owner(self) -> str:
        ident = self._seen.person_of(Side(self._event.data["owner"]))
        return "you" if ident == self._way.person.id else self._name(ident)

    def _candidate(self) -> str:
        found = self._seen.candidates.get(self._event.data.get("candidate", 0))
        if found is None:
            return "somebody"
        return found.name or self._name(found.person)

    def _goal(self) -> str:
        smart = self._event.data.get("smart")
        goal = self._seen.goals.get(self._event.data.get("goal", 0))
        if smart is not None:
            return short(smart["what"])
        return "" if goal is None else short(goal.smart.what)

    def _task(self) -> str:
        task = self._seen.tasks.get(self._event.data.get("task", 0))
        what = self._event.data.get("what") or (None if task is None else task.what)
        return "" if what is None else short(what)

    def _meeting(self) -> str:
        data = self._event.data
        when: Any = data.get("when") or (data.get("dates") or {}).get("when")
        if when is not None:
            return day(date.fromisoformat(when["date"]))
        meeting = self._seen.meetings.get(data.get("meeting", 0))
        return "a day" if meeting is None else day(meeting.when.date)


def _day(value: Any) -> str:
    """Return a day of an event's data, which may be one with a zone."""
    text = value.get("date") if isinstance(value, Mapping) else value
    return day(date.fromisoformat(text)) if isinstance(text, str) else "a later day"
