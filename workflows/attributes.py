"""The search attributes by which mentorships are found in Temporal, with their types.

Histories hold what was told of each standing, so a change of ``attribute_changes``, as a new
attribute is one, needs ``workflow.patched``.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from domain.standing import Standing

STAGE = SearchAttributeKey.for_keyword("MentorshipStage")
PROGRAM = SearchAttributeKey.for_keyword("MentorshipProgram")
MENTOR = SearchAttributeKey.for_keyword("MentorshipMentor")
MENTEE = SearchAttributeKey.for_keyword("MentorshipMentee")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("MentorshipNeedsAttention")

SEARCH_ATTRIBUTES: tuple[SearchAttributeKey[Any], ...] = (
    STAGE,
    PROGRAM,
    MENTOR,
    MENTEE,
    NEEDS_ATTENTION,
)
"""All of them, to be made known to the server before the first workflow starts."""


def attribute_changes(
    known: TypedSearchAttributes, standing: Standing
) -> Sequence[SearchAttributeUpdate[Any]]:
    """Return what has to be told so that ``known`` says what ``standing`` says; often nothing."""
    wanted: dict[SearchAttributeKey[Any], str | bool | None] = {
        STAGE: standing.stage,
        PROGRAM: _text(standing.program),
        MENTOR: _text(standing.mentor),
        MENTEE: _text(standing.mentee),
        NEEDS_ATTENTION: bool(standing.attention),
    }
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted.items()
        if known.get(key) != value
    ]


def _text(ident: UUID | None) -> str | None:
    return None if ident is None else str(ident)
