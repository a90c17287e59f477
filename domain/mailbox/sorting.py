"""What leaves a mailbox now, in which mails, what waits until when, and what is never sent.

Letters at once leave at any hour, letters of today when it is not quiet, reminders gathered: at
most one mail a day, at the recipient's hour, within the weekly budget over all mentorships. What
happened to a mentorship at one instant is told in one mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain.envelopes import derived_id
from domain.mailbox.hours import not_quiet, reminder_hour_after, reminders_may_leave
from domain.mailbox.house_rules import HouseRules, house_rules
from domain.mailbox.timing import timing_of
from domain.mailbox.waiting import Drop, Hold, Outgoing, Sorting, Waiting
from domain.mentorship.appointments import appointment_of_letter
from domain.mentorship.letters.recipients import CONFIDENTIAL
from domain.mentorship.letters.relevance import look_again
from domain.mentorship.letters.verdicts import (
    Applies,
    Dropped,
    Held,
    Verdict,
    WhyDropped,
    WhyHeld,
)
from domain.notices import Timing
from domain.people.letters import former_address
from domain.people.state import Person
from domain.policy import Policy
from domain.replacing import replace

_Together = UUID | Timing | tuple[UUID, datetime]


def sort(
    waiting: Sequence[Waiting],
    *,
    recipient: Person,
    policies: Sequence[Policy],
    reminders_sent: Sequence[datetime],
    at: datetime,
) -> Sorting:
    """Return what becomes of all letters that wait for somebody, at ``at``.

    ``waiting`` is in the order in which the letters were raised, and mails keep it. ``policies``
    are those of the programs that write. ``reminders_sent`` is when mails of reminders left in the
    last eight days. The same arguments give the same answer.
    """
    desk = _Desk(house_rules(recipient, policies), at, list(reminders_sent))
    applying: list[Waiting] = []
    for letter in waiting:
        match verdict := _verdict(letter, recipient, at):
            case Dropped():
                desk.dropped.append(Drop(letter.id, verdict.why))
            case Held():
                desk.held.append(Hold(letter.id, verdict.until, verdict.why))
            case Applies():
                applying.append(letter)
            case _:
                assert_never(verdict)
    for mail in _mails(applying):
        _leave_or_wait(mail, desk)
    return Sorting(tuple(desk.mails), tuple(desk.held), tuple(desk.dropped))


@dataclass
class _Desk:
    rules: HouseRules
    at: datetime
    sent: list[datetime]
    mails: list[Outgoing] = field(default_factory=list)
    held: list[Hold] = field(default_factory=list)
    dropped: list[Drop] = field(default_factory=list)


@dataclass(frozen=True)
class _Mail:
    """Letters that leave together; ``id`` is given where a try failed."""

    letters: tuple[Waiting, ...]
    timing: Timing
    id: UUID | None = None

    @property
    def ident(self) -> UUID:
        """Return the id, the same for the same letters."""
        first, *others = (each.id for each in self.letters)
        return self.id or (derived_id(first, "gathered") if others else first)

    @property
    def not_before(self) -> datetime | None:
        """Return when the mail is tried again, if it was tried."""
        return max((each.not_before for each in self.letters if each.not_before), default=None)


def _verdict(letter: Waiting, recipient: Person, at: datetime) -> Verdict:
    if recipient.is_gone:
        return Dropped(WhyDropped.GONE)
    if former_address(letter.facts) == recipient.email:  # who has it again
        return Dropped(WhyDropped.OVER)
    verdict: Verdict = Applies()
    if letter.state is not None:
        verdict = look_again(letter.kind, letter.facts, to=recipient.id, state=letter.state, at=at)
    unwanted = _unwanted(letter, recipient)
    return verdict if unwanted is None or isinstance(verdict, Dropped) else Dropped(unwanted)


def _unwanted(letter: Waiting, recipient: Person) -> WhyDropped | None:
    if timing_of(letter.kind) is not Timing.REMINDER:
        return None
    if not recipient.subscribed:
        return WhyDropped.UNSUBSCRIBED
    failing = recipient.address_failing_since is not None
    return WhyDropped.ADDRESS_FAILING if failing else None


def _mails(letters: Sequence[Waiting]) -> list[_Mail]:
    """Put together what leaves together, in the order of the first letters."""
    found: dict[_Together, list[Waiting]] = {}
    for letter in letters:
        together = _together(letter)
        # Calendar programs act by themselves on the one entry of a mail, and on none of several.
        if _brings_entry(letter) and any(map(_brings_entry, found.get(together, ()))):
            together = letter.mail or letter.id
        found.setdefault(together, []).append(letter)
    return [_mail(each) for each in found.values()]


def _together(letter: Waiting) -> _Together:
    """Return what letters have in common that leave in one mail."""
    if letter.mail is not None:
        return letter.mail
    if _timing(letter) is Timing.REMINDER:
        return Timing.REMINDER
    if letter.state is None or letter.kind in CONFIDENTIAL:
        return letter.id
    return letter.state.id, letter.raised_at


def _brings_entry(letter: Waiting) -> bool:
    state = letter.state
    return state is not None and bool(appointment_of_letter(letter.kind, letter.facts, state))


def _mail(letters: Sequence[Waiting]) -> _Mail:
    """Return a mail, which is as urgent as any of its letters; what happened comes first in it."""
    timings = [_timing(each) for each in letters]
    timing = Timing.AT_ONCE if Timing.AT_ONCE in timings else timings[0]
    if timing is not Timing.REMINDER:
        letters = sorted(letters, key=_brings_entry)
    return _Mail(tuple(letters), timing, letters[0].mail)


def _timing(letter: Waiting) -> Timing:
    timing = timing_of(letter.kind)
    # Nobody acted just now and waits, so nobody needs to be woken.
    return Timing.TODAY if letter.by_clock and timing is Timing.AT_ONCE else timing


def _leave_or_wait(mail: _Mail, desk: _Desk) -> None:
    hold = _hold(mail, desk)
    if hold is not None:
        until, why = hold
        desk.held.extend(Hold(each.id, until, why) for each in mail.letters)
        return
    is_reminder = mail.timing is Timing.REMINDER
    if is_reminder:
        desk.sent.append(desk.at)
    letters = tuple(each.id for each in mail.letters)
    desk.mails.append(Outgoing(mail.ident, letters, is_reminder))


def _hold(mail: _Mail, desk: _Desk) -> tuple[datetime, WhyHeld] | None:
    tried = max(desk.at, mail.not_before or desk.at)
    if mail.timing is Timing.REMINDER:
        until, why = _reminder(mail, tried, desk)
    elif mail.timing is Timing.TODAY:
        until, why = not_quiet(tried, desk.rules), WhyHeld.QUIET_HOURS
    else:
        until, why = tried, WhyHeld.TRIED_AGAIN
    if until <= desk.at:
        return None
    return until, WhyHeld.TRIED_AGAIN if until == mail.not_before else why


def _reminder(mail: _Mail, tried: datetime, desk: _Desk) -> tuple[datetime, WhyHeld]:
    rules = desk.rules
    since = tried
    if mail.id is None:  # what was never tried waits for the hour, and the oldest takes all along
        since = max(tried, min(reminder_hour_after(each.raised_at, rules) for each in mail.letters))
    until = reminders_may_leave(since, rules, sent=desk.sent)
    boundless = replace(rules, budget=len(desk.sent) + 1)
    if until > reminders_may_leave(since, boundless, sent=desk.sent):
        return until, WhyHeld.WEEKLY_BUDGET
    return until, WhyHeld.QUIET_HOURS if rules.hour is None else WhyHeld.GATHERED
