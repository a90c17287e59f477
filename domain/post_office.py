"""What reaches whom, and when: a world whose letters go through one mailbox for each person.

A ``PostOffice`` is played like the ``World`` in it: commands are given at instants, and time
passes. Whenever something falls due for a mailbox, its letters are sorted on the state of that
very instant. Nothing is stored or sent. The letters in the documentation, the benchmarks and
tests of the budget read what it noted down.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from domain.driver import Happened, Letter, World
from domain.envelopes import Actor, derived_id
from domain.mailbox import Waiting, WhyDropped, WhyHeld, sort
from domain.model import PersonId
from domain.policy import Policy

_REMEMBERED: Final = timedelta(days=8)
"""How far back reminders count for the budget of seven local days, wherever the day begins."""


@dataclass(frozen=True)
class Carried:
    """A letter that left: its id, what it says, and why it did not leave as soon as written."""

    id: UUID
    letter: Letter
    waited: WhyHeld | None


@dataclass(frozen=True)
class Sent:
    """A mail that left at an instant: a letter by itself, or reminders gathered."""

    at: datetime
    to: PersonId
    id: UUID
    is_reminder: bool
    letters: tuple[Carried, ...]


@dataclass(frozen=True)
class Dropped:
    """A letter that no longer made sense when it could have left."""

    at: datetime
    letter: Letter
    why: WhyDropped


@dataclass
class _Mailbox:
    """What waits for one person, in the order in which it was written."""

    waiting: dict[UUID, Letter] = field(default_factory=dict)
    held: dict[UUID, WhyHeld] = field(default_factory=dict)
    reminders: list[datetime] = field(default_factory=list)
    next_at: datetime | None = None


@dataclass
class PostOffice:
    """A world, with all mails that left in it and all letters that were dropped, in their order."""

    world: World
    sent: list[Sent] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    _mailboxes: dict[PersonId, _Mailbox] = field(default_factory=dict)
    _taken: int = 0

    def do(
        self,
        command: Any,
        *,
        by: Actor,
        at: datetime | None = None,
        stream: UUID | None = None,
        command_id: UUID | None = None,
    ) -> tuple[Happened, ...]:
        """Decide a command as `World.do` does, once all that leaves before it has left.

        Raises:
            Refusal: the rules say no. Time has passed all the same.
            TimeGoesBack: ``at`` is over.
        """
        self._work(at or self.world.now, and_then=False)
        happened = self.world.do(command, by=by, at=at, stream=stream, command_id=command_id)
        self._deliver()
        return happened

    def pass_time(self, *, until: datetime) -> tuple[Happened, ...]:
        """Let happen and leave all that falls due up to and at ``until``; return what happened.

        Raises:
            TimeGoesBack: ``until`` is over.
            DeadlineStuck: a deadline would fire for ever.
        """
        before = len(self.world.history)
        self._work(until, and_then=True)
        self.world.pass_time(until=until)
        return tuple(self.world.history[before:])

    def waiting(self) -> tuple[Letter, ...]:
        """Return the letters that were neither sent nor dropped until now."""
        return tuple(each for box in self._mailboxes.values() for each in box.waiting.values())

    def _work(self, until: datetime, *, and_then: bool) -> None:
        self._deliver()
        while (coming := self._coming()) is not None:
            if coming > until or (coming == until and not and_then):
                return
            self.world.pass_time(until=coming)
            self._deliver()

    def _coming(self) -> datetime | None:
        instants = [each.next_at for each in self._mailboxes.values() if each.next_at is not None]
        due = self.world.next_due()
        coming = min([*instants, *([] if due is None else [due])], default=None)
        return None if coming is None else max(coming, self.world.now)

    def _deliver(self) -> None:
        for number, letter in enumerate(self.world.letters[self._taken :], start=self._taken):
            mailbox = self._mailboxes.setdefault(letter.notice.to, _Mailbox())
            mailbox.waiting[derived_id(self.world.seed, "letter", number)] = letter
            mailbox.next_at = self.world.now
        self._taken = len(self.world.letters)
        for person, mailbox in self._mailboxes.items():
            if mailbox.next_at is not None and mailbox.next_at <= self.world.now:
                self._sort(person, mailbox)

    def _sort(self, person: PersonId, mailbox: _Mailbox) -> None:
        at = self.world.now
        sorting = sort(
            [self._as_it_stands(key, letter) for key, letter in mailbox.waiting.items()],
            recipient=self.world.people[person],
            policies=self._policies(mailbox.waiting.values()),
            reminders_sent=[each for each in mailbox.reminders if each > at - _REMEMBERED],
            at=at,
        )
        for mail in sorting.mails:
            carried = tuple(
                Carried(each, mailbox.waiting.pop(each), mailbox.held.pop(each, None))
                for each in mail.letters
            )
            mailbox.reminders += [at] if mail.is_reminder else []
            self.sent.append(Sent(at, person, mail.id, mail.is_reminder, carried))
        for drop in sorting.dropped:
            self.dropped.append(Dropped(at, mailbox.waiting.pop(drop.letter), drop.why))
        mailbox.held = {each.letter: each.why for each in sorting.held}
        mailbox.next_at = sorting.next_at

    def _as_it_stands(self, ident: UUID, letter: Letter) -> Waiting:
        about = letter.mentorship
        return Waiting(
            id=ident,
            kind=letter.notice.kind,
            raised_at=letter.at,
            facts=letter.notice.facts,
            state=None if about is None else self.world.mentorships[about],
            by_clock=letter.by_clock,
        )

    def _policies(self, letters: Iterable[Letter]) -> list[Policy]:
        about = (each.mentorship for each in letters)
        programs = [each.notice.program for each in letters]
        programs += [self.world.mentorships[each].program for each in about if each is not None]
        found = (self.world.programs[each] for each in dict.fromkeys(programs) if each is not None)
        return [each.policy for each in found]
