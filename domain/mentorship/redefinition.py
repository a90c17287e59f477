"""REDEFINITION: another role, project, focus, pace or term, by a new version of the agreement."""

from enum import StrEnum
from typing import ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.agreements import propose, void_proposal
from domain.mentorship.matters import Attention, DeadlineKind, Terms
from domain.mentorship.messages import CoordinatorAsked, MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import side_acting
from domain.mentorship.reflections import held
from domain.mentorship.stages import PAIR, UNDER_WAY, Side, Stage
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import CheckInKind
from domain.replacing import replace


class RedefinitionKind(StrEnum):
    """What changes."""

    ROLE = "role"
    PROJECT = "project"
    FOCUS = "focus"
    PACE = "pace"
    TERM = "term"


class ProposeRedefinition(MentorshipCommand):
    """Propose to go on in another way; the terms are a new version of the agreement."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["propose_redefinition"] = "propose_redefinition"
    kind: RedefinitionKind
    terms: Terms


class StayAsWeAre(MentorshipCommand):
    """Go on under the agreement in force: the proposer alone, or both."""

    who: ClassVar = PAIR
    stages: ClassVar = frozenset({Stage.REDEFINITION})
    type: Literal["stay_as_we_are"] = "stay_as_we_are"


RedefinitionCommand = ProposeRedefinition | StayAsWeAre


class RedefinitionOpened(MentorshipEvent):
    """The two talk about going on in another way; the old agreement stays in force meanwhile."""

    type: Literal["redefinition.redefinition_opened"] = "redefinition.redefinition_opened"
    because: Literal["check_in", "proposal", "coordinator"]
    due: Due


class RedefinitionProposed(MentorshipEvent):
    """Somebody proposed what should change; the terms follow as an agreement's version."""

    type: Literal["redefinition.redefinition_proposed"] = "redefinition.redefinition_proposed"
    kind: RedefinitionKind
    side: Side


class StayAgreed(MentorshipEvent):
    """One side would rather stay as they are."""

    type: Literal["redefinition.stay_agreed"] = "redefinition.stay_agreed"
    side: Side


class StayedAsWeAre(MentorshipEvent):
    """The two go on under the agreement in force."""

    type: Literal["redefinition.stayed_as_we_are"] = "redefinition.stayed_as_we_are"


class RedefinitionReminded(MentorshipEvent):
    """The redefinition is due; both were reminded."""

    type: Literal["redefinition.redefinition_reminded"] = "redefinition.redefinition_reminded"
    grace: Due


RedefinitionEvent = (
    RedefinitionOpened | RedefinitionProposed | StayAgreed | StayedAsWeAre | RedefinitionReminded
)


def redefinition_due(context: Context) -> Due:
    """Return by when a redefinition that begins now should be agreed."""
    program = context.known_program()
    return days_from(context.at, program.policy.redefinition_due_days, program.zone)


def decide(
    command: RedefinitionCommand, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Decide a command about redefinition; raises ``Refusal``."""
    match command:
        case ProposeRedefinition():
            return _propose(command, state, context)
        case StayAsWeAre():
            return _stay(state, context)
        case _:
            assert_never(command)


def _propose(
    command: ProposeRedefinition, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    proposed = propose(command.terms, state, context)
    side = side_acting(state, context)
    opened: list[MentorshipEvent] = []
    if state.stage is not Stage.REDEFINITION:
        opened = [
            *_check_ins_over(state, context),
            RedefinitionOpened(because="proposal", due=redefinition_due(context)),
        ]
    return [*opened, RedefinitionProposed(kind=command.kind, side=side), *proposed]


def _check_ins_over(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    return [
        held(each, context, outcome="redefine", how="by_proposal")
        for each in state.open_check_ins
        if each.kind is not CheckInKind.FIT
    ]


def _stay(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    side = side_acting(state, context)
    proposal = state.proposal
    alone = proposal is not None and proposal.proposed_by is side
    if alone or side.other in state.staying:
        return [StayedAsWeAre()]
    return [] if side in state.staying else [StayAgreed(side=side)]


def on_redefinition_due(context: Context) -> list[MentorshipEvent]:
    """Remind both that the redefinition is due."""
    program = context.known_program()
    grace = days_from(context.at, program.policy.redefinition_grace_days, program.zone)
    return [RedefinitionReminded(grace=grace)]


def on_redefinition_grace() -> list[MentorshipEvent]:
    """Ask the coordinator to act on a redefinition that is long due."""
    return [CoordinatorAsked(reason=Attention.REDEFINITION_STUCK)]


def evolve(state: Mentorship, event: RedefinitionEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about redefinition; total."""
    match event:
        case RedefinitionOpened():
            return opened(state, event.due, stamp)
        case RedefinitionProposed():
            return state
        case StayAgreed():
            return replace(state, staying=state.staying | {event.side})
        case StayedAsWeAre():
            return abandoned(replace(state, stage=Stage.GOALS))
        case RedefinitionReminded():
            reminded = settle(state, DeadlineKind.REDEFINITION_DUE)
            return wait_for(reminded, DeadlineKind.REDEFINITION_GRACE, event.grace, at=stamp.at)
        case _:
            assert_never(event)


def opened(state: Mentorship, due: Due, stamp: Stamp) -> Mentorship:
    """Return the state in which the two redefine, from now on."""
    talking = replace(state, stage=Stage.REDEFINITION, staying=frozenset())
    return wait_for(talking, DeadlineKind.REDEFINITION_DUE, due, at=stamp.at)


def abandoned(state: Mentorship) -> Mentorship:
    """Return the state without a redefinition, its proposal and its deadlines."""
    calm = replace(
        void_proposal(state),
        staying=frozenset(),
        attention=state.attention - {Attention.REDEFINITION_STUCK},
    )
    return settle(calm, DeadlineKind.REDEFINITION_DUE, DeadlineKind.REDEFINITION_GRACE)
