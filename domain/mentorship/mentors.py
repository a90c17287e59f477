"""Giving a mentee a mentor, and taking up the search again: the same from wherever it happens."""

from dataclasses import dataclass
from typing import Literal

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Role, Stamp
from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.stages import Stage
from domain.mentorship.state import Earlier, Mentorship, settle, wait_for
from domain.model import PersonId
from domain.people.state import Person
from domain.refusals import Refusal
from domain.replacing import replace

Obstacle = Literal["at_capacity", "already_paired"]


@dataclass(frozen=True)
class Given:
    """What follows when a mentor is given: dates by policy, and whether an absence ends."""

    ends_away: bool
    agreement_due: Due
    fit_check_on: Due


def capacity_of(mentor: Person, context: Context) -> int:
    """Return how many mentorships a mentor has room for: the own number, or the policy's."""
    if mentor.capacity is not None:
        return mentor.capacity
    return context.known_program().policy.mentor_capacity


def obstacle(mentor: PersonId, state: Mentorship, context: Context) -> Obstacle | None:
    """Return what keeps a mentor from being given here: a full load, or the same open pair."""
    if state.mentee in context.partners.get(mentor, frozenset()):
        return "already_paired"
    if context.loads.get(mentor, 0) >= capacity_of(context.person(mentor), context):
        return "at_capacity"
    return None


def fit_to_mentor(mentor: PersonId, state: Mentorship, context: Context) -> Person:
    """Return the mentor, or refuse one who is the mentee or no mentor of the program."""
    person = context.person(mentor)
    program = context.known_program()
    if mentor == state.mentee:
        raise Refusal("own_mentor", "Nobody can be their own mentor; choose somebody else.")
    if not person.has_role(Role.MENTOR, program.id):
        sentence = "This person is not a mentor of the program; grant them the role first."
        raise Refusal("not_a_mentor_here", sentence, person=str(mentor))
    return person


def give_mentor(mentor: PersonId, state: Mentorship, context: Context) -> Given:
    """Return what follows when the program gives this mentor, or refuse.

    Raises ``Refusal``: ``own_mentor``, ``not_a_mentor_here``, ``mentor_at_capacity`` or
    ``already_paired``.
    """
    person = fit_to_mentor(mentor, state, context)
    why = obstacle(mentor, state, context)
    if why == "already_paired":
        sentence = "This mentor and the mentee have an open mentorship; go on in that one."
        raise Refusal(why, sentence, mentor=str(mentor))
    if why == "at_capacity":
        raise _full(person, context)
    return given(mentor, context)


def _full(person: Person, context: Context) -> Refusal:
    capacity = capacity_of(person, context)
    sentence = (
        f"This mentor has room for {capacity} mentorships and has them; "
        "raise the capacity or choose another mentor."
    )
    return Refusal("mentor_at_capacity", sentence, mentor=str(person.id), capacity=capacity)


def given(mentor: PersonId, context: Context) -> Given:
    """Return the dates that follow, and whether the mentor's absence ends by it."""
    program = context.known_program()
    return Given(
        ends_away=context.person(mentor).is_away(context.at),
        agreement_due=agreement_due(context),
        fit_check_on=days_from(context.at, program.policy.fit_check_days, program.zone),
    )


def agreement_due(context: Context) -> Due:
    """Return by when a pair that sets expectations from now on should have signed."""
    program = context.known_program()
    return days_from(context.at, program.policy.agreement_due_days, program.zone)


def nudge_on(context: Context) -> Due:
    """Return when a mentee who seeks from now on is nudged (policy ``seeking_nudge_days``)."""
    program = context.known_program()
    return days_from(context.at, program.policy.seeking_nudge_days, program.zone)


def mentor_given(state: Mentorship, mentor: PersonId) -> Mentorship:
    """Return the state in which ``mentor`` and the mentee set expectations."""
    paired = replace(
        state,
        mentor=mentor,
        earlier=Earlier(
            check_ins=len(state.check_ins),
            agreements=len(state.agreements),
            meetings=len(state.meetings),
            tasks=len(state.tasks),
            accomplishments=len(state.accomplishments),
        ),
        stage=Stage.EXPECTATIONS,
        attention=state.attention - {Attention.SEEKING_LONG, Attention.MENTOR_GONE},
    )
    return settle(
        paired, DeadlineKind.SEEKING_NUDGE, DeadlineKind.REPLY_DUE, DeadlineKind.ASK_AGAIN
    )


def search_begun(state: Mentorship, nudge: Due, stamp: Stamp) -> Mentorship:
    """Return the state in which the mentee seeks, again."""
    seeking = replace(state, stage=Stage.SEEKING, nudges=0)
    return wait_for(seeking, DeadlineKind.SEEKING_NUDGE, nudge, at=stamp.at)
