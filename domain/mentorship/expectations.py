"""EXPECTATIONS: each side answers alone, then the two agree on terms and both sign them."""

from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.agreements import (
    ChangesRequested,
    propose,
    sign,
    signable,
)
from domain.mentorship.matters import Answers, Attention, DeadlineKind, Number, Terms
from domain.mentorship.messages import CoordinatorAsked, MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import side_acting
from domain.mentorship.stages import COORDINATOR, PAIR, Side, Stage
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.model import Line, Personal, Text
from domain.refusals import Refusal
from domain.replacing import replace

_HERE = frozenset({Stage.EXPECTATIONS})
_AGREEING = frozenset({Stage.EXPECTATIONS, Stage.REDEFINITION})


class SubmitExpectations(MentorshipCommand):
    """Answer alone: my goals, the outcome, what I expect of you, what I think you expect of me."""

    who: ClassVar = PAIR
    stages: ClassVar = _HERE
    type: Literal["submit_expectations"] = "submit_expectations"
    goals: Text
    outcome: Text
    i_expect: Text
    you_expect: Text
    how_often: Line


class WaiveExpectations(MentorshipCommand):
    """Let the two propose an agreement although answers are missing."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = _HERE
    type: Literal["waive_expectations"] = "waive_expectations"
    why: Text


class ProposeAgreement(MentorshipCommand):
    """Propose terms, or counter with other terms; proposing is signing."""

    who: ClassVar = PAIR
    stages: ClassVar = _HERE
    type: Literal["propose_agreement"] = "propose_agreement"
    terms: Terms


class SignAgreement(MentorshipCommand):
    """Sign exactly this version."""

    who: ClassVar = PAIR
    stages: ClassVar = _AGREEING
    type: Literal["sign_agreement"] = "sign_agreement"
    version: Number


class RequestChanges(MentorshipCommand):
    """Say what should be different; the version can no longer be signed."""

    who: ClassVar = PAIR
    stages: ClassVar = _AGREEING
    type: Literal["request_changes"] = "request_changes"
    version: Number
    what: Text


ExpectationsCommand = (
    SubmitExpectations | WaiveExpectations | ProposeAgreement | SignAgreement | RequestChanges
)


class ExpectationsSubmitted(MentorshipEvent):
    """One side answered; hidden from the other until both have."""

    type: Literal["expectations.expectations_submitted"] = "expectations.expectations_submitted"
    side: Side
    goals: Annotated[Text, Personal("actor")]
    outcome: Annotated[Text, Personal("actor")]
    i_expect: Annotated[Text, Personal("actor")]
    you_expect: Annotated[Text, Personal("actor")]
    how_often: Annotated[Line, Personal("actor")]


class ExpectationsRevealed(MentorshipEvent):
    """Both sides answered: the answers lie side by side."""

    type: Literal["expectations.expectations_revealed"] = "expectations.expectations_revealed"


class ExpectationsWaived(MentorshipEvent):
    """The coordinator let the two go on without both answers."""

    type: Literal["expectations.expectations_waived"] = "expectations.expectations_waived"
    why: Annotated[Text, Personal("actor")]


class AgreementReminded(MentorshipEvent):
    """The agreement is due; both were reminded."""

    type: Literal["expectations.agreement_reminded"] = "expectations.agreement_reminded"
    grace: Due


ExpectationsEvent = (
    ExpectationsSubmitted | ExpectationsRevealed | ExpectationsWaived | AgreementReminded
)


def decide(
    command: ExpectationsCommand, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Decide a command about expectations and their agreement; raises ``Refusal``."""
    match command:
        case SubmitExpectations():
            return _submit(command, state, context)
        case WaiveExpectations():
            return [] if state.waived else [ExpectationsWaived(why=command.why)]
        case ProposeAgreement():
            return _propose(command, state, context)
        case SignAgreement():
            return sign(command.version, state, context)
        case RequestChanges():
            version = signable(command.version, state).version
            return [ChangesRequested(version=version, what=command.what)]
        case _:
            assert_never(command)


def _submit(
    command: SubmitExpectations, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    side = side_acting(state, context)
    answers = command.model_dump(exclude={"type"})
    if state.answers.get(side) == Answers(**answers):
        return []
    if state.revealed:
        sentence = "Both answers lie open and can no longer be changed; propose an agreement."
        raise Refusal("already_revealed", sentence)
    submitted = ExpectationsSubmitted(side=side, **answers)
    return [submitted, ExpectationsRevealed()] if side.other in state.answers else [submitted]


def _propose(
    command: ProposeAgreement, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    if not (state.revealed or state.waived):
        missing = [str(side) for side in Side if side not in state.answers]
        sentence = (
            f"The answers of the {' and the '.join(missing)} are missing; an agreement is "
            "proposed when both have answered, or when the coordinator waives it."
        )
        raise Refusal("expectations_missing", sentence, missing=missing)
    return propose(command.terms, state, context)


def on_agreement_due(context: Context) -> list[MentorshipEvent]:
    """Remind both that the agreement is due."""
    program = context.known_program()
    grace = days_from(context.at, program.policy.agreement_grace_days, program.zone)
    return [AgreementReminded(grace=grace)]


def on_agreement_grace() -> list[MentorshipEvent]:
    """Ask the coordinator to act on an agreement that is long due."""
    return [CoordinatorAsked(reason=Attention.AGREEMENT_OVERDUE)]


def evolve(state: Mentorship, event: ExpectationsEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about expectations; total."""
    match event:
        case ExpectationsSubmitted():
            answers = Answers(**event.model_dump(exclude={"type", "side"}))
            return replace(state, answers={**state.answers, event.side: answers})
        case ExpectationsRevealed():
            return replace(state, revealed=True)
        case ExpectationsWaived():
            return replace(state, waived=True)
        case AgreementReminded():
            reminded = settle(state, DeadlineKind.AGREEMENT_DUE)
            return wait_for(reminded, DeadlineKind.AGREEMENT_GRACE, event.grace, at=stamp.at)
        case _:
            assert_never(event)
