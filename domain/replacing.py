"""A changed copy of a state, made fast: folding does little else.

The standard library's ``replace`` asks for every field and makes the copy through its constructor;
with forty fields that took a third of the time in which events are folded.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(state: Any, /, **changes: Any) -> Any:
        """Return a copy of a frozen dataclass with some fields changed.

        The dataclass has its fields as they are given: no ``__post_init__`` and no slots.
        """
        changed = object.__new__(type(state))
        fields = vars(changed)
        fields.update(vars(state))
        fields.update(changes)
        return changed


__all__ = ["replace"]
