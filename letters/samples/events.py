"""Events that raise letters, each in all the ways that its letter can differ by."""

from collections.abc import Iterator
from typing import Any, get_args

from domain.dates import Due
from domain.mentorship import (
    agreements,
    closing,
    concerns,
    diary,
    ended,
    expectations,
    goals,
    invitations,
    opening,
    pause,
    redefinition,
    reflections,
    returning,
    seeking,
    tasks,
    transition,
    watch,
)
from domain.mentorship.evolve import Event
from domain.mentorship.matters import Attention, EndingKind, Schedule
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.stages import Side, Stage
from domain.mentorship.work import CheckInKind, MeetingDates, Reflection, Series, Wish
from letters.samples.cast import START, ident
from letters.samples.state import FULL_TERMS, SEALED, SHORT_TERMS, due, when

Told = Iterator[tuple[Event, str]]

DUE = due("2026-12-06")
TEXT = "Thank you for asking.\nI cannot take anybody new before the summer."


def values(event: type, name: str) -> tuple[Any, ...]:
    """Return all values that a field of an event may have."""
    annotation: Any = event.__annotations__[name]
    parts = get_args(annotation)
    return tuple(one for part in parts for one in (get_args(part) or (part,)))


def told_of() -> Told:
    """Yield each event with the name of who brings it about."""
    yield from _search()
    yield from _outreach()
    yield from _answers()
    yield from _expectations()
    yield from _tasks()
    yield from _meetings()
    yield from _check_ins()
    yield from _redefinition()
    yield from _ending()
    yield from _ways_back()


def _search() -> Told:
    ada = ident("Ada")
    yield (
        opening.MentorshipOpened(
            mentorship=ident("mentorship"),
            program=ident("Residency"),
            mentee=ada,
            continues=None,
            nudge_on=DUE,
        ),
        "Ada",
    )
    for nudge, next_on in ((1, DUE), (2, DUE), (3, None)):
        yield seeking.MenteeNudged(nudge=nudge, next_on=next_on), "clock"
    for reason in Attention:
        yield CoordinatorAsked(reason=reason), "clock"
    for name, by in (("Eve", ident("Dan")), (None, ident("Dan")), ("Eve", ident("nobody"))):
        yield (
            seeking.CandidateReferred(
                candidate=3, person=None, name=name, email=None, referred_by=by
            ),
            "Ben",
        )
    yield (
        seeking.MentorAssigned(
            mentor=ident("Ben"), why=SEALED, ends_away=False, agreement_due=DUE, fit_check_on=DUE
        ),
        "Cleo",
    )


def _outreach() -> Told:
    yield (
        invitations.InvitationSent(
            invitation=1,
            candidate=1,
            mentor=ident("Dan"),
            ask="as in the state",
            reply_by=DUE,
            reply_by_days=14,
            follow_ups=1,
        ),
        "Ada",
    )
    yield invitations.InvitationFollowedUp(invitation=1, attempt=2, reply_by=DUE), "clock"
    yield invitations.InvitationResumed(invitation=1, attempt=1, reply_by=DUE), "clock"
    yield invitations.InvitationLapsed(invitation=1), "clock"
    yield invitations.InvitationDeferred(invitation=1, until=DUE), "Ben"
    for because in values(invitations.InvitationWithdrawn, "because"):
        yield invitations.InvitationWithdrawn(invitation=1, because=because), "Ada"


def _answers() -> Told:
    for reason in (None, TEXT):
        yield invitations.InvitationDeclined(invitation=1, reason=reason), "Ben"
    yield (
        invitations.InvitationAccepted(
            invitation=1, mentor=ident("Dan"), late=False, ends_away=False, agreement_due=DUE
        ),
        "Ben",
    )
    for why in values(invitations.AcceptanceNotPossible, "why"):
        yield invitations.AcceptanceNotPossible(invitation=1, why=why), "Ben"


def _expectations() -> Told:
    hidden = expectations.ExpectationsSubmitted(
        side=Side.MENTEE,
        goals=SEALED,
        outcome=SEALED,
        i_expect=SEALED,
        you_expect=SEALED,
        how_often=SEALED,
    )
    yield hidden, "Ada"
    yield expectations.ExpectationsRevealed(), "Ben"
    yield expectations.ExpectationsWaived(why=SEALED), "Cleo"
    yield expectations.AgreementReminded(grace=DUE), "clock"
    for terms in (SHORT_TERMS, FULL_TERMS):
        yield (
            agreements.AgreementProposed(version=2, side=Side.MENTEE, terms=terms, replaces=None),
            "Ada",
        )
    yield agreements.ChangesRequested(version=2, what=TEXT), "Cleo"
    for first, check_in in ((None, None), (DUE, None), (None, DUE), (DUE, DUE)):
        yield (
            agreements.AgreementConcluded(
                version=2, replaces=1, schedule=_schedule(first, check_in)
            ),
            "Ben",
        )


def _schedule(first_review: Due | None, check_in: Due | None) -> Schedule:
    return Schedule(
        anchor=START.date(),
        check_in_months=3,
        first_review=first_review,
        check_in=check_in,
        end_notice=None,
        ends=due("2027-09-02"),
        quiet_check=None,
    )


