"""A mentorship as somebody may see it, as a state: for what reads states, such as pages."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, replace
from typing import Any, Final

from domain.mentorship import views
from domain.mentorship.matters import Answers
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from domain.mentorship.work import CheckIn, Reflection, Wish

HIDDEN: Final = "(hidden)"
"""What stands where a text stood that its viewer may know of and not read."""

_NEEDED: Final = ("id", "program", "mentee", "opened_at", "last_at", "version")
_NUMBERED: Final = (
    "candidates",
    "invitations",
    "goals",
    "tasks",
    "meetings",
    "agreements",
    "check_ins",
    "deadlines",
)


def as_seen(state: Mentorship, viewer: Viewer) -> Mentorship:
    """Return a state with what a viewer sees of it; the rest is as in a mentorship just opened.

    ``views.view`` says what they see. Answers and reflections that are there and not theirs to read
    say ``HIDDEN``. A wish of the other side is never theirs to know: it reads as going on. What a
    state cannot be without is there, too: its last moment and version, which are not for telling.
    """
    seen = views.view(state, viewer)
    shown: dict[str, Any] = {
        each.name: _default(each) for each in fields(state) if each.name not in {*seen, *_NEEDED}
    }
    for name in _NUMBERED:
        if name in seen:
            held = getattr(state, name)
            shown[name] = {key: held[key] for key in held if str(key) in seen[name]}
    if "accomplishments" in seen:
        begin = len(state.accomplishments) - len(seen["accomplishments"])
        shown["accomplishments"] = state.accomplishments[begin:]
    if "answers" in seen:
        shown["answers"] = _answers(state.answers, seen["answers"])
    if "check_ins" in seen:
        found: Mapping[int, CheckIn] = shown["check_ins"]
        shown["check_ins"] = {
            key: _check_in(each, seen["check_ins"][str(key)]) for key, each in found.items()
        }
    return replace(state, **shown)


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


_UNREAD_ANSWERS: Final = Answers(
    goals=HIDDEN, outcome=HIDDEN, i_expect=HIDDEN, you_expect=HIDDEN, how_often=HIDDEN
)
_UNREAD_REFLECTION: Final = Reflection(done=HIDDEN, next=HIDDEN, wish=Wish.GO_ON)


def _answers(held: Mapping[Side, Answers], seen: Mapping[str, Any]) -> dict[Side, Answers]:
    return {
        side: _UNREAD_ANSWERS if "hidden" in seen[side] else each for side, each in held.items()
    }


def _check_in(check_in: CheckIn, seen: Mapping[str, Any]) -> CheckIn:
    reflections = {
        side: _reflection(each, seen["reflections"][side])
        for side, each in check_in.reflections.items()
    }
    return replace(check_in, outcome=seen["outcome"], reflections=reflections)


def _reflection(held: Reflection, seen: Mapping[str, Any]) -> Reflection:
    hidden = seen.get("hidden", ())
    if "reflection" in hidden:
        return _UNREAD_REFLECTION
    kept = {"wish": Wish.GO_ON, "private_note": None} if "wish" in hidden else {}
    return held.model_copy(update=kept)
