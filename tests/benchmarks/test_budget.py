"""The budget is counted right: what was raised left, was dropped, or waits."""

from collections import Counter

from benchmarks import tables
from benchmarks.budget import BENCHMARK, MOST_REMINDERS, OPENED, line, told, year_of_six
from benchmarks.busy_mentor import HABITS, mentees, mentor
from benchmarks.figures import Result
from domain.people.commands import SetPreferences
from domain.post_office import PostOffice
from domain.stories import quiet
from runtime.clock import now


def each_letter_has_one_fate(office: PostOffice) -> None:
    carried = [each.letter for mail in office.sent for each in mail.letters]
    found = [*carried, *(each.letter for each in office.dropped), *office.waiting()]
    assert Counter(map(id, found)) == Counter(map(id, office.world.letters))


def test_a_mentor_with_six_mentees_is_reminded_within_the_budget_and_less_on_wish() -> None:
    usual = year_of_six(apart=0)
    weekly = year_of_six(apart=0, wishes=SetPreferences(reminders="weekly"))
    her = mentor().id
    for office, budget in ((usual, 3), (weekly, 1)):
        each_letter_has_one_fate(office)
        assert len(office.world.mentorships) == len(HABITS)
        mine = line("six", "the mentor", office, to=her, budget=budget)
        assert 0 < mine.counts[MOST_REMINDERS] <= budget
        whole = line("six", "all", office)
        theirs = [line("six", each.key, office, to=each.id) for each in mentees()]
        for unit in ("notices", "mails", "dropped", "still waiting"):
            of_the_pairs = mine.counts[unit] + sum(each.counts[unit] for each in theirs)
            assert whole.counts[unit] >= of_the_pairs
    mails = [line("", "", office, to=her).counts["mails"] for office in (usual, weekly)]
    assert mails[1] < mails[0]


def test_what_was_counted_stands_in_one_row_for_each_reader() -> None:
    steps = (*quiet.setup(OPENED), *quiet.steps(OPENED))
    counted = line("case 6", "all", told(steps, until=steps[-1].at))
    result = Result(
        name="budget",
        figures=tuple(counted.figures),
        counted=True,
        at=now(),
        seconds=1,
        quick=True,
        machine={},
    )
    section = tables.section(BENCHMARK, result)
    heads, numbers = " | ".join(counted.counts), " | ".join(map(str, counted.counts.values()))
    assert f"|  |  | {heads} |" in section
    assert f"| case 6 | all | {numbers} |" in section
    assert tables.aims([BENCHMARK], {"budget": result}).count("| met |") == 1
