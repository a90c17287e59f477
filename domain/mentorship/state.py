"""A mentorship as folded from its events, and the deadlines it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.dates import Due
from domain.mentorship.matters import (
    Agreement,
    Answers,
    Attention,
    Candidate,
    Deadline,
    DeadlineKind,
    EndingKind,
    Invitation,
    Need,
    Pause,
)
from domain.mentorship.stages import WITH_MENTOR, Side, Stage
from domain.mentorship.work import Accomplishment, CheckIn, Goal, Meeting, Task
from domain.model import MentorshipId, PersonId, ProgramId
from domain.replacing import replace


@dataclass(frozen=True)
class Earlier:
    """How many of each there were when the present mentor came; later numbers are theirs."""

    check_ins: int = 0
    agreements: int = 0
    meetings: int = 0
    tasks: int = 0
    accomplishments: int = 0


@dataclass(frozen=True)
class Mentorship:
    """One mentee's one relationship, from the search to its ending."""

    id: MentorshipId
    program: ProgramId
    mentee: PersonId
    opened_at: datetime
    last_at: datetime
    version: int = 1
    stage: Stage = Stage.SEEKING
    mentor: PersonId | None = None
    assigned: bool = False
    earlier: Earlier = field(default_factory=Earlier)
    continues: MentorshipId | None = None
    need: Need = field(default_factory=Need)
    nudges: int = 0
    candidates: Mapping[int, Candidate] = field(default_factory=dict)
    invitations: Mapping[int, Invitation] = field(default_factory=dict)
    answers: Mapping[Side, Answers] = field(default_factory=dict)
    revealed: bool = False
    waived: bool = False
    agreements: Mapping[int, Agreement] = field(default_factory=dict)
    in_force: int | None = None
    anchor: date | None = None
    check_in_months: int = 3
    goals: Mapping[int, Goal] = field(default_factory=dict)
    tasks: Mapping[int, Task] = field(default_factory=dict)
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    accomplishments: tuple[Accomplishment, ...] = ()
    check_ins: Mapping[int, CheckIn] = field(default_factory=dict)
    missed_in_a_row: int = 0
    staying: frozenset[Side] = frozenset()
    quiet: bool = False
    active_at: datetime | None = None
    pause: Pause | None = None
    ending: EndingKind | None = None
    ended_at: datetime | None = None
    thanked: frozenset[Side] = frozenset()
    reflected: frozenset[Side] = frozenset()
    record_closed: bool = False
    attention: frozenset[Attention] = frozenset()
    told_gone: frozenset[PersonId] = frozenset()
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)

    @property
    def charges_mentor(self) -> PersonId | None:
        """Return the mentor whose capacity this mentorship takes up, if any."""
        return self.mentor if self.stage in WITH_MENTOR else None

    @property
    def open_pair(self) -> tuple[PersonId, PersonId] | None:
        """Return mentee and mentor while they are an open pair, if they are."""
        if self.mentor is None or self.stage is Stage.ENDED:
            return None
        return self.mentee, self.mentor

    @property
    def agreement(self) -> Agreement | None:
        """Return the agreement in force, if any."""
        return None if self.in_force is None else self.agreements.get(self.in_force)

    @property
    def proposal(self) -> Agreement | None:
        """Return the version that waits to be signed, if any."""
        newest = self.agreements.get(max(self.agreements, default=0))
        return newest if newest is not None and newest.is_open else None

    @property
    def open_invitations(self) -> tuple[Invitation, ...]:
        """Return the invitations whose answer is awaited."""
        return tuple(each for each in self.invitations.values() if each.is_open)

    @property
    def open_check_ins(self) -> tuple[CheckIn, ...]:
        """Return the check-ins that await reflections, oldest first."""
        return tuple(each for each in self.check_ins.values() if each.is_open)

    def side_of(self, person: PersonId | None) -> Side | None:
        """Return which of the two a person is, or None."""
        if person is None:
            return None
        return {self.mentee: Side.MENTEE, self.mentor: Side.MENTOR}.get(person)

    def person_of(self, side: Side) -> PersonId | None:
        """Return the person on a side; the mentor's may be missing."""
        return self.mentee if side is Side.MENTEE else self.mentor

    def is_paused(self, at: datetime) -> bool:
        """Say whether a pause is in force at ``at``."""
        return self.pause is not None and self.pause.holds(at)


def wait_for(
    state: Mentorship,
    kind: DeadlineKind,
    due: Due | None,
    *,
    at: datetime,
    subject: object = "",
    label: str | None = None,
) -> Mentorship:
    """Return the state that waits for ``due``, and no longer for an earlier date of that kind.

    Without a due date, or with one that is past already, nothing is waited for.
    """
    ident = f"{kind}:{subject}" if subject else str(kind)
    deadlines = {key: value for key, value in state.deadlines.items() if key != ident}
    if due is not None and due.at > at:
        words = label or str(kind).replace("_", " ")
        deadlines[ident] = Deadline(ident, kind, due, str(subject), at, words)
    return replace(state, deadlines=deadlines)


def settle(state: Mentorship, *kinds: DeadlineKind, subject: object = None) -> Mentorship:
    """Return the state that no longer waits for these kinds (of one subject, when one is given)."""
    kept = {
        key: each
        for key, each in state.deadlines.items()
        if each.kind not in kinds or (subject is not None and each.subject != str(subject))
    }
    return replace(state, deadlines=kept)


_IN_CLOSING = frozenset({DeadlineKind.CLOSING_DUE, DeadlineKind.PAUSE_END})
_IN_ENDED = frozenset({DeadlineKind.RECORD_CLOSES})
_AT_WORK = frozenset(DeadlineKind) - _IN_ENDED
_PAUSED = frozenset({DeadlineKind.PAUSE_END})


def open_deadlines(state: Mentorship) -> tuple[Deadline, ...]:
    """Return the deadlines that count now, earliest first.

    While a pause is recorded its end is the only one, except in CLOSING. What was waited for
    before CLOSING rests there, because a coordinator may reopen.
    """
    if state.stage is Stage.ENDED:
        counting = _IN_ENDED
    elif state.stage is Stage.CLOSING:
        counting = _IN_CLOSING
    elif state.pause is not None:
        counting = _PAUSED
    else:
        counting = _AT_WORK
    found = (each for each in state.deadlines.values() if each.kind in counting)
    return tuple(sorted(found, key=lambda each: (each.due.at, each.id)))
