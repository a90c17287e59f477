"""What may leave the program: a mentorship's events without what is kept from one of the two.

Left out are concerns, sealed notes and what the coordinator was asked because of them, the answers
to the expectations questions, reflections, wishes to end, the kind of an ending, sealed reasons,
and why a mentor was replaced. It does not depend on when one asks: what is revealed later in the
mentorship is left out all the same.
"""

from typing import Any

from domain.mentorship import pause, reflections
from domain.mentorship.evolve import Event
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.views import hidden_from_side, without_wish


def unsealed(event: Event) -> dict[str, Any] | None:
    """Return what an event says with nothing sealed in it, ready for JSON.

    The fields that were taken out are named under ``hidden``. None: all of it is sealed.
    """
    hidden = hidden_from_side(event, None)
    if hidden is None:
        return None
    seen = event.model_dump(mode="json")
    match event:
        case reflections.CheckInHeld(outcome=outcome):
            seen |= without_wish(outcome)
        case pause.Resumed():
            seen["moved"] = [each for each in seen["moved"] if not _is_wish(each["deadline"])]
        case _:
            pass
    kept = {name: value for name, value in seen.items() if name not in hidden}
    return kept | {"hidden": sorted(hidden)} if hidden else kept


def _is_wish(deadline: str) -> bool:
    return deadline.startswith(f"{DeadlineKind.END_CONFIRMATION}:")