def _tasks() -> Told:
    yield (
        tasks.TaskAssigned(
            task=1,
            owner=Side.MENTEE,
            what="as in the state",
            estimate_days=14,
            suggested=None,
            by=DUE,
            remind_on=None,
        ),
        "Ben",
    )
    yield tasks.TaskReminded(task=1), "clock"
    yield tasks.TaskOverdue(task=1), "clock"
    yield goals.GoalReviewDue(goal=1), "clock"
    yield watch.WentQuiet(quiet_days=45, grace=DUE), "clock"
    yield watch.EndingPrepared(ends=DUE), "clock"


def _meetings() -> Told:
    dates = MeetingDates(
        when=when("2026-11-06"), agenda_due=None, material_due=None, summary_due=DUE
    )
    series = Series(rule="FREQ=MONTHLY;BYDAY=1FR", start=START.date())
    for number in (1, 2, 3):
        yield (
            diary.MeetingScheduled(meeting=number, about=None, dates=dates, series=series),
            "Ada",
        )
        yield diary.MeetingRescheduled(meeting=number, dates=dates), "Ben"
        yield diary.AgendaShared(meeting=number, agenda="1. Methods\n2. Who is first author"), "Ada"
        yield diary.MaterialShared(meeting=number, material="Draft 3, pages 2 to 5"), "Ada"
        yield diary.AgendaReminded(meeting=number), "clock"
        yield diary.MaterialReminded(meeting=number), "clock"
        yield diary.SummaryReminded(meeting=number), "clock"
        yield diary.MeetingHeld(meeting=number, summary=TEXT), "Ada"
        yield diary.MeetingMissed(meeting=number, why=SEALED), "Ada"
        for because in values(diary.MeetingCancelled, "because"):
            for why in (None, TEXT):
                yield diary.MeetingCancelled(meeting=number, why=why, because=because), "Ben"


def _check_ins() -> Told:
    for number, kind in enumerate(
        (CheckInKind.PERIODIC, CheckInKind.FIT, CheckInKind.FIRST_REVIEW)
    ):
        yield (
            reflections.CheckInOpened(
                check_in=number + 1, kind=kind, number=1, due=DUE, remind_on=None, next_on=None
            ),
            "clock",
        )
    reflection = Reflection(done=SEALED, next=SEALED, wish=Wish.END, private_note=SEALED)
    yield (
        reflections.ReflectionSubmitted(check_in=1, side=Side.MENTEE, reflection=reflection),
        "Ada",
    )
    for number in (1, 9):
        yield reflections.CheckInReminded(check_in=number, sides=tuple(Side)), "clock"
    for outcome in get_args(reflections.Outcome):
        yield (
            reflections.CheckInHeld(check_in=1, outcome=outcome, how="both", why=SEALED),
            "Cleo",
        )
    yield reflections.CheckInMissed(check_in=1, in_a_row=2), "clock"
    yield (
        reflections.CheckInHeld(
            check_in=1, outcome="end_wished", how="both", confirm=(Side.MENTEE,), confirm_by=DUE
        ),
        "clock",
    )


def _redefinition() -> Told:
    for because in values(redefinition.RedefinitionOpened, "because"):
        yield redefinition.RedefinitionOpened(because=because, due=DUE), "clock"
    yield redefinition.StayAgreed(side=Side.MENTOR), "Ben"
    yield redefinition.StayedAsWeAre(), "Ada"
    yield redefinition.RedefinitionReminded(grace=DUE), "clock"


def _ending() -> Told:
    fit = EndingKind.NOT_A_FIT
    yield closing.ClosingOpened(kind=fit, until=DUE, why=SEALED, sealed=True), "Ada"
    yield closing.ClosingOpened(kind=fit, until=DUE, why=TEXT, sealed=False), "Ada"
    yield closing.ClosingReflected(side=Side.MENTEE, text=SEALED), "Ada"
    yield closing.Thanked(side=Side.MENTEE, text=TEXT), "Ada"
    yield ended.MentorshipEnded(kind=fit, record_closes=DUE, why=SEALED, sealed=True), "Ada"
    yield ended.InvitedToMentor(person=ident("Ada")), "clock"
    yield concerns.ConcernRaised(text=SEALED), "Ada"


def _ways_back() -> Told:
    yield pause.Paused(until=DUE), "Ada"
    yield pause.Resumed(moved=(), anchor=None), "clock"
    for to in (Stage.SEEKING, Stage.EXPECTATIONS, Stage.GOALS):
        yield returning.Reopened(before=Stage.ENDED, to=to, why=SEALED), "Cleo"
    for agreement_due in (None, DUE):
        yield (
            returning.MentorReplaced(
                previous=ident("Dan"), mentor=None, why=SEALED, agreement_due=agreement_due
            ),
            "Cleo",
        )
    for before, to in sorted(transition.allowed()):
        yield (
            transition.StageMoved(before=before, to=to, why=SEALED, by=ident("Cleo"), closes=()),
            "Cleo",
        )
