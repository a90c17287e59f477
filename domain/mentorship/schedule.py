"""The dates that follow from an agreement: check-ins, the notice before the end, the end."""

from datetime import date, timedelta

from domain.context import Context
from domain.dates import Due, add_months, begins, days_from, ends, future, grid_after
from domain.envelopes import Stamp
from domain.mentorship.calendar import today
from domain.mentorship.matters import Attention, DeadlineKind, Schedule
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.replacing import replace


def schedule(
    context: Context, *, ends_on: date | None = None, check_in_months: int | None = None
) -> Schedule:
    """Return the dates of a mentorship whose goals begin now.

    The agreement gives its end and the months between check-ins. Where none is signed, the
    policy does (``term_months``, ``check_in_months``).
    """
    program = context.known_program()
    policy, zone = program.policy, program.zone
    day = today(context)
    months = check_in_months or policy.check_in_months
    end = ends(ends_on or add_months(day, policy.term_months), zone)
    notice = ends(end.date - timedelta(days=policy.end_notice_days), zone)
    first = begins(add_months(day, policy.first_review_months), zone)
    return Schedule(
        anchor=day,
        check_in_months=months,
        first_review=first if first.at < end.at else None,
        check_in=_before(end, begins(add_months(day, months), zone)),
        end_notice=future(notice, context.at),
        ends=end,
        quiet_check=quiet_check(context),
    )


def schedule_anew(state: Mentorship, context: Context) -> Schedule:
    """Return the dates of goals that are taken up again, by the agreement in force, if any.

    A pause may have moved the agreed end. One that is past meanwhile gives way to the policy's.
    """
    agreement = state.agreement
    if agreement is None:
        return schedule(context)
    terms = agreement.terms
    waited = state.deadlines.get(DeadlineKind.AGREED_END)
    agreed = waited.due.date if waited else terms.ends_on
    ends_on = agreed if agreed > today(context) else None
    return schedule(context, ends_on=ends_on, check_in_months=terms.check_in_months)


def _before(end: Due, due: Due) -> Due | None:
    return due if due.at < end.at else None


def quiet_check(context: Context) -> Due:
    """Return when to look whether anything happened (policy ``quiet_days``)."""
    program = context.known_program()
    return days_from(context.at, program.policy.quiet_days, program.zone)


_DRIFT = timedelta(days=3)
"""How far a pause can move a date off its grid of months, whose lengths differ by as much."""


def next_check_in(state: Mentorship, context: Context) -> Due | None:
    """Return the next date of the check-in grid, or None when the agreed end comes first.

    Dates of the grid that were missed meanwhile are skipped, not made up.
    """
    program = context.known_program()
    day = today(context)
    anchor = state.anchor or day
    found = begins(grid_after(anchor, state.check_in_months, day + _DRIFT), program.zone)
    end = state.deadlines.get(DeadlineKind.AGREED_END)
    return found if end is None else _before(end.due, found)


_SCHEDULED = (
    DeadlineKind.AGREEMENT_DUE,
    DeadlineKind.AGREEMENT_GRACE,
    DeadlineKind.REDEFINITION_DUE,
    DeadlineKind.REDEFINITION_GRACE,
    DeadlineKind.QUIET_GRACE,
    DeadlineKind.END_CONFIRMATION,
)


def scheduled(state: Mentorship, dates: Schedule, stamp: Stamp) -> Mentorship:
    """Return the state that waits for these dates; what was due for the agreement is settled."""
    settled = settle(state, *_SCHEDULED)
    settled = replace(
        settled,
        anchor=dates.anchor,
        check_in_months=dates.check_in_months,
        missed_in_a_row=0,
        quiet=False,
        active_at=stamp.at,
        staying=frozenset(),
        attention=settled.attention
        - {Attention.AGREEMENT_OVERDUE, Attention.REDEFINITION_STUCK, Attention.GONE_QUIET},
    )
    for kind, due, subject in (
        (DeadlineKind.CHECK_IN_OPENS, dates.first_review, "first_review"),
        (DeadlineKind.CHECK_IN_OPENS, dates.check_in, "periodic"),
        (DeadlineKind.END_NOTICE, dates.end_notice, ""),
        (DeadlineKind.AGREED_END, dates.ends, ""),
        (DeadlineKind.QUIET_CHECK, dates.quiet_check, ""),
    ):
        settled = wait_for(settled, kind, due, at=stamp.at, subject=subject)
    return settled
