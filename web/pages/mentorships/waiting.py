"""What waits for people in a mentorship: who, what, by when, and the page on which it is done."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.dates import Due, local_day
from domain.mentorship.matters import Asked, DeadlineKind, Deferred
from domain.mentorship.stages import UNDER_WAY, Side, Stage
from domain.mentorship.state import Mentorship
from domain.mentorship.work import GoalStatus, MeetingStatus, Task, TaskStatus
from web.pages.words import short_day

_SHORT: Final = 60
"""Characters of a text that a button or a line of a list can take."""

_SOON: Final = timedelta(days=3)
"""From when on something with a day of its own waits for whom it is up to."""

_NUMBERED: Final = re.compile(r"/[0-9]+$")


@dataclass(frozen=True)
class Matter:
    """Something that waits for people, one or any of several.

    ``label`` are the words of the button for those for whom it waits, ``noun`` what the others
    wait for. ``path`` follows the base of a way.
    """

    whose: frozenset[UUID]
    label: str
    noun: str
    path: str
    by: Due | None = None

    @property
    def page(self) -> str:
        """Return the path of its page as pages name it, to ask whether that opens."""
        return _NUMBERED.sub("/{number:int}", self.path)


def matters(seen: Mentorship, *, at: datetime) -> list[Matter]:
    """Return what waits for people, the most pressing first, as far as ``seen`` tells.

    Nothing waits for anybody during a pause, except thanks.
    """
    if seen.stage is Stage.CLOSING:
        return list(_thanks(seen))
    if seen.pause is not None:
        return []
    match seen.stage:
        case Stage.SEEKING:
            return [
                Matter(frozenset({seen.mentee}), "Go on with your search", "a choice", "/search")
            ]
        case Stage.OUTREACH:
            return list(_answers(seen))
        case Stage.EXPECTATIONS:
            return [*_endings(seen), *_reflections(seen), *_expected(seen)]
        case stage if stage in UNDER_WAY:
            return list(_worked_on(seen, at))
    return []


def mine_and_others(
    found: Iterable[Matter], person: UUID
) -> tuple[list[Matter], list[tuple[UUID, Matter]]]:
    """Return what waits for a person, and what waits for others alone, with whom."""
    mine: list[Matter] = []
    others: list[tuple[UUID, Matter]] = []
    for each in found:
        if person in each.whose:
            mine.append(each)
        else:
            others += [(who, each) for who in sorted(each.whose)]
    return mine, others


def short(text: str) -> str:
    """Return the beginning of what somebody wrote, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"


def _both(seen: Mentorship) -> frozenset[UUID]:
    return frozenset(filter(None, (seen.mentee, seen.mentor)))


def _of(seen: Mentorship, sides: Iterable[Side]) -> frozenset[UUID]:
    return frozenset(filter(None, map(seen.person_of, sides)))


def _due(seen: Mentorship, kind: DeadlineKind) -> Due | None:
    found = seen.deadlines.get(str(kind))
    return None if found is None else found.due


def _answers(seen: Mentorship) -> Iterator[Matter]:
    for each in seen.open_invitations:
        match each.status:
            case Asked(reply_by=by):
                path = f"/invitations/{each.number}"
                whose = frozenset({each.mentor})
                yield Matter(
                    whose, "Answer the invitation", "an answer to the invitation", path, by
                )
            case Deferred():
                continue


def _expected(seen: Mentorship) -> Iterator[Matter]:
    missing = [] if seen.waived else [side for side in Side if side not in seen.answers]
    due = _due(seen, DeadlineKind.AGREEMENT_DUE)
    if missing:
        noun = "answers to the questions about expectations"
        yield Matter(_of(seen, missing), "Answer the questions", noun, "/expectations", due)
    elif seen.proposal is None:
        yield Matter(_both(seen), "Propose an agreement", "an agreement", "/agreement", due)
    else:
        yield from _signatures(seen, due)


def _signatures(seen: Mentorship, due: Due | None) -> Iterator[Matter]:
    proposal = seen.proposal
    if proposal is not None:
        unsigned = _of(seen, (side for side in Side if side not in proposal.signed_by))
        noun = "an answer to the proposed agreement"
        yield Matter(unsigned, "Read and sign the agreement", noun, "/agreement", due)


def _endings(seen: Mentorship) -> Iterator[Matter]:
    for each in seen.deadlines.values():
        if each.kind is DeadlineKind.END_CONFIRMATION:
            whose = _of(seen, [Side(each.subject)])
            noun = "a word on the wish to end"
            yield Matter(whose, "Say whether you want to end", noun, "/end", each.due)


