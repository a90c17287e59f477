"""Deciding any command of a mentorship: is it allowed, and what does it lead to."""

from typing import assert_never, cast

from domain.context import Context, Needs
from domain.envelopes import Actor
from domain.mentorship import (
    check_in,
    circumstances,
    clock,
    closing,
    concerns,
    expectations,
    goals,
    meetings,
    opening,
    outreach,
    parts,
    pause,
    redefinition,
    returning,
    seeking,
    tasks,
    transition,
    watch,
)
from domain.mentorship.evolve import Event
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.stages import PAIR, UNDER_WAY
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.refusals import Refusal

Command = (
    opening.OpenMentorship
    | seeking.SeekingCommand
    | outreach.OutreachCommand
    | expectations.ExpectationsCommand
    | goals.GoalCommand
    | tasks.TaskCommand
    | meetings.MeetingCommand
    | check_in.CheckInCommand
    | redefinition.RedefinitionCommand
    | closing.ClosingCommand
    | returning.ReturningCommand
    | pause.PauseCommand
    | concerns.ConcernCommand
    | transition.TransitionCommand
    | circumstances.ReviewPeople
    | clock.DeadlinePassed
)


def decide(command: Command, state: Mentorship | None, context: Context) -> list[Event]:
    """Return what a command leads to; an empty list when nothing changes.

    Raises ``Refusal``: the code of the rule that forbids it. A quiet pair that is heard of again
    is noticed here, whatever the command was.
    """
    if isinstance(command, opening.OpenMentorship):
        if state is not None:
            sentence = "This mentorship is open already; open another one with a new command id."
            raise Refusal("already_exists", sentence)
        return _as_union(opening.decide_opening(command, context))
    if state is None:
        raise Refusal("unknown_mentorship", "There is no such mentorship; check the id.")
    parts.allow(command, state, context)
    events = _decided(command, state, context)
    heard_of = events and state.quiet and parts.part_of(state, context) in PAIR
    if heard_of and state.stage in UNDER_WAY:
        return _as_union([watch.activity_resumed(context), *events])
    return _as_union(events)


def _as_union(events: list[MentorshipEvent]) -> list[Event]:
    """Say to the type checker what a test holds: every event class stands in the union."""
    return cast("list[Event]", events)


def _decided(command: Command, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    if isinstance(command, opening.OpenMentorship):  # pragma: no cover - decided before
        return []
    if isinstance(command, seeking.SeekingCommand):
        return seeking.decide(command, state, context)
    if isinstance(command, outreach.OutreachCommand):
        return outreach.decide(command, state, context)
    if isinstance(command, expectations.ExpectationsCommand):
        return expectations.decide(command, state, context)
    if isinstance(command, goals.GoalCommand):
        return goals.decide(command, state, context)
    if isinstance(command, tasks.TaskCommand):
        return tasks.decide(command, state, context)
    if isinstance(command, meetings.MeetingCommand):
        return meetings.decide(command, state, context)
    if isinstance(command, check_in.CheckInCommand):
        return check_in.decide(command, state, context)
    if isinstance(command, redefinition.RedefinitionCommand):
        return redefinition.decide(command, state, context)
    if isinstance(command, closing.ClosingCommand):
        return closing.decide(command, state, context)
    if isinstance(command, returning.ReturningCommand):
        return returning.decide(command, state, context)
    if isinstance(command, pause.PauseCommand):
        return pause.decide(command, state, context)
    if isinstance(command, concerns.ConcernCommand):
        return concerns.decide(command, state, context)
    if isinstance(command, transition.TransitionCommand):
        return transition.decide(command, state, context)
    if isinstance(command, circumstances.ReviewPeople):
        return circumstances.review(state, context)
    if isinstance(command, clock.DeadlinePassed):
        return clock.decide(command, state, context)
    assert_never(command)


def needs(command: Command, state: Mentorship | None, actor: Actor) -> Needs:
    """Return whom and what a decision has to be given, and which mentors it locks."""
    own = {actor.person} if actor.person else set[PersonId]()
    if isinstance(command, opening.OpenMentorship):
        return Needs(
            program=command.program,
            people=frozenset(own | {command.mentee}),
            earlier=command.continues,
        )
    if state is None:
        return Needs(people=frozenset(own))
    people = own | _people_of(state) | _people_named(command)
    return Needs(
        program=state.program,
        people=frozenset(people),
        emails=frozenset(_emails_of(state) | _emails_named(command)),
        locks=frozenset(_mentors_given(command, state, actor)),
    )


def _people_of(state: Mentorship) -> set[PersonId]:
    listed = {each.person for each in state.candidates.values() if each.person is not None}
    asked = {each.mentor for each in state.invitations.values()}
    return {state.mentee, *([state.mentor] if state.mentor else []), *listed, *asked}


def _people_named(command: Command) -> set[PersonId]:
    match command:
        case seeking.Shortlist(person=person) if person is not None:
            return {person}
        case seeking.AssignMentor(mentor=mentor):
            return {mentor}
        case outreach.Decline(referrals=referrals):
            return {each.person for each in referrals if each.person is not None}
        case returning.ReplaceMentor(next=mentor) if mentor != "SEEKING":
            return {mentor}
        case _:
            return set()


def _emails_of(state: Mentorship) -> set[str]:
    return {each.email for each in state.candidates.values() if each.email is not None}


def _emails_named(command: Command) -> set[str]:
    match command:
        case seeking.Shortlist(email=email) if email is not None:
            return {email}
        case outreach.Decline(referrals=referrals):
            return {each.email for each in referrals if each.email is not None}
        case transition.TransitionByEmail(by=by):
            return {by}
        case _:
            return set()


def _mentors_given(command: Command, state: Mentorship, actor: Actor) -> set[PersonId]:
    match command:
        case seeking.AssignMentor(mentor=mentor):
            return {mentor}
        case outreach.Accept() if actor.person is not None:
            return {actor.person}
        case returning.ReplaceMentor(next=mentor) if mentor != "SEEKING":
            return {mentor}
        case returning.Reopen() if state.mentor is not None:
            return {state.mentor}
        case _:
            return set()
