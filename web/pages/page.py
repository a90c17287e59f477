"""What a page is: an address, a template, what can be done on it, and by which links it opens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from domain.links.purposes import Purpose
from web.pages.way import Way
from web.services import Services

Facts = Callable[[Services, Way, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Finds what a page's template needs beside the way.

The mapping holds the address's numbers and, as ``query``, what stands after its question mark.

Raises ``Problem`` where there is no such page."""


async def _nothing(_: Services, __: Way, ___: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Page:
    """A page about a mentorship, or about oneself, on every way on which it can be reached.

    ``path`` follows the way's base, such as ``/goals/{number:int}``. ``commands`` are what its
    forms give. ``purposes`` are those of the links by which it opens. ``after`` is the path to go
    on to when a form was taken, by command; the page itself where none is named. ``said`` is what
    is told of what was recorded, by type of event. ``asked`` are fields without which a form makes
    no sense though its command could do without them, by form. ``refused`` says refusals in words
    that fit the page, by code; others are said as the rules say them.
    """

    path: str
    template: str
    title: str
    commands: frozenset[str] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    about: Literal["mentorship", "oneself"] = "mentorship"
    facts: Facts = _nothing
    after: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
