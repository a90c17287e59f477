"""The budget at work: what is raised and what leaves in whole stories, by the pure domain.

Nothing is measured here but counted, so there is one round, the same on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks import busy_mentor
from benchmarks.bench import Bench, Benchmark, Found, paragraphs
from benchmarks.figures import Figure
from domain.dates import local_day
from domain.driver import World
from domain.model import PersonId
from domain.people.commands import SetPreferences
from domain.policy import Policy
from domain.post_office import PostOffice, Sent
from domain.stories import quiet, resident
from domain.stories.script import Step, play

OPENED: Final = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("America/Denver")).astimezone(UTC)
"""When all stories begin: Monday 2 March 2026, 09:00 in Denver."""

MOST_REMINDERS: Final = "reminder mails in any 7 days"
_WEEK: Final = 7
_APART: Final = 16
_YEAR: Final = OPENED + busy_mentor.YEAR
_THE_END: Final = OPENED + timedelta(days=1000)
_MANY: Final = 50
_AT_ONCE: Final = SetPreferences(reminders="at_once")
_MONDAYS: Final = SetPreferences(reminders="weekly")


@dataclass(frozen=True)
class Line:
    """What was raised for somebody, or for all, in a story, and what became of it.

    The most in any seven days is the most that any one of them got.
    """

    story: str
    who: str
    counts: dict[str, int]
    dropped: Counter[str]
    budget: int | None

    @property
    def figures(self) -> Iterator[Figure]:
        """Yield the line's figures; what the budget bounds has it as its aim."""
        for unit, count in self.counts.items():
            bound = self.budget if unit == MOST_REMINDERS else None
            yield Figure(
                label=self.who, group=self.story, unit=unit, rounds=(count,), at_most=bound
            )

    @property
    def sentence(self) -> str:
        """Say why letters were dropped."""
        why = ", ".join(f"{count} {why}" for why, count in sorted(self.dropped.items()))
        return f"{self.story}, {self.who}: {why}."


def told(steps: Iterable[Step], *, until: datetime) -> PostOffice:
    """Return the world in which a story was told up to an instant, with all its post."""
    office = PostOffice(World(now=OPENED))
    for _ in play((each for each in steps if each.at <= until), office):
        pass
    office.pass_time(until=until)
    return office


def line(
    story: str,
    who: str,
    office: PostOffice,
    *,
    to: PersonId | None = None,
    budget: int | None = Policy().weekly_reminders,
) -> Line:
    """Count the post of one recipient, or of all."""
    people = {to} if to else office.world.people.keys()
    raised = [each for each in office.world.letters if each.notice.to in people]
    sent = [each for each in office.sent if each.to in people]
    dropped = [each for each in office.dropped if each.letter.notice.to in people]
    reminders = [each for each in sent if each.is_reminder]
    counts = {
        "notices": len(raised),
        "mails": len(sent),
        "of them reminders": len(reminders),
        "letters gathered": sum(len(each.letters) for each in reminders if len(each.letters) > 1),
        "dropped": len(dropped),
        "still waiting": sum(each.notice.to in people for each in office.waiting()),
        "mails in any 7 days": _most(sent, office.world),
        MOST_REMINDERS: _most(reminders, office.world),
    }
    return Line(story, who, counts, Counter(str(each.why) for each in dropped), budget)


def _most(sent: Sequence[Sent], world: World) -> int:
    """Return how many mails anybody got on any seven days in a row of their own calendar."""
    days: dict[PersonId, list[date]] = {}
    for each in sent:
        days.setdefault(each.to, []).append(local_day(each.at, world.people[each.to].zone))
    return max((_most_within_a_week(each) for each in days.values()), default=0)


def _most_within_a_week(days: Sequence[date]) -> int:
    return max(sum(0 <= (day - each).days < _WEEK for each in days) for day in days)


def _quiet() -> Iterator[Line]:
    office = told((*quiet.setup(OPENED), *quiet.steps(OPENED)), until=_THE_END)
    yield line("case 6", "all", office)


def _resident() -> Iterator[Line]:
    cast = {each.key: each.id for each in resident.people()}
    steps = (*resident.setup(OPENED), *resident.steps(OPENED))
    year, whole = told(steps, until=_YEAR), told(steps, until=_THE_END)
    yield line("case 1, the first year", "all", year)
    yield line("case 1, the first year", "the mentee", year, to=cast["resident"])
    yield line("case 1, the first year", "the mentor", year, to=cast["hematologist"])
    yield line("case 1, to its end", "all", whole)


def year_of_six(
    *, apart: int, policy: Policy | None = None, wishes: SetPreferences | None = None
) -> PostOffice:
    """Return a year of a mentor with six mentees, who begin so many days apart."""
    setup = busy_mentor.setup(OPENED, policy=policy or Policy(), wishes=wishes)
    return told((*setup, *busy_mentor.steps(OPENED, apart=apart)), until=_YEAR)


def _six() -> Iterator[Line]:
    her, boundless = busy_mentor.mentor().id, Policy(weekly_reminders=_MANY)
    spread = f"six mentees, {_APART} days apart"
    office = year_of_six(apart=_APART)
    yield line(spread, "all", office)
    yield line(spread, "the mentor", office, to=her)
    yield line(spread, "the busiest mentee", office, to=_busiest(office))
    weekly = year_of_six(apart=_APART, wishes=_MONDAYS)
    yield line(spread, "the mentor, who chose Mondays", weekly, to=her, budget=1)
    same = "six mentees, begun on one day"
    yield line(same, "the mentor", year_of_six(apart=0), to=her)
    without = year_of_six(apart=0, policy=boundless, wishes=_AT_ONCE)
    yield line(same, "the mentor, ungathered and without a budget", without, to=her, budget=None)


def _busiest(office: PostOffice) -> PersonId:
    mentees = {each.id for each in busy_mentor.mentees()}
    (found, _), *_ = Counter(each.to for each in office.sent if each.to in mentees).most_common()
    return found


async def _run(bench: Bench) -> Found:
    parts = {"case 6": _quiet, "case 1": _resident, "six mentees": _six}
    lines: list[Line] = []
    for name, part in list(parts.items())[: bench.size(len(parts), quick=1)]:
        bench.tell(name)
        lines += part()
    dropped = " ".join(each.sentence for each in lines if each.dropped)
    return Found(
        [figure for each in lines for figure in each.figures],
        notes=[*_NOTES, f"Why letters were dropped, where they were: {dropped or 'nowhere.'}"],
        counted=True,
    )


_NOTES = paragraphs("""
A notice is somebody to be told of something; it becomes a letter, and letters leave in mails.
Reminders are gathered, at most one mail a day; all other letters leave by themselves, because
somebody waits for them or they matter that day. Any seven days are seven days in a row on the
recipient's calendar; in a line on all, it is the most that any one of them got.

The mentor with six mentees meets five of them monthly and one every other week. Some pairs need
each reminder, some none. Each has goals by the quarter, a task from each meeting, and check-ins
after one, three, six and nine months.
""")

BENCHMARK = Benchmark(
    name="budget",
    title="The budget at work",
    question=(
        "How many mails leave for the notices that are raised, and how many of them may remind: "
        "three in any seven days, over all mentorships, unless program or person chose otherwise."
    ),
    run=_run,
)
