"""Any command and any event, with values that are likely to meet what is there."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import EmailStr, ValidationError

from domain.dates import Due, begins, ends
from domain.envelopes import derived_id
from domain.mentorship import Command, Event
from domain.mentorship.work import When
from domain.model import Value
from tests.domain.cast import ZONE, ident
from tests.domain.mentorship.story import NAMES

M = TypeVar("M", bound=Value)
T = TypeVar("T")

COMMANDS: tuple[type[Any], ...] = get_args(Command)
EVENTS: tuple[type[Any], ...] = get_args(Event)

_PEOPLE = [ident(name) for name in NAMES]
_WORDS = ["A project", "Because", "Once a month"]
_ADDRESSES = ["cora@example.org", "fay@example.org", "new@example.org"]
_RULES = ["FREQ=MONTHLY;BYDAY=1FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"]
_DAYS = [-40, -1, 0, 1, 1, 2, 2, 3, 5, 8, 14, 30, 45, 90, 200, 800]


class Dice:
    """Choices that follow from a seed alone.

    Hypothesis draws the seed. Left to draw each field of each command, it spends what it has on
    a handful of them, and a story ends before it has begun.
    """

    def __init__(self, seed: int) -> None:
        self._seed = UUID(int=seed)
        self._throws = 0

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        self._throws += 1
        return options[derived_id(self._seed, self._throws).int % len(options)]


def any_of(kind: type[M], dice: Dice, *, now: datetime) -> M | None:
    """Return a value of a kind around the instant ``now``; None where the fields do not agree."""
    fields = {
        name: _field(name, field.annotation, tuple(field.metadata), dice, now)
        for name, field in kind.model_fields.items()
        if name != "type"
    }
    try:
        return kind.model_validate(fields)
    except ValidationError:
        return None


def _field(
    name: str, annotation: object, metadata: tuple[Any, ...], dice: Dice, now: datetime
) -> object:
    bare = _bare(annotation)
    if type(None) in bare and dice.pick([True, False, False]):
        return None
    if EmailStr in bare:
        return dice.pick(_ADDRESSES)
    if name in {"recurrence", "meet", "rule"}:
        return dice.pick(_RULES)
    return _value(annotation, metadata, dice, now)


def _bare(annotation: object) -> set[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return set().union(*(_bare(each) for each in get_args(annotation)))
    return {annotation}


def _value(annotation: object, metadata: tuple[Any, ...], dice: Dice, now: datetime) -> object:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(inner[0], tuple(inner[1:]), dice, now)
    if origin in {Union, UnionType}:
        some = [each for each in inner if each is not type(None)]
        return _value(dice.pick(some), (), dice, now)
    if origin is Literal:
        return dice.pick(inner)
    if origin is tuple:
        return tuple(_value(inner[0], (), dice, now) for _ in range(dice.pick([0, 1, 2])))
    return _plain(annotation, metadata, dice, now)


def _plain(annotation: object, metadata: tuple[Any, ...], dice: Dice, now: datetime) -> object:
    at = now + timedelta(days=dice.pick(_DAYS))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return dice.pick(list(annotation))
    if annotation is Due:
        return dice.pick([begins, ends])(at.date(), ZONE)
    if annotation is When:
        return When(date=at.date(), time=time(12), zone=ZONE, at=at)
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return any_of(annotation, dice, now=now)
    simple: dict[Any, Any] = {
        str: dice.pick(_WORDS),
        bool: dice.pick([True, False]),
        UUID: dice.pick(_PEOPLE),
        time: time(16, 30),
        date: at.date(),
        datetime: at,
    }
    return simple[annotation] if annotation in simple else _number(metadata, dice)


def _number(metadata: tuple[Any, ...], dice: Dice) -> int:
    least = max((each.ge for each in metadata if hasattr(each, "ge")), default=1)
    most = min((each.le for each in metadata if hasattr(each, "le")), default=3)
    return dice.pick(range(least, min(most, least + 2) + 1))
