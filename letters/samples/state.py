"""A mentorship in which everything that a letter can speak of is there."""

from datetime import date, time

from domain.dates import Due, ends
from domain.mentorship.matters import (
    Agreement,
    Asked,
    Deadline,
    DeadlineKind,
    Invitation,
    Terms,
)
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship
from domain.mentorship.work import (
    Accomplishment,
    CheckIn,
    CheckInKind,
    Goal,
    Meeting,
    Series,
    Smart,
    Task,
    When,
)
from letters.samples.cast import START, ZONE, ident, on

SEALED = "SEALED WORDS"
ASK = (
    "A quality-improvement project on inpatient anticoagulation: would you look at my outline, "
    "and meet me once a month?\n\nI have a statistician already."
)


def due(day: str) -> Due:
    """Return the due date that ends with a day."""
    return ends(date.fromisoformat(day), ZONE)


def when(day: str) -> When:
    """Return four o'clock of a day."""
    return When(date=date.fromisoformat(day), time=time(16), zone=ZONE, at=on(day, "16:00"))


SHORT_TERMS = Terms(purpose="Learn hematology research by doing it.", ends_on=date(2027, 9, 2))
FULL_TERMS = Terms(
    purpose="Learn hematology research by doing it:\n- a proposal\n- an abstract",
    ends_on=date(2027, 9, 2),
    check_in_months=1,
    mentee_does="Drives it, and brings the agenda.",
    mentor_does="Reads drafts within a week.",
    meet="FREQ=MONTHLY;BYDAY=1FR",
    agenda_days=0,
    notice_days=2,
    contact="By mail; by telephone when it burns.",
    confidential="What is said about patients and colleagues.",
    off_limits="Appraisals.",
)


PROPOSAL = Smart(
    what="A first draft of the proposal for the anticoagulation project, with its methods",
    measure="Ben has read it",
    achievable="Two evenings a week",
    reason="The spring meeting",
    by=due("2026-11-02"),
)
AGREEMENT_DUE = Deadline(
    "agreement_due",
    DeadlineKind.AGREEMENT_DUE,
    due("2026-12-06"),
    "",
    START,
    "the agreement",
)


def state() -> Mentorship:
    """Return the mentorship of Ada and Ben, with Dan invited."""
    return Mentorship(
        id=ident("mentorship"),
        program=ident("Residency"),
        mentee=ident("Ada"),
        opened_at=START,
        last_at=START,
        stage=Stage.GOALS,
        mentor=ident("Ben"),
        invitations={
            1: Invitation(1, 1, ident("Dan"), ASK, 14, 1, Asked(1, due("2026-12-06"))),
        },
        deadlines={AGREEMENT_DUE.id: AGREEMENT_DUE},
        agreements={1: Agreement(1, FULL_TERMS, Side.MENTEE, frozenset(Side))},
        in_force=1,
        goals={1: Goal(1, PROPOSAL)},
        tasks={1: Task(1, Side.MENTEE, "Ask the library for the older papers", due("2026-11-20"))},
        meetings=_meetings(),
        accomplishments=(
            Accomplishment("The proposal went to the ethics board", on("2026-10-01")),
            Accomplishment("A poster, accepted", on("2026-10-20")),
        ),
        check_ins=_check_ins(),
    )


def _meetings() -> dict[int, Meeting]:
    """Return a meeting about nothing in particular, one about something, and one of a series."""
    at = when("2026-11-06")
    monthly = Series(rule="FREQ=MONTHLY;BYDAY=1FR", start=START.date())
    return {
        1: Meeting(1, at, slot=at),
        2: Meeting(2, at, slot=at, about="The outline of the proposal"),
        3: Meeting(3, at, slot=at, series=monthly),
    }


def _check_ins() -> dict[int, CheckIn]:
    opened, fit = on("2026-11-01"), on("2026-11-02")
    return {
        1: CheckIn(1, CheckInKind.PERIODIC, 1, opened, due("2026-11-15"), on("2026-08-01")),
        2: CheckIn(2, CheckInKind.FIT, 1, fit, due("2026-11-16"), fit),
    }
