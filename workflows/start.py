"""What a mentorship's workflow is called and starts with."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError
from temporalio.exceptions import ApplicationError

from activities.signatures import Entered
from domain.envelopes import stream_of
from domain.standing import Standing

MENTORSHIP = "Mentorship"
"""The workflow's type."""

BAD_START = "bad_start"
"""The error type of a run whose input made no sense."""

Input = TypeVar("Input", bound=BaseModel)


class Start(BaseModel):
    """What a run begins with; only optional fields with defaults may be added.

    ``standing`` is what the run before knew, and None where no run went before: then the first
    thing a run does is a step, which asks the records. ``inbox`` waited when the run before ended.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    mentorship: UUID
    standing: Standing | None = None
    inbox: tuple[Entered, ...] = ()


def workflow_id(mentorship: UUID) -> str:
    """Return the one workflow id of a mentorship: the name of its stream."""
    return stream_of("mentorship", mentorship)


def read_start(args: Sequence[object]) -> Start:
    """Read the input of a mentorship's run; raises as ``read_input`` does."""
    sentence = 'Start a mentorship\'s workflow with one input such as {"mentorship": "<id>"}.'
    return read_input(args, Start, sentence=sentence)


def read_input(args: Sequence[object], model: type[Input], *, sentence: str) -> Input:
    """Read a run's input.

    Raises an ``ApplicationError`` of type ``bad_start``, which ends the run with the sentence:
    an input that Temporal could not read would leave it stuck for ever.
    """
    try:
        (start,) = args
        return model.model_validate(start)
    except (ValueError, ValidationError) as error:
        raise ApplicationError(sentence, type=BAD_START, non_retryable=True) from error
