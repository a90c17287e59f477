"""What somebody may see of a mentorship: sealed stays sealed, hidden stays hidden.

- A concern, a sealed note and a sealed reason are the program's and their author's.
- Answers about expectations are their author's until both are in, for a coordinator too.
- A reflection is its author's and the program's until the check-in is over; its private note and
  its wish for ever. That somebody wished to end is for the other side as if nobody had.
- The search is the mentee's: who was asked sees the need and the own invitation; a mentor sees the
  rest from the day of becoming it, and nothing of what was had with an earlier one.
- The kind of an ending is its author's and the program's: nobody is blamed.
- How many events there are, and when the last one was, is the program's: it could be a concern.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pydantic import TypeAdapter

from domain.context import Context
from domain.envelopes import Stamp
from domain.mentorship import (
    closing,
    concerns,
    ended,
    expectations,
    invitations,
    opening,
    pause,
    returning,
    seeking,
)
from domain.mentorship import reflections as check_ins
from domain.mentorship.evolve import Event, evolve
from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.parts import part_of
from domain.mentorship.stages import Part, Side
from domain.mentorship.state import Mentorship
from domain.mentorship.work import CheckIn, Wish
from domain.model import PersonId

_SEARCH: Final = (
    seeking.CandidateShortlisted,
    seeking.CandidateReferred,
    seeking.CandidateStruck,
    seeking.MenteeNudged,
    invitations.SearchResumed,
)
_AUTHORED: Final = (
    concerns.ConcernRaised,
    concerns.Noted,
    expectations.ExpectationsSubmitted,
    check_ins.ReflectionSubmitted,
    closing.ClosingOpened,
    ended.MentorshipEnded,
)
_ANYBODYS: Final = (opening.MentorshipOpened, seeking.NeedDescribed)
_ANSWERS: Final = frozenset({"goals", "outcome", "i_expect", "you_expect", "how_often"})
_NOTHING: Final = frozenset[str]()
_OF_THE_PROGRAM: Final = frozenset({Attention.END_WISH_UNANSWERED, Attention.CONCERN})
SIDES_AND_INVITED: Final = frozenset({Part.MENTEE, Part.MENTOR, Part.INVITED})
_SEEN_WHEN_ASKED: Final = ("id", "program", "mentee", "stage", "opened_at", "need", "invitations")


@dataclass(frozen=True)
class Viewer:
    """Who looks, in which part; an administrator may look without being a person."""

    part: Part
    person: PersonId | None = None

    @property
    def side(self) -> Side | None:
        """Return which of the two looks, if one of them does."""
        return Side(self.part.value) if self.part in {Part.MENTEE, Part.MENTOR} else None


def viewer_of(state: Mentorship, context: Context) -> Viewer | None:
    """Return the actor as a viewer, or None for somebody who has no part here."""
    part = part_of(state, context)
    return None if part is None else Viewer(part, context.actor.person)


def history(
    told: Iterable[tuple[Event, Stamp]], viewer: Viewer, *, most: int | None = None
) -> list[tuple[int, Stamp, dict[str, Any]]]:
    """Return the last ``most`` events, or all, that a viewer may see, with versions, oldest first.

    Each is the event's JSON; fields taken out are named under ``hidden``.
    """
    steps: list[tuple[Event, Stamp, Mentorship]] = []
    state: Mentorship | None = None
    for event, stamp in told:
        state = evolve(state, event, stamp)
        if state is not None:
            steps.append((event, stamp, state))
    shown = (
        (then.version, stamp, seen)
        for event, stamp, then in reversed(steps)
        if (seen := visible(event, stamp, then=then, now=steps[-1][2], viewer=viewer)) is not None
    )
    return list(islice(shown, most))[::-1]


def visible(
    event: Event, stamp: Stamp, *, then: Mentorship, now: Mentorship, viewer: Viewer
) -> dict[str, Any] | None:
    """Return what a viewer sees of an event: ``then`` is the state after it, ``now`` today's.

    None says that the viewer does not learn of it.
    """
    own = _is_own(event, stamp, viewer)
    if viewer.part not in SIDES_AND_INVITED:
        hidden: frozenset[str] | None = _hidden_from_program(event, now, own=own)
    elif own:
        hidden = _NOTHING
    elif not _is_theirs(event, then, viewer):
        hidden = None
    else:
        hidden = hidden_from_side(event, now)
    if hidden is None:
        return None
    seen = event.model_dump(mode="json")
    if viewer.side is not None:
        _soften(seen, event, viewer)
    return _without(seen, hidden)


def _is_own(event: Event, stamp: Stamp, viewer: Viewer) -> bool:
    # Who gave a command is not the author of all that it led to: the second reflection brings
    # about the question to the one who wished to end in the first.
    authored = isinstance(event, _AUTHORED)
    return authored and viewer.person is not None and stamp.actor.person == viewer.person


def _without(seen: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    kept = {name: value for name, value in seen.items() if name not in hidden}
    return kept | {"hidden": sorted(hidden)} if hidden else kept


def _is_theirs(event: Event, then: Mentorship, viewer: Viewer) -> bool:
    if isinstance(event, _ANYBODYS) or viewer.part is Part.MENTEE:
        return True
    if isinstance(event, _SEARCH):
        return False
    if isinstance(event, invitations.OutreachEvent):
        asked = then.invitations.get(event.invitation)
        return asked is not None and asked.mentor == viewer.person
    return viewer.part is Part.MENTOR and then.mentor == viewer.person


def _hidden_from_program(event: Event, now: Mentorship, *, own: bool) -> frozenset[str]:
    if isinstance(event, expectations.ExpectationsSubmitted) and not own:
        return _NOTHING if _is_revealed(event, now) else _ANSWERS
    return _NOTHING


def _is_revealed(event: expectations.ExpectationsSubmitted, now: Mentorship | None) -> bool:
    standing = None if now is None or not now.revealed else now.answers.get(event.side)
    return standing is not None and all(
        getattr(standing, name) == getattr(event, name) for name in _ANSWERS
    )


def hidden_from_side(event: Event, now: Mentorship | None) -> frozenset[str] | None:
    """Return the fields that the other side does not see; None: it does not learn of the event.

    Without today's state, what is revealed some day is taken for hidden.
    """
    match event:
        case concerns.ConcernRaised() | concerns.Noted(sealed=True):
            return None
        case concerns.Noted(settles=reason) if reason is not None:
            return frozenset({"settles"})
        case CoordinatorAsked(reason=reason) if reason in _OF_THE_PROGRAM:
            return None
        case expectations.ExpectationsSubmitted():
            return _NOTHING if _is_revealed(event, now) else _ANSWERS
        case check_ins.ReflectionSubmitted(check_in=number):
            found = None if now is None else now.check_ins.get(number)
            return frozenset({"reflection"}) if found is None or found.is_open else _NOTHING
        case closing.ClosingOpened() | ended.MentorshipEnded():
            return frozenset({"kind", "why"}) if event.sealed else frozenset({"kind"})
        case returning.MentorReplaced():
            return frozenset({"why"})
        case _:
            return _NOTHING


def _soften(seen: dict[str, Any], event: Event, viewer: Viewer) -> None:
    match event:
        case check_ins.ReflectionSubmitted(side=author) if author is not viewer.side:
            _take_out_of_reflection(seen["reflection"])
        case check_ins.CheckInHeld(confirm=wishing) if viewer.side in wishing:
            seen["confirm"] = [str(viewer.side)]
        case check_ins.CheckInHeld(outcome=outcome):
            seen |= without_wish(outcome)
        case pause.Resumed():
            seen["moved"] = [each for each in seen["moved"] if may_know(each["deadline"], viewer)]
        case _:
            pass


def without_wish(outcome: str) -> dict[str, Any]:
    """Return how a check-in that was held ends for whoever learns of no wish to end."""
    told = "go_on" if outcome == "end_wished" else outcome
    return {"outcome": told, "confirm": [], "confirm_by": None}


def _take_out_of_reflection(reflection: dict[str, Any]) -> None:
    for name in ("private_note", "wish"):
        reflection.pop(name, None)
    reflection["hidden"] = ["private_note", "wish"]


def _outcome(outcome: str | None, found: CheckIn, side: Side) -> str | None:
    hides = outcome == "end_wished" and not found.wishes(side, Wish.END)
    return "go_on" if hides else outcome


def may_know(deadline: str, viewer: Viewer) -> bool:
    """Say whether a viewer may know of a deadline with this id: a wish to end is its author's."""
    side = viewer.side
    return side is None or deadline != f"{DeadlineKind.END_CONFIRMATION}:{side.other}"


