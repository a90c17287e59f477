"""What is watched over while goals are worked on: quiet pairs, and the agreed end coming near."""

from typing import Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.messages import CoordinatorAsked, MentorshipEvent
from domain.mentorship.schedule import quiet_check
from domain.mentorship.stages import UNDER_WAY
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.replacing import replace


class WentQuiet(MentorshipEvent):
    """Nothing was heard of the pair for long; both were nudged, once."""

    type: Literal["goals.went_quiet"] = "goals.went_quiet"
    quiet_days: int
    grace: Due


class WatchRenewed(MentorshipEvent):
    """Something had happened meanwhile; the next look is due later."""

    type: Literal["goals.watch_renewed"] = "goals.watch_renewed"
    next_check: Due


class ActivityResumed(MentorshipEvent):
    """A quiet pair was heard of again."""

    type: Literal["goals.activity_resumed"] = "goals.activity_resumed"
    next_check: Due


class EndingPrepared(MentorshipEvent):
    """The agreed end is near; both were told, so that they can prepare it or agree on more."""

    type: Literal["goals.ending_prepared"] = "goals.ending_prepared"
    ends: Due


WatchEvent = WentQuiet | WatchRenewed | ActivityResumed | EndingPrepared


def on_quiet_check(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Nudge both after ``quiet_days`` in which neither was heard of; else look again later."""
    program = context.known_program()
    policy = program.policy
    active_at = state.active_at or state.opened_at
    next_check = days_from(active_at, policy.quiet_days, program.zone)
    if state.stage not in UNDER_WAY:
        return [WatchRenewed(next_check=quiet_check(context))]
    if next_check.at > context.at:
        return [WatchRenewed(next_check=next_check)]
    grace = days_from(context.at, policy.quiet_grace_days, program.zone)
    return [WentQuiet(quiet_days=policy.quiet_days, grace=grace)]


def on_quiet_grace() -> list[MentorshipEvent]:
    """Ask the coordinator to look after a pair that stayed quiet, once."""
    return [CoordinatorAsked(reason=Attention.GONE_QUIET)]


def activity_resumed(context: Context) -> ActivityResumed:
    """Return what is recorded when a quiet pair is heard of again."""
    return ActivityResumed(next_check=quiet_check(context))


def on_end_notice(state: Mentorship) -> list[MentorshipEvent]:
    """Tell both that the agreed end is near."""
    return [EndingPrepared(ends=state.deadlines[DeadlineKind.AGREED_END].due)]


def evolve(state: Mentorship, event: WatchEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the watch; total."""
    match event:
        case WentQuiet():
            quiet = settle(replace(state, quiet=True), DeadlineKind.QUIET_CHECK)
            return wait_for(quiet, DeadlineKind.QUIET_GRACE, event.grace, at=stamp.at)
        case WatchRenewed() | ActivityResumed():
            calm = replace(state, quiet=False, attention=state.attention - {Attention.GONE_QUIET})
            calm = settle(calm, DeadlineKind.QUIET_GRACE)
            return wait_for(calm, DeadlineKind.QUIET_CHECK, event.next_check, at=stamp.at)
        case EndingPrepared():
            return settle(state, DeadlineKind.END_NOTICE)
        case _:
            assert_never(event)
