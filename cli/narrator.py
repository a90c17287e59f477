"""Telling a story as it is played: the day, what was done, what came of it, and the letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rich.table import Table
from rich.text import Text

from cli.output import screen, styled
from cli.playing import Told
from cli.words import day, spoken, title
from domain.dates import local_day
from domain.envelopes import Role
from domain.stories.script import Step
from records.outbox import LedgerLine

_MARGIN = 17
"""Columns of the margin in which dates stand."""

_UNTOLD = frozenset({"goals.watch_renewed"})
"""What the clock does without anything to be seen."""


@dataclass
class Narrator:
    """Tells steps one after the other, each day once."""

    zone: str
    told_day: str = ""
    letters: set[UUID] = field(default_factory=set)

    def tell(self, step: Step, news: Sequence[Told], ledger: Sequence[LedgerLine]) -> None:
        """Print a step, after what the clock did on the way to it."""
        before = [told for told in news if self._is_on_the_way(told, step)]
        own = [told for told in news if told not in before]
        letters = self._new(ledger)
        for told in (each for each in before if each.event.type not in _UNTOLD):
            self._line(told.event.at, self._by_clock(told), _letters_of([told], letters))
        shown = [told.event.type for told in own if told.event.type not in _UNTOLD]
        what = " · ".join(title(each) for each in shown)
        known = {told.event.id for told in before}
        rest = [each for each in letters if each.event not in known]
        self._line(step.at, Text(step.telling), rest, what=what)

    def _is_on_the_way(self, told: Told, step: Step) -> bool:
        if told.event.actor.role is not Role.CLOCK:
            return False
        same_day = self._day(told.event.at) == self._day(step.at)
        return step.command is not None or not same_day

    def _by_clock(self, told: Told) -> Text:
        return styled(("by itself: ", "quiet"), title(told.event.type))

    def _line(
        self, at: datetime, text: Text, letters: Sequence[LedgerLine], *, what: str = ""
    ) -> None:
        shown = self._day(at)
        margin = "" if shown == self.told_day else shown
        self.told_day = shown
        line = Table.grid(padding=(0, 0))
        line.add_column(width=_MARGIN, style="quiet", no_wrap=True)
        line.add_column(overflow="fold")
        line.add_row(margin, text)
        for below in _below(what, letters):
            line.add_row("", below)
        screen().print(line)

    def _new(self, ledger: Iterable[LedgerLine]) -> list[LedgerLine]:
        new = [each for each in ledger if each.id not in self.letters]
        self.letters |= {each.id for each in new}
        return new

    def _day(self, at: datetime) -> str:
        return day(local_day(at, self.zone))


def _letters_of(told: Sequence[Told], letters: Sequence[LedgerLine]) -> list[LedgerLine]:
    events = {each.event.id for each in told}
    return [each for each in letters if each.event in events]


def _below(what: str, letters: Sequence[LedgerLine]) -> list[Text]:
    lines = [styled((what, "quiet"))] if what else []
    kinds = dict.fromkeys(each.kind for each in letters)
    for kind in kinds:
        to = ", ".join(each.name or "—" for each in letters if each.kind == kind)
        lines.append(styled((f"✉ {spoken(kind)} to {to}", "who")))
    return lines