# ---------------------------------------------------------------- the state as a whole

_WHOLE: Final = TypeAdapter(Mentorship)
_SETS: Final = ("attention", "staying", "thanked", "reflected")
_OF_PROGRAM_ALONE: Final = ("attention", "ending", "earlier", "version", "last_at", "active_at")


def view(state: Mentorship, viewer: Viewer) -> dict[str, Any]:
    """Return the state as a viewer may see it, ready for JSON; lists and sets in a fixed order."""
    seen: dict[str, Any] = _WHOLE.dump_python(state, mode="json")
    for name in _SETS:
        seen[name] = sorted(seen[name])
    for agreement in seen["agreements"].values():
        agreement["signed_by"] = sorted(agreement["signed_by"])
    if viewer.part is Part.INVITED:
        seen = {name: seen[name] for name in _SEEN_WHEN_ASKED}
    else:
        _hide_answers(seen, state, viewer.side)
    if viewer.side is not None:
        _hide_from_side(seen, state, viewer.side)
        seen["deadlines"] = {
            name: each for name, each in seen["deadlines"].items() if may_know(name, viewer)
        }
    if viewer.part in {Part.MENTOR, Part.INVITED}:
        _hide_search(seen, viewer)
    if viewer.part is Part.MENTOR:
        _hide_earlier(seen, state)
    return seen


