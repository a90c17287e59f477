"""The terms of an agreement as people read them, and what a form for new ones begins with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from domain.dates import add_months, local_day
from domain.mentorship.matters import Agreement, DeadlineKind, Terms
from domain.mentorship.seen import HIDDEN
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.policy import Policy
from domain.recurrence import in_words
from web.pages.way import Way
from web.pages.words import day

Names = Mapping[Side, str]
"""What each of the two is called."""

_WEEK: Final = ("MO", "TU", "WE", "TH", "FR")
_USUAL: Final = (
    *(f"FREQ=MONTHLY;BYDAY=1{each}" for each in _WEEK),
    *(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={each}" for each in _WEEK),
    *(f"FREQ=WEEKLY;BYDAY={each}" for each in _WEEK),
)
_MONTHS: Final = (1, 2, 3, 4, 6, 12)


@dataclass(frozen=True)
class Clause:
    """One thing that is agreed: in which section it stands, its title, and what it says."""

    section: str
    title: str
    text: str


def clauses(terms: Terms) -> Sequence[Clause]:
    """Return all that the terms say, in the order of the document; what is open says nothing.

    The two are called by their sides, as contracts do, so that versions compare across mentors.
    """
    every = (
        Clause("What it is for", "Purpose", terms.purpose),
        Clause("Who does what", "What the mentee does", terms.mentee_does or ""),
        Clause("Who does what", "What the mentor does", terms.mentor_does or ""),
        Clause("How we meet", "Meetings", _meetings(terms)),
        Clause("How we meet", "Agenda", _agenda(terms)),
        Clause("How we meet", "Calling a meeting off", _notice(terms)),
        Clause("How we meet", "Between meetings", terms.contact or ""),
        Clause("What stays between us", "Confidential", terms.confidential or ""),
        Clause("What stays between us", "Off limits", terms.off_limits or ""),
        Clause("How long", "Looking back together", f"{_months(terms.check_in_months)}."),
        Clause("How long", "Agreed end", f"{day(terms.ends_on)}."),
    )
    return [each for each in every if each.text]


def sections(found: Iterable[Clause]) -> Sequence[tuple[str, Sequence[Clause]]]:
    """Return clauses by section, in their order."""
    return [(title, list(each)) for title, each in groupby(found, lambda it: it.section)]


def texts(found: Iterable[Clause]) -> Mapping[str, str]:
    """Return what clauses say by title, as ``web.pages.differences.changes`` compares them."""
    return {each.title: each.text for each in found}


def _meetings(terms: Terms) -> str:
    if terms.meet is None:
        return "Each meeting is arranged on its own."
    said = in_words(terms.meet)
    return f"{said[:1].upper()}{said[1:]}."


def _agenda(terms: Terms) -> str:
    when = "on the day of the meeting"
    if terms.agenda_days:
        when = f"{_days(terms.agenda_days)} before the meeting"
    return f"The {terms.agenda_by} brings it, {when}."


def _notice(terms: Terms) -> str:
    if not terms.notice_days:
        return "Possible until the meeting begins."
    return f"At least {_days(terms.notice_days)} ahead."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _months(number: int) -> str:
    return "Every month" if number == 1 else f"Every {number} months"


# ---------------------------------------------------------------- proposing others


@dataclass(frozen=True)
class Choices:
    """What the form for terms offers: rhythms of meetings and of check-ins, and who does what."""

    rhythms: Sequence[tuple[str, str]]
    months: Sequence[tuple[int, str]]
    sides: Sequence[tuple[Side, str]]


LABELS: Final = {
    "terms.purpose": "What is it for?",
    "terms.mentee_does": "What does the mentee do?",
    "terms.mentor_does": "What does the mentor do?",
    "terms.meet": "How often do you meet?",
    "terms.agenda_by": "Who brings the agenda?",
    "terms.agenda_days": "How many days before a meeting is the agenda there?",
    "terms.notice_days": "How many days ahead is a meeting called off at the latest?",
    "terms.contact": "How do you reach each other between meetings?",
    "terms.confidential": "What stays between the two of you?",
    "terms.off_limits": "What is off limits?",
    "terms.check_in_months": "How often do you look back together?",
    "terms.ends_on": "On which day does it end?",
    "kind": "What should change most?",
    "what": "What should be different?",
}
"""What the fields of the forms about terms ask."""


def choices(begun: Mapping[str, Any], names: Names) -> Choices:
    """Return what can be chosen; what the form begins with is always among it."""
    rhythms = [begun["meet"]] if begun["meet"] and begun["meet"] not in _USUAL else []
    months = sorted({*_MONTHS, begun["check_in_months"]})
    return Choices(
        rhythms=[(each, in_words(each)) for each in (*rhythms, *_USUAL)],
        months=[(each, _months(each).lower()) for each in months],
        sides=[(side, names[side]) for side in Side],
    )


def beginning(way: Way, latest: Agreement | None) -> Mapping[str, Any]:
    """Return what the form for terms begins with, by field.

    That is the latest version, or else what the two answered before, and the program's numbers. An
    end that is past gives way to one after the program's usual term; one that a pause has moved
    stands where it is now.
    """
    state = way.mentorship
    policy = Policy() if way.program is None else way.program.policy
    zone = way.zone if way.program is None else way.program.zone
    today = local_day(way.at, zone)
    if latest is None:
        begun = _from_answers(state, policy)
        agreed = None
    else:
        begun = latest.terms.model_dump()
        agreed = agreed_end(state, latest)
    usual = add_months(today, policy.term_months)
    return {**begun, "ends_on": agreed if agreed is not None and agreed > today else usual}


def agreed_end(state: Mentorship, agreement: Agreement) -> date:
    """Return when an agreement ends: on its day, or where pauses have moved that."""
    waited = state.deadlines.get(DeadlineKind.AGREED_END)
    if waited is None or agreement.version != state.in_force:
        return agreement.terms.ends_on
    return waited.due.date


def _from_answers(state: Mentorship, policy: Policy) -> dict[str, Any]:
    answers = state.answers
    mentee, mentor = answers.get(Side.MENTEE), answers.get(Side.MENTOR)
    purpose = [] if mentee is None else [mentee.goals, mentee.outcome]
    return {
        "purpose": "\n\n".join(each for each in purpose if each != HIDDEN),
        "mentee_does": None if mentor is None else _known(mentor.i_expect),
        "mentor_does": None if mentee is None else _known(mentee.i_expect),
        "meet": None,
        "agenda_by": Side.MENTEE,
        "agenda_days": policy.agenda_days,
        "notice_days": Terms.model_fields["notice_days"].default,
        "check_in_months": policy.check_in_months,
        "contact": None,
        "confidential": None,
        "off_limits": None,
    }


def _known(answer: str) -> str | None:
    return None if answer == HIDDEN else answer
