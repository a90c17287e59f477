"""How a person ceases to be one here: as a duplicate of another, or erased."""

from typing import assert_never

from domain.context import Context
from domain.people.commands import ErasePerson, LeavingCommand, MergeInto
from domain.people.events import PersonErased, PersonEvent, PersonMerged
from domain.people.state import Person
from domain.refusals import Refusal


def decide(command: LeavingCommand, state: Person, context: Context) -> list[PersonEvent]:
    """Decide to merge or to erase a person; raises ``Refusal``."""
    match command:
        case MergeInto(other=other):
            if other == state.id:
                sentence = "A person cannot be merged into themselves; name the one who stays."
                raise Refusal("merge_with_itself", sentence, person=str(other))
            return [PersonMerged(into=context.person(other).id)]
        case ErasePerson():
            return [PersonErased()]
        case _:
            assert_never(command)
