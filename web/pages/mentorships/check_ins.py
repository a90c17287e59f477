"""Check-ins: what was accomplished comes first, then a look back and a look ahead of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.seen import HIDDEN
from domain.mentorship.stages import UNDER_WAY, Side
from domain.mentorship.state import Mentorship
from domain.mentorship.work import CheckIn, CheckInKind, Reflection
from records.seeing import Seen, seen_by
from web.pages.mentorships.parties import Party, parties
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import Some, cut, some_of, weight_of
from web.problems import not_found
from web.services import Services

_SAID: Final = {
    "check_in.reflection_submitted": "Thank you, what you wrote is in.",
    "check_in.check_in_held": "The check-in is recorded as held.",
}

CLIMATE: Final = (
    ("example", "We set each other a good example"),
    ("humility", "Each of us can say: I do not know, or I was wrong"),
    ("respect", "We respect each other"),
    ("care", "There is care and understanding between us"),
    ("giving_on", "What we learn here, we give on to others"),
)
"""The five things that are rated, as statements to agree with."""

RATINGS: Final[Mapping[int, str]] = {
    1: "not at all",
    2: "a little",
    3: "partly",
    4: "mostly",
    5: "fully",
}
"""What the numbers of a rating mean."""

LABELS: Final = {
    "done": "What was done?",
    "next": "What comes next?",
    "wish": "What do you wish for?",
    "private_note": "A note to your program alone",
    **{f"climate.{name}": statement for name, statement in CLIMATE},
    "why": "How was it held?",
    "outcome": "What came of it?",
}
"""What the fields of the forms ask."""

_LINE: Final = 100
"""Bytes of HTML around one thing that was accomplished, at the most."""

_LIST: Final = 16 * 1024
"""Bytes of HTML that all of them may take on the page of a check-in."""

WISHES: Final = {
    "go_on": "to go on as you are",
    "redefine": "to change something",
    "end": "to end",
}
"""What can be wished for, after "wished"."""


@dataclass(frozen=True)
class Done:
    """Something that was accomplished, and when it was recorded."""

    what: str
    at: datetime


@dataclass(frozen=True)
class Looked:
    """What one of the two wrote, as the reader may see it.

    ``is_whole`` says whether the wish and the note to the program are the reader's to see, too.
    """

    party: Party
    reflection: Reflection
    is_whole: bool


def title_of(check_in: CheckIn) -> str:
    """Return what a check-in is called."""
    match check_in.kind:
        case CheckInKind.FIT:
            return "An early look: do you fit?"
        case CheckInKind.FIRST_REVIEW:
            return "Your first joint review"
        case CheckInKind.PERIODIC:
            return f"Check-in {check_in.ordinal}"


def _looked(way: Way, check_in: CheckIn, found: Sequence[Party]) -> Sequence[Looked]:
    """Return what was written that the reader may read: the own first."""
    is_program = way.viewer is not None and way.viewer.side is None
    return [
        Looked(party, reflection, party.is_reader or is_program)
        for party in found
        if (reflection := check_in.reflections.get(party.side)) is not None
        and (reflection.done, reflection.next) != (HIDDEN, HIDDEN)
    ]


def accomplished(events: Sequence[Seen], state: Mentorship, check_in: CheckIn) -> Sequence[Done]:
    """Return what was accomplished from the look back before this one until the next one."""
    later = (each.opened_at for each in state.check_ins.values() if each.number > check_in.number)
    until = min(later, default=None)
    found = []
    for event in events:
        is_past = until is not None and event.at >= until
        if event.at >= check_in.since and not is_past:
            found += [Done(what, event.at) for what in _done(event, state)]
    return found


def _latest(done: Sequence[Done]) -> Some[Done]:
    """Return the latest that have room: whole if all have, or else as they begin."""
    newest = list(reversed(done))
    some = some_of(newest, _weight, room=_LIST)
    if some.left:
        some = some_of([Done(cut(each.what), each.at) for each in newest], _weight, room=_LIST)
    return Some(some.shown[::-1], some.begin, some.left)


def _weight(done: Done) -> int:
    return _LINE + weight_of(done.what)


def _done(event: Seen, state: Mentorship) -> Sequence[str]:
    match event.type:
        case "goals.accomplishment_noted":
            return [event.data["what"]]
        case "goals.goal_achieved":
            goal = state.goals.get(event.data["goal"])
            return [] if goal is None else [f"Reached: {goal.smart.what}"]
        case "goals.task_completed":
            task = state.tasks.get(event.data["task"])
            return [] if task is None else [f"Done: {task.what}"]
        case _:
            return []


def _pause(events: Sequence[Seen], check_in: CheckIn) -> datetime | None:
    """Return when the work was taken up again after a pause, if one lies before a check-in."""
    back = (each.at for each in events if each.type == "pause.resumed")
    return max((at for at in back if check_in.since <= at <= check_in.opened_at), default=None)


def _held(events: Sequence[Seen], number: int) -> Mapping[str, Any]:
    found = (
        each.data
        for each in events
        if each.type == "check_in.check_in_held" and each.data["check_in"] == number
    )
    return next(found, {})


async def _one(services: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    found, state = parties(way), way.mentorship
    check_in = state.check_ins.get(numbers["number"])
    if check_in is None or way.viewer is None:
        raise not_found("check-in")
    events = seen_by(await services.records.history("mentorship", state.id), way.viewer)
    own = None if way.viewer.side is None else check_in.reflections.get(way.viewer.side)
    last = _last_before(check_in, state)
    return {
        "check_in": check_in,
        "title": title_of(check_in),
        "parties": found,
        "looked": _looked(way, check_in, found),
        "own": own,
        "silent": [each for each in found if each.side not in check_in.reflections],
        "done": _latest(accomplished(events, state, check_in)),
        "back_since": _pause(events, check_in),
        "last": None if last is None else _looked(way, last, found),
        "held": _held(events, check_in.number),
        "confirm_by": _confirm_by(state, way.viewer.side),
        "climate": CLIMATE,
        "labels": LABELS,
        "ratings": RATINGS,
        "rating_choices": [
            *((number, f"{number}, {words}") for number, words in RATINGS.items()),
            ("", "rather not say"),
        ],
        "wishes": WISHES,
    }


def _last_before(check_in: CheckIn, state: Mentorship) -> CheckIn | None:
    """Return the last check-in before one in which anybody wrote anything that is open now."""
    earlier = (
        each
        for each in state.check_ins.values()
        if each.number < check_in.number and each.reflections and not each.is_open
    )
    return max(earlier, key=lambda each: each.number, default=None)


def _confirm_by(state: Mentorship, side: Side | None) -> date | None:
    waited = state.deadlines.get(f"{DeadlineKind.END_CONFIRMATION}:{side}")
    return None if side is None or waited is None else waited.due.date


def _newest_first(state: Mentorship) -> Sequence[CheckIn]:
    return sorted(state.check_ins.values(), key=lambda each: -each.number)


async def _all(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    found, state = parties(way), way.mentorship
    own = None if way.viewer is None else way.viewer.side
    every = [(each, title_of(each)) for each in _newest_first(state)]
    opens = (
        each.due.date
        for each in state.deadlines.values()
        if each.kind is DeadlineKind.CHECK_IN_OPENS
    )
    return {
        "parties": found,
        "own": own,
        "open": [each for each in every if each[0].is_open],
        "past": [each for each in every if not each[0].is_open],
        "next_on": min(opens, default=None) if state.stage in UNDER_WAY else None,
        "months": state.check_in_months,
    }


PAGES: Final = (
    Page(
        path="/check-ins",
        template="check_ins.html",
        title="Check-ins",
        purposes=frozenset({Purpose.CHECK_IN}),
        facts=_all,
    ),
    Page(
        path="/check-ins/{number:int}",
        template="check_in.html",
        title="Check-in",
        commands=frozenset({"submit_reflection", "hold_check_in"}),
        purposes=frozenset({Purpose.CHECK_IN}),
        facts=_one,
        said=_SAID,
    ),
)
