"""What somebody could do now: the commands that stage and part allow."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

from domain.mentorship.decide import Command
from domain.mentorship.messages import MentorshipCommand
from domain.mentorship.stages import Part, Stage


def possible(part: Part | None, stage: Stage) -> frozenset[str]:
    """Return the types of command that a part may give in a stage.

    One may be refused all the same: the rules look at more than stage and part.
    """
    return frozenset(
        type_ for type_, each in _commands().items() if stage in each.stages and part in each.who
    )


@cache
def _commands() -> Mapping[str, type[MentorshipCommand]]:
    return {each.model_fields["type"].default: each for each in get_args(Command)}