def _hide_answers(seen: dict[str, Any], state: Mentorship, own: Side | None) -> None:
    if not state.revealed:
        seen["answers"] = {
            side: answers if side == own else {"hidden": sorted(_ANSWERS)}
            for side, answers in seen["answers"].items()
        }


def _hide_from_side(seen: dict[str, Any], state: Mentorship, side: Side) -> None:
    for name in _OF_PROGRAM_ALONE:
        del seen[name]
    for number, check_in in seen["check_ins"].items():
        found = state.check_ins[int(number)]
        check_in["outcome"] = _outcome(check_in["outcome"], found, side)
        theirs = check_in["reflections"].get(side.other.value)
        if theirs is not None and found.is_open:
            check_in["reflections"][side.other.value] = {"hidden": ["reflection"]}
        elif theirs is not None:
            _take_out_of_reflection(theirs)


def _hide_earlier(seen: dict[str, Any], state: Mentorship) -> None:
    for name in ("check_ins", "agreements", "meetings", "tasks"):
        last = getattr(state.earlier, name)
        seen[name] = {
            number: each
            for number, each in seen[name].items()
            if int(number) > last or (name == "tasks" and each["owner"] != Side.MENTOR)
        }
    seen["accomplishments"] = seen["accomplishments"][state.earlier.accomplishments :]


def _hide_search(seen: dict[str, Any], viewer: Viewer) -> None:
    seen.pop("candidates", None)
    seen["invitations"] = {
        number: each
        for number, each in seen["invitations"].items()
        if each["mentor"] == str(viewer.person)
    }
