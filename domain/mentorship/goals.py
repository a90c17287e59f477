"""GOALS: the common goals in their five SMART parts, and what was accomplished."""

from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import ends, future
from domain.envelopes import Stamp
from domain.mentorship.calendar import refuse_past
from domain.mentorship.matters import DeadlineKind, Number
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import PAIR, UNDER_WAY
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import Accomplishment, Goal, GoalStatus, Smart
from domain.model import Day, Personal, Text
from domain.refusals import Refusal
from domain.replacing import replace

_PARTS = ("what", "measure", "achievable", "reason", "by")


class SetGoal(MentorshipCommand):
    """Set a goal with all five parts; a goal without one of them is refused by name.

    That is a rule and no matter of shape, so that the refusal can say why: ``needed`` are they.
    """

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    needed: ClassVar[tuple[str, ...]] = _PARTS
    type: Literal["set_goal"] = "set_goal"
    what: Text | None = None
    measure: Text | None = None
    achievable: Text | None = None
    reason: Text | None = None
    by: Day | None = None


class RefineGoal(MentorshipCommand):
    """Change parts of a goal, and say why."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["refine_goal"] = "refine_goal"
    goal: Number
    why: Text
    what: Text | None = None
    measure: Text | None = None
    achievable: Text | None = None
    reason: Text | None = None
    by: Day | None = None


class AchieveGoal(MentorshipCommand):
    """Tick a goal off."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["achieve_goal"] = "achieve_goal"
    goal: Number


class DropGoal(MentorshipCommand):
    """Give a goal up, and say why."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["drop_goal"] = "drop_goal"
    goal: Number
    why: Text


class NoteAccomplishment(MentorshipCommand):
    """Note something that was done; the next check-in starts with it."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["note_accomplishment"] = "note_accomplishment"
    what: Text


GoalCommand = SetGoal | RefineGoal | AchieveGoal | DropGoal | NoteAccomplishment


class GoalSet(MentorshipEvent):
    """A goal was set."""

    type: Literal["goals.goal_set"] = "goals.goal_set"
    goal: Number
    smart: Smart


class GoalRefined(MentorshipEvent):
    """A goal was changed; the whole goal as it is now, and why."""

    type: Literal["goals.goal_refined"] = "goals.goal_refined"
    goal: Number
    smart: Smart
    why: Annotated[Text, Personal("actor")]


class GoalAchieved(MentorshipEvent):
    """A goal was reached."""

    type: Literal["goals.goal_achieved"] = "goals.goal_achieved"
    goal: Number


class GoalDropped(MentorshipEvent):
    """A goal was given up."""

    type: Literal["goals.goal_dropped"] = "goals.goal_dropped"
    goal: Number
    why: Annotated[Text, Personal("actor")]


class GoalReviewDue(MentorshipEvent):
    """The goal's date has come: a stopping point for evaluation and feedback."""

    type: Literal["goals.goal_review_due"] = "goals.goal_review_due"
    goal: Number


class AccomplishmentNoted(MentorshipEvent):
    """Something was accomplished."""

    type: Literal["goals.accomplishment_noted"] = "goals.accomplishment_noted"
    what: Annotated[Text, Personal("mentee")]


GoalEvent = GoalSet | GoalRefined | GoalAchieved | GoalDropped | GoalReviewDue | AccomplishmentNoted


def decide(command: GoalCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about goals; raises ``Refusal``."""
    match command:
        case SetGoal():
            smart = _smart({}, command, context)
            return [GoalSet(goal=len(state.goals) + 1, smart=smart)]
        case RefineGoal():
            return _refine(command, state, context)
        case AchieveGoal():
            return [GoalAchieved(goal=_open_goal(command.goal, state).number)]
        case DropGoal():
            return [GoalDropped(goal=_open_goal(command.goal, state).number, why=command.why)]
        case NoteAccomplishment():
            return [AccomplishmentNoted(what=command.what)]
        case _:
            assert_never(command)


def _smart(before: dict[str, object], command: SetGoal | RefineGoal, context: Context) -> Smart:
    parts = before | {
        part: given for part in _PARTS if (given := getattr(command, part)) is not None
    }
    missing = [part for part in _PARTS if part not in parts]
    if missing:
        sentence = (
            f"The goal lacks {', '.join(missing)}; a goal says what, how it is measured, why it "
            "is achievable, for what reason, and by when."
        )
        raise Refusal("goal_incomplete", sentence, missing=missing)
    if command.by is not None:
        refuse_past(command.by, context)
        parts["by"] = ends(command.by, context.known_program().zone)
    return Smart.model_validate(parts)


def _open_goal(number: int, state: Mentorship) -> Goal:
    found = state.goals.get(number)
    if found is None:
        sentence = f"There is no goal {number}; this mentorship has {len(state.goals)}."
        raise Refusal("unknown_goal", sentence, goal=number)
    if found.status is not GoalStatus.OPEN:
        sentence = f"Goal {number} is {found.status} already; set a new one instead."
        raise Refusal("goal_closed", sentence, goal=number, status=found.status.value)
    return found


def _refine(command: RefineGoal, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    goal = _open_goal(command.goal, state)
    before = {part: getattr(goal.smart, part) for part in _PARTS}
    smart = _smart(before, command, context)
    if smart == goal.smart:
        return []
    return [GoalRefined(goal=goal.number, smart=smart, why=command.why)]


def evolve(state: Mentorship, event: GoalEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about goals; total."""
    match event:
        case GoalSet() | GoalRefined():
            return _dated(state, event, stamp)
        case GoalAchieved():
            return _closed(state, event.goal, GoalStatus.ACHIEVED)
        case GoalDropped():
            return _closed(state, event.goal, GoalStatus.DROPPED)
        case GoalReviewDue():
            return _review_due(state, event.goal)
        case AccomplishmentNoted():
            noted = Accomplishment(event.what, stamp.at)
            return replace(state, accomplishments=(*state.accomplishments, noted))
        case _:
            assert_never(event)


def _dated(state: Mentorship, event: GoalSet | GoalRefined, stamp: Stamp) -> Mentorship:
    review = future(event.smart.by, stamp.at)
    goal = Goal(event.goal, event.smart, review_due=review is None)
    kept = replace(state, goals={**state.goals, event.goal: goal})
    return wait_for(kept, DeadlineKind.GOAL_REVIEW, review, at=stamp.at, subject=event.goal)


def _closed(state: Mentorship, number: int, status: GoalStatus) -> Mentorship:
    found = state.goals.get(number)
    if found is None:
        return state
    goals = {**state.goals, number: replace(found, status=status, review_due=False)}
    return settle(replace(state, goals=goals), DeadlineKind.GOAL_REVIEW, subject=number)


def _review_due(state: Mentorship, number: int) -> Mentorship:
    found = state.goals.get(number)
    if found is None:
        return state
    goals = {**state.goals, number: replace(found, review_due=True)}
    return settle(replace(state, goals=goals), DeadlineKind.GOAL_REVIEW, subject=number)
