"""The head of a mentorship: where it is, what comes next and when, and what waits for whom."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from domain.links.purposes import Purpose
from domain.mentorship.stages import SEEKERS, WITH_MENTOR, WITHOUT_MENTOR, Part, Stage
from domain.mentorship.work import Goal, GoalStatus, Meeting, MeetingStatus, Task
from web.pages.forms import number_of
from web.pages.mentorships.ahead import Ahead, ahead
from web.pages.mentorships.telling import Told, history
from web.pages.mentorships.terms import agreed_end
from web.pages.mentorships.waiting import Matter, matters, mine_and_others
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import cut, some_of, weight_of
from web.pages.words import day, spoken
from web.services import Services

_SAID: Final = {
    "concerns.noted": "Your note is in the history.",
    "concerns.concern_raised": (
        "Your concern is with the program, and with nobody else. Somebody will come back to you."
    ),
    "goals.accomplishment_noted": "Well done. The next check-in begins with it.",
}
_LATEST: Final = 10
"""What happened last, as the head of a mentorship shows it."""

_SOONEST: Final = 5
_PAGE: Final = 100

_LINE: Final = 300
"""Bytes of HTML around one thing of a list, at the most."""

_TOLD: Final = 100
"""The same around one thing that happened."""

_WORDS: Final = 12 * 1024
"""Bytes that a list of what people wrote may take on the head; more is on its own page."""

_NAMES: Final = 8 * 1024
"""The same of a list of what waits, or comes."""

_PLACES: Final = (
    ("/expectations", "Expectations", WITH_MENTOR),
    ("/agreement", "Agreement", WITH_MENTOR),
    ("/goals", "Goals", WITH_MENTOR),
    ("/tasks", "Tasks", WITH_MENTOR),
    ("/meetings", "Meetings", WITH_MENTOR),
    ("/check-ins", "Check-ins", WITH_MENTOR),
    ("/redefinition", "Go on in another way", WITH_MENTOR),
    ("/closing", "Thanks and looking back", frozenset({Stage.CLOSING, Stage.ENDED})),
    ("/search", "The search", WITHOUT_MENTOR),
    ("/pause", "Pause", WITHOUT_MENTOR | WITH_MENTOR),
    ("/end", "End it", WITHOUT_MENTOR | WITH_MENTOR),
    ("/history", "History", frozenset(Stage)),
)
"""The other pages of a mentorship, and in which stages somebody looks for them."""

_READ_AFTER: Final = frozenset({"/expectations", "/agreement", "/goals", "/meetings", "/check-ins"})


async def _overview(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    seen = way.mentorship
    mine, others = mine_and_others(matters(seen, at=way.at), way.person.id)
    others = [] if _is_asked(way) else others
    coming = ahead(way)
    happened = await history(services, way, most=_LATEST + 1)
    latest = some_of(happened[:_LATEST], _weight_cut, room=_WORDS).shown
    goals = [each for each in seen.goals.values() if each.status is GoalStatus.OPEN]
    tasks = sorted(
        (each for each in seen.tasks.values() if each.is_open),
        key=lambda task: (task.by.date, task.number),
    )
    return {
        "title": heading(way),
        "where": where(way),
        "mine": some_of(mine, _weight_of_matter, room=_NAMES),
        "others": some_of(
            [(way.name(who), each) for who, each in others],
            lambda each: _weight_of_matter(each[1]),
            room=_NAMES,
        ),
        "coming": coming[:_SOONEST],
        "later": some_of(coming[_SOONEST:], _weight_ahead, room=_NAMES),
        "happened": latest,
        "is_more": len(happened) > len(latest) or any(map(_is_cut, latest)),
        "ends": None if seen.agreement is None else agreed_end(seen, seen.agreement),
        "goals": some_of(goals, _weight_of_goal, room=_WORDS),
        "tasks": some_of(tasks, _weight_of_task, room=_WORDS),
        "next_meeting": _next_meeting(way),
        "accomplishments": list(reversed(seen.accomplishments))[:_SOONEST],
        "places": _places(way),
        "settles": [(each.value, spoken(each)) for each in sorted(seen.attention)],
    }


def _weight_of_matter(matter: Matter) -> int:
    return _LINE + max(weight_of(matter.label), weight_of(matter.noun))


def _weight_ahead(ahead: Ahead) -> int:
    return _LINE + weight_of(ahead.what)


def _weight_of_goal(goal: Goal) -> int:
    return _LINE + weight_of(cut(goal.smart.what))


def _weight_of_task(task: Task) -> int:
    return _LINE + weight_of(cut(task.what))


def _weight_cut(told: Told) -> int:
    return _TOLD + weight_of(told.sentence) + weight_of(cut(told.detail or ""))


def _weight(told: Told) -> int:
    return _TOLD + weight_of(told.sentence) + weight_of(told.detail or "")


def _is_cut(told: Told) -> bool:
    """Say whether the head tells less of it than the history, where sealed words stand, too."""
    return told.detail is not None and (told.is_sealed or cut(told.detail) != told.detail)


def heading(way: Way) -> str:
    """Return who or what a mentorship is, in few words."""
    seen = way.mentorship
    if way.viewer is not None and way.viewer.part is Part.MENTEE:
        return "Your search for a mentor" if way.other is None else f"You and {way.other}"
    if way.other is not None:
        return f"You and {way.other}"
    mentee = way.name(seen.mentee)
    if _is_asked(way):
        return f"You were asked for {mentee}"
    if seen.mentor is None:
        return f"{mentee} and a mentor"
    return f"{mentee} and {way.name(seen.mentor)}"


_WHERE: Final[Mapping[Stage, str]] = {
    Stage.SEEKING: "{mentee} looking for a mentor.",
    Stage.OUTREACH: "{mentee} waiting for an answer from {asked}.",
    Stage.EXPECTATIONS: (
        "{pair} write down what {they} expect of each other, and agree on how to work together."
    ),
    Stage.GOALS: "{pair} work on {their} goals.",
    Stage.CHECK_IN: "{pair} look back at what was done, and ahead.",
    Stage.REDEFINITION: ("{pair} think over how to go on; what was agreed on holds meanwhile."),
    Stage.CLOSING: "{pair} are coming to a close: this is the time for thanks.",
    Stage.ENDED: "This mentorship has ended. What was done together stays here to read.",
}


def where(way: Way) -> str:
    """Return where a mentorship is, in a sentence."""
    seen = way.mentorship
    if seen.pause is not None and seen.stage in WITHOUT_MENTOR | WITH_MENTOR:
        return f"This rests until {day(seen.pause.until)}; nothing is late meanwhile."
    if _is_asked(way) and seen.stage not in WITHOUT_MENTOR:
        return (
            f"The search of {way.name(seen.mentee)} has gone on; thank you for having been there."
        )
    is_side = way.viewer is not None and way.viewer.side is not None
    is_mentee = seen.mentee == way.person.id
    asked = [_name(way, each.mentor) for each in seen.open_invitations]
    return _WHERE[seen.stage].format(
        mentee="You are" if is_mentee else f"{way.name(seen.mentee)} is",
        asked=" and ".join(asked) or "a mentor",
        pair=heading(way),
        they="you" if is_side else "they",
        their="your" if is_side else "their",
    )


def _is_asked(way: Way) -> bool:
    """Say whether somebody looks who is asked to be the mentor, and is not yet."""
    return way.viewer is not None and way.viewer.part is Part.INVITED


def _name(way: Way, ident: UUID) -> str:
    return "you" if ident == way.person.id else way.name(ident)


def _next_meeting(way: Way) -> Meeting | None:
    planned = (
        each
        for each in way.mentorship.meetings.values()
        if each.status is MeetingStatus.SCHEDULED and each.when.at > way.at
    )
    return min(planned, key=lambda each: each.when.at, default=None)


def _places(way: Way) -> Sequence[tuple[str, str]]:
    seen = way.mentorship
    if _is_asked(way):
        return [("/invitations", "The invitation"), ("/history", "History")]
    past = frozenset({Stage.CLOSING, Stage.ENDED}) if seen.mentor is not None else frozenset()
    return [
        (path, words)
        for path, words, stages in _PLACES
        if seen.stage in (stages | past if path in _READ_AFTER else stages)
        and (path != "/search" or _may_search(way))
    ]


def _may_search(way: Way) -> bool:
    return way.viewer is not None and way.viewer.part in SEEKERS


async def _history(services: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    before = number_of(str(numbers["query"].get("before", "")))
    happened = await history(services, way)
    if before is not None:
        happened = [each for each in happened if each.version < before]
    shown = some_of(happened[:_PAGE], _weight).shown
    return {"happened": shown, "is_more": len(happened) > len(shown)}


PAGES: Final = (
    Page(
        path="/overview",
        template="overview.html",
        title="Your mentorship",
        commands=frozenset({"note", "raise_concern", "note_accomplishment"}),
        purposes=frozenset({Purpose.MENTORSHIP}),
        facts=_overview,
        said=_SAID,
    ),
    Page(
        path="/history",
        template="history.html",
        title="What happened so far",
        purposes=frozenset({Purpose.MENTORSHIP}),
        facts=_history,
    ),
)
