"""What holds of every mentorship at every moment, whoever did what; each law is one function."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from domain.driver import World
from domain.mentorship import Mentorship
from domain.mentorship.matters import Asked, Attention, Deadline, DeadlineKind, Deferred
from domain.mentorship.stages import UNDER_WAY, WITH_MENTOR, WITHOUT_MENTOR, Side, Stage
from domain.mentorship.state import open_deadlines
from domain.mentorship.work import CheckIn, CheckInKind, MeetingStatus
from domain.people.state import Person

Kind = DeadlineKind


def concluded_means_signed_by_both_at_one_version(state: Mentorship) -> bool:
    return all(
        each.signed_by == frozenset(Side)
        for each in state.agreements.values()
        if each.concluded_at is not None or each.version == state.in_force
    )


def every_task_has_one_owner_of_the_two(state: Mentorship) -> bool:
    return all(each.owner in Side for each in state.tasks.values())


def no_mentor_has_two_open_invitations(state: Mentorship) -> bool:
    asked = [each.mentor for each in state.open_invitations]
    return len(asked) == len(set(asked))


def no_deadline_was_set_in_the_past(state: Mentorship) -> bool:
    return all(each.due.at > each.set_at for each in state.deadlines.values())


def stages_with_a_mentor_have_one(state: Mentorship) -> bool:
    if state.stage in WITH_MENTOR | {Stage.CLOSING}:
        return state.mentor is not None and state.mentor != state.mentee
    return state.stage is Stage.ENDED or state.mentor is None


def check_in_is_where_one_is_open(state: Mentorship) -> bool:
    if state.stage in {Stage.CLOSING, Stage.ENDED}:
        return True
    return (state.stage is Stage.CHECK_IN) == bool(_staged_check_ins(state))


def _staged_check_ins(state: Mentorship) -> list[CheckIn]:
    return [each for each in state.open_check_ins if each.kind is not CheckInKind.FIT]


def outreach_is_where_an_invitation_is_open(state: Mentorship) -> bool:
    return (state.stage is Stage.OUTREACH) == bool(state.open_invitations)


def while_paused_the_pause_is_all_that_is_waited_for(state: Mentorship) -> bool:
    if state.pause is None or state.stage in {Stage.CLOSING, Stage.ENDED}:
        return state.stage is not Stage.ENDED or state.pause is None
    return [each.kind for each in open_deadlines(state)] == [Kind.PAUSE_END]


def ended_is_where_nothing_is_waited_for_but_the_closing_of_the_record(state: Mentorship) -> bool:
    if state.stage is not Stage.ENDED:
        return not state.record_closed
    waited = [each.kind for each in open_deadlines(state)]
    return waited == ([] if state.record_closed else [Kind.RECORD_CLOSES])


def what_is_waited_for_has_its_matter(state: Mentorship) -> bool:
    return all(_has_matter(each, state) for each in open_deadlines(state))


_STAGES: dict[DeadlineKind, frozenset[Stage]] = {
    Kind.SEEKING_NUDGE: frozenset({Stage.SEEKING}),
    Kind.AGREEMENT_DUE: frozenset({Stage.EXPECTATIONS}),
    Kind.AGREEMENT_GRACE: frozenset({Stage.EXPECTATIONS}),
    Kind.CHECK_IN_OPENS: WITH_MENTOR,
    Kind.END_CONFIRMATION: WITH_MENTOR,
    Kind.QUIET_CHECK: WITH_MENTOR,
    Kind.QUIET_GRACE: WITH_MENTOR,
    Kind.END_NOTICE: WITH_MENTOR,
    Kind.AGREED_END: WITH_MENTOR,
    Kind.REDEFINITION_DUE: frozenset({Stage.REDEFINITION}),
    Kind.REDEFINITION_GRACE: frozenset({Stage.REDEFINITION}),
    Kind.CLOSING_DUE: frozenset({Stage.CLOSING}),
    Kind.RECORD_CLOSES: frozenset({Stage.ENDED}),
}


def _has_matter(deadline: Deadline, state: Mentorship) -> bool:
    if deadline.kind in _STAGES:
        return state.stage in _STAGES[deadline.kind]
    if deadline.kind is Kind.PAUSE_END:
        return state.pause is not None and state.pause.until == deadline.due
    return _MATTERS[deadline.kind](state, int(deadline.subject), deadline)


def _check_in(state: Mentorship, number: int, deadline: Deadline) -> bool:
    found = state.check_ins[number]
    return found.is_open and (deadline.kind is Kind.CHECK_IN_REMINDER or found.due == deadline.due)


def _meeting(state: Mentorship, number: int, _: Deadline) -> bool:
    return state.meetings[number].status is MeetingStatus.SCHEDULED


def _task(state: Mentorship, number: int, deadline: Deadline) -> bool:
    found = state.tasks[number]
    return found.is_open and (deadline.kind is Kind.TASK_REMINDER or found.by == deadline.due)


def _goal(state: Mentorship, number: int, deadline: Deadline) -> bool:
    found = state.goals[number]
    return found.status == "open" and found.smart.by == deadline.due and not found.review_due


def _reply(state: Mentorship, number: int, deadline: Deadline) -> bool:
    status = state.invitations[number].status
    return isinstance(status, Asked) and status.reply_by == deadline.due


def _later(state: Mentorship, number: int, deadline: Deadline) -> bool:
    status = state.invitations[number].status
    return isinstance(status, Deferred) and status.until == deadline.due


_MATTERS: dict[DeadlineKind, Callable[[Mentorship, int, Deadline], bool]] = {
    Kind.REPLY_DUE: _reply,
    Kind.ASK_AGAIN: _later,
    Kind.CHECK_IN_REMINDER: _check_in,
    Kind.CHECK_IN_DUE: _check_in,
    Kind.GOAL_REVIEW: _goal,
    Kind.TASK_REMINDER: _task,
    Kind.TASK_DUE: _task,
    Kind.AGENDA_DUE: _meeting,
    Kind.MATERIAL_DUE: _meeting,
    Kind.SUMMARY_DUE: _meeting,
}


def nothing_is_left_waiting_for_ever(state: Mentorship) -> bool:
    return all(key in state.deadlines for key in _must_be_waited_for(state))


def _must_be_waited_for(state: Mentorship) -> Iterator[str]:
    if state.stage in WITHOUT_MENTOR:
        for each in state.open_invitations:
            kind = Kind.REPLY_DUE if isinstance(each.status, Asked) else Kind.ASK_AGAIN
            yield f"{kind}:{each.number}"
    if state.stage in UNDER_WAY:
        yield Kind.AGREED_END
        if not state.quiet:
            yield Kind.QUIET_CHECK
        if _has_time_for_another_check_in(state):
            yield f"{Kind.CHECK_IN_OPENS}:{CheckInKind.PERIODIC}"
    if state.stage is Stage.CLOSING:
        yield Kind.CLOSING_DUE
    elif state.stage is not Stage.ENDED:
        yield from (f"{Kind.CHECK_IN_DUE}:{each.number}" for each in state.open_check_ins)
    if state.pause is not None:
        yield Kind.PAUSE_END
    yield from _or_the_coordinator_knows(state)


def _has_time_for_another_check_in(state: Mentorship) -> bool:
    end = state.deadlines.get(Kind.AGREED_END)
    if end is None or state.pause is not None:
        return False
    return end.due.at - state.last_at > timedelta(days=31 * (state.check_in_months + 1))


def _or_the_coordinator_knows(state: Mentorship) -> Iterator[str]:
    overdue = {Kind.AGREEMENT_DUE, Kind.AGREEMENT_GRACE} & set(state.deadlines)
    stuck = {Kind.REDEFINITION_DUE, Kind.REDEFINITION_GRACE} & set(state.deadlines)
    if state.stage is Stage.EXPECTATIONS and Attention.AGREEMENT_OVERDUE not in state.attention:
        yield from overdue or {Kind.AGREEMENT_DUE}
    if state.stage is Stage.REDEFINITION and Attention.REDEFINITION_STUCK not in state.attention:
        yield from stuck or {Kind.REDEFINITION_DUE}


OF_ONE: tuple[Callable[[Mentorship], bool], ...] = (
    concluded_means_signed_by_both_at_one_version,
    every_task_has_one_owner_of_the_two,
    no_mentor_has_two_open_invitations,
    no_deadline_was_set_in_the_past,
    stages_with_a_mentor_have_one,
    check_in_is_where_one_is_open,
    outreach_is_where_an_invitation_is_open,
    while_paused_the_pause_is_all_that_is_waited_for,
    ended_is_where_nothing_is_waited_for_but_the_closing_of_the_record,
    what_is_waited_for_has_its_matter,
    nothing_is_left_waiting_for_ever,
)


def no_mentor_has_more_than_there_is_room_for(world: World) -> bool:
    return all(_load(world, each) <= _room(world, each) for each in world.people.values())


def _load(world: World, person: Person) -> int:
    return sum(1 for each in world.mentorships.values() if each.charges_mentor == person.id)


def _room(world: World, person: Person) -> int:
    (program,) = world.programs.values()
    return program.policy.mentor_capacity if person.capacity is None else person.capacity


def no_pair_has_two_open_mentorships(world: World) -> bool:
    pairs = [each.open_pair for each in world.mentorships.values() if each.open_pair is not None]
    return len(pairs) == len(set(pairs))
