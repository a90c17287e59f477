"""The shape that the three kinds of stream share: decide, evolve, and what surrounds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from domain.context import Context, Needs
from domain.envelopes import Actor, Category, Stamp
from domain.notices import Notice

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event")


@dataclass(frozen=True)
class FollowOn:
    """A command that an event brings about in another stream, in the same transaction."""

    category: Category
    stream: UUID
    command: Any


@dataclass(frozen=True)
class Decider(Generic[State, Command, Event]):
    """One kind of stream as pure functions.

    ``decide`` returns the events that a command leads to (none: nothing changed) or raises a
    ``Refusal``; it alone refuses. ``evolve`` is total: it takes any event in any state.
    ``needs`` says what ``decide`` has to be given. ``notices`` says who is told what of an event,
    given the state after it. ``following`` are the commands it brings about in other streams.
    ``commands`` and ``events`` read and write the bodies, discriminated by ``type``.
    """

    category: Category
    commands: TypeAdapter[Command]
    events: TypeAdapter[Event]
    decide: Callable[[Command, State | None, Context], Sequence[Event]]
    evolve: Callable[[State | None, Event, Stamp], State | None]
    needs: Callable[[Command, State | None, Actor], Needs]
    notices: Callable[[Event, State, Context], Sequence[Notice]]
    following: Callable[[Event, State], Sequence[FollowOn]]