def _reflections(seen: Mentorship) -> Iterator[Matter]:
    for each in seen.open_check_ins:
        silent = _of(seen, (side for side in Side if side not in each.reflections))
        path = f"/check-ins/{each.number}"
        yield Matter(
            silent, "Share your reflection", "a reflection for the check-in", path, each.due
        )


def brings(seen: Mentorship, kind: DeadlineKind) -> Side | None:
    """Return who of the two brings what is due before a meeting; None: either of them."""
    match kind:
        case DeadlineKind.AGENDA_DUE:
            return Side.MENTEE if seen.agreement is None else seen.agreement.terms.agenda_by
        case DeadlineKind.MATERIAL_DUE:
            return Side.MENTEE
    return None


def _worked_on(seen: Mentorship, at: datetime) -> Iterator[Matter]:
    yield from _endings(seen)
    yield from _reflections(seen)
    if seen.stage is Stage.REDEFINITION:
        yield from _redefinition(seen)
    yield from _late(seen, at)
    yield from _met(seen, at)
    yield from _brought(seen, at)
    yield from _next_tasks(seen, at)
    if not any(goal.status is GoalStatus.OPEN for goal in seen.goals.values()):
        label = "Set a goal" if seen.goals else "Set your first goal"
        yield Matter(_both(seen), label, "a goal", "/goals")
    if not any(each.status is MeetingStatus.SCHEDULED for each in seen.meetings.values()):
        yield Matter(_both(seen), "Arrange your next meeting", "a next meeting", "/meetings")


def _redefinition(seen: Mentorship) -> Iterator[Matter]:
    due = _due(seen, DeadlineKind.REDEFINITION_DUE)
    if seen.proposal is not None:
        yield from _signatures(seen, due)
    else:
        noun = "a proposal of how to go on"
        yield Matter(_both(seen), "Agree on how to go on", noun, "/redefinition", due)


def _late(seen: Mentorship, at: datetime) -> Iterator[Matter]:
    for task in seen.tasks.values():
        if _is_late(task, at):
            what = short(task.what)
            path = f"/tasks/{task.number}"
            yield Matter(_of(seen, [task.owner]), f"Say how it stands: {what}", what, path, task.by)
    for goal in seen.goals.values():
        if goal.review_due and goal.status is GoalStatus.OPEN:
            what, path = short(goal.smart.what), f"/goals/{goal.number}"
            label = f"Look at your goal: {what}"
            yield Matter(_both(seen), label, f"a look at the goal: {what}", path, goal.smart.by)


def _met(seen: Mentorship, at: datetime) -> Iterator[Matter]:
    for each in seen.meetings.values():
        if each.status is MeetingStatus.SCHEDULED and each.when.at <= at:
            label, noun = "Say how your meeting went", "a word on how the meeting went"
            yield Matter(_both(seen), label, noun, f"/meetings/{each.number}")


def _brought(seen: Mentorship, at: datetime) -> Iterator[Matter]:
    """Yield what is still to be brought to a meeting: soon, or late when its date is gone."""
    for each in seen.meetings.values():
        if each.status is not MeetingStatus.SCHEDULED or each.when.at <= at:
            continue
        to_bring = (
            (DeadlineKind.AGENDA_DUE, "the agenda", each.agenda),
            (DeadlineKind.MATERIAL_DUE, "material to read", each.material),
        )
        for kind, what, brought in to_bring:
            found = seen.deadlines.get(f"{kind}:{each.number}")
            side = brings(seen, kind)
            if brought or side is None or (found is not None and not _is_soon(found.due, at)):
                continue
            noun = f"{what} for {short_day(each.when.date)}"
            due = None if found is None else found.due
            path = f"/meetings/{each.number}"
            yield Matter(_of(seen, [side]), f"Share {noun}", noun, path, due)


def _next_tasks(seen: Mentorship, at: datetime) -> Iterator[Matter]:
    for task in seen.tasks.values():
        if task.is_open and not _is_late(task, at) and _is_soon(task.by, at):
            what, path = short(task.what), f"/tasks/{task.number}"
            yield Matter(_of(seen, [task.owner]), f"Your task: {what}", what, path, task.by)


def _is_late(task: Task, at: datetime) -> bool:
    return task.is_open and (task.status is TaskStatus.OVERDUE or task.by.at <= at)


def _is_soon(due: Due, at: datetime) -> bool:
    return due.date - local_day(at, due.zone) <= _SOON


def _thanks(seen: Mentorship) -> Iterator[Matter]:
    due = _due(seen, DeadlineKind.CLOSING_DUE)
    silent = _of(seen, (side for side in Side if side not in seen.thanked))
    if silent:
        yield Matter(silent, "Say thank you", "a word of thanks", "/closing", due)
    silent = _of(seen, (side for side in Side if side not in seen.reflected))
    if silent:
        yield Matter(silent, "Look back", "a look back", "/closing", due)
