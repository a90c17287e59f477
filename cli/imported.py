"""What an import did, for a person: how the file was read, what is wrong, and what came of it."""

from collections.abc import Sequence

from cli.output import screen, styled, table
from interchange.roster.problems import Problem
from interchange.roster.report import Entered, Report

SHOWN = 20
"""Problems, and people of a rehearsal, that are shown; --json has them all."""


def tell_report(report: Report, *, skip_bad: bool) -> None:
    """Print a report."""
    console = screen()
    console.print(f"Read {_people(report.rows)} from {report.how}.", style="quiet", soft_wrap=True)
    if report.ignored:
        ignored = ", ".join(map(repr, report.ignored))
        words = f"Not read, because no roster has columns of these headings: {ignored}."
        console.print(styled((words, "warn")), soft_wrap=True)
    if report.rehearsal:
        _tell_people([each for each in report.people if each.outcome != "unchanged"])
    if report.problems:
        _tell_problems(report.problems)
    console.print(styled((_conclusion(report, skip_bad=skip_bad), _style(report))), soft_wrap=True)


def _tell_people(people: Sequence[Entered]) -> None:
    if not people:
        return
    listed = table("row", "address", "what would change")
    for each in people[:SHOWN]:
        listed.add_row(str(each.row), each.email, "; ".join(each.changes))
    screen().print(listed)
    _tell_more(len(people))


def _tell_problems(problems: Sequence[Problem]) -> None:
    listed = table("row", "column", "stands there", "what is wrong, and what would be right")
    for each in problems[:SHOWN]:
        listed.add_row(str(each.row), each.column, each.value, f"{each.wrong}; {each.right}")
    screen().print(listed)
    _tell_more(len(problems))


def _tell_more(number: int) -> None:
    if number > SHOWN:
        screen().print(f"… and {number - SHOWN} more: --json shows them all.", style="quiet")


def _conclusion(report: Report, *, skip_bad: bool) -> str:
    counts = report.counts
    done = ", ".join(f"{counts[each]} {each}" for each in ("registered", "changed", "unchanged"))
    if report.problems and not (skip_bad and report.people):
        fix = "mend them" if skip_bad else "mend them, or record the others with --skip-bad"
        bad = f"{report.bad_rows} of {_people(report.rows)} cannot be used"
        return f"Nothing is recorded, because {bad}; {fix}."
    skipped = f"; {report.bad_rows} skipped" if report.problems else ""
    if report.rehearsal:
        return f"Nothing is recorded: this would be {done}{skipped}."
    return f"{done[:1].upper()}{done[1:]}{skipped}."


def _style(report: Report) -> str:
    return "bad" if report.problems else "good"


def _people(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
