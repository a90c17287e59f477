"""Which part somebody plays in a mentorship, and what the part and the stage allow."""

from domain.context import Context
from domain.envelopes import Role
from domain.mentorship.messages import MentorshipCommand
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.state import Mentorship
from domain.refusals import Refusal

_INSIDE = frozenset({Part.CLOCK, Part.SYSTEM})
"""Parts that no person plays."""


def part_of(state: Mentorship, context: Context) -> Part | None:
    """Return the actor's part here, or None for somebody who has none.

    A coordinator or administrator who is mentee or mentor here has only that side's part.
    """
    actor = context.actor
    if actor.role is Role.CLOCK:
        return Part.CLOCK
    if actor.role is Role.SYSTEM:
        return Part.SYSTEM
    side = state.side_of(actor.person)
    if side is not None:
        return Part(side)
    if actor.role is Role.ADMINISTRATOR:
        return Part.COORDINATOR
    if actor.role is Role.COORDINATOR:
        return Part.COORDINATOR if actor.person in context.coordinators else None
    invited = any(each.mentor == actor.person for each in state.invitations.values())
    return Part.INVITED if invited and actor.role is Role.MENTOR else None


def side_acting(state: Mentorship, context: Context) -> Side:
    """Return the side that acts, or refuse somebody who is neither."""
    side = state.side_of(context.actor.person)
    if side is None:
        raise Refusal("not_your_part", "Only the mentee or the mentor can do this.")
    return side


def allow(command: MentorshipCommand, state: Mentorship, context: Context) -> None:
    """Refuse a command that the actor's part or the stage does not allow.

    Raises ``Refusal``: ``not_your_part`` or ``wrong_stage``, each with what would be right.
    """
    if part_of(state, context) not in command.who:
        who = _either([f"the {part}" for part in sorted(command.who)])
        sentence = f"Only {who} of this mentorship can {_words(command)}."
        raise Refusal("not_your_part", sentence, parts=sorted(command.who))
    if state.stage not in command.stages:
        stages = [stage.value for stage in Stage if stage in command.stages]
        sentence = (
            f"One cannot {_words(command)} in {state.stage.value}; "
            f"it is possible in {_either(stages)}."
        )
        raise Refusal("wrong_stage", sentence, stage=state.stage.value, possible_in=stages)


def _words(command: MentorshipCommand) -> str:
    # What people give begins with a verb; what comes from inside says what happened.
    if command.who <= _INSIDE:
        return f"give {command.type}"
    return command.type.replace("_", " ")


def _either(words: list[str]) -> str:
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"  # noqa: PLR2004
