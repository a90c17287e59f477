"""How a letter says dates, lengths and what people wrote.

What people wrote can never pass for the letter's own words: inside a sentence it is one line, and
on its own it is a quotation. No control character gets through.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from domain.dates import local_instant
from domain.mentorship.stages import Stage
from domain.model import LINE_LIMIT, TEXT_LIMIT
from letters.passages import GUARD, LaidOut, linked, marked

TEXTS_LIMIT = 10 * TEXT_LIMIT
"""Characters of all facts of a letter; the domain's longest agreement is no longer."""

LIST_LIMIT = 100
"""Things of a list that a letter speaks of."""

_SHORTENED = " (shortened)"
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_REDIRECTING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_WEB = re.compile(r"https?://[^/<>\s\"\\]+(/[^<>\s\"\\]*)?")

_STAGES = {
    Stage.SEEKING: "the search for a mentor",
    Stage.OUTREACH: "asking a mentor",
    Stage.EXPECTATIONS: "setting expectations",
    Stage.GOALS: "working on your goals",
    Stage.CHECK_IN: "a check-in",
    Stage.REDEFINITION: "thinking over what should change",
    Stage.CLOSING: "thanks and farewell",
    Stage.ENDED: "its end",
}


class FactMissing(ValueError):
    """A template prints what is not there."""

    def __init__(self) -> None:
        super().__init__("it prints a fact that is missing; ask {% if ... %} first")


class LinkUnusable(ValueError):
    """A link that is no address of the web."""

    def __init__(self) -> None:
        super().__init__("a link has to be an address that begins with http:// or https://")


def in_a_sentence(value: object) -> str:
    """Return a value as it may stand inside a sentence or a subject: on one line."""
    if isinstance(value, LaidOut):
        return value
    return " ".join(_plain(str(value)).split())


def printed(value: object) -> str:
    """Return what a template prints for a value: one line of text, unless it is laid out.

    Raises:
        FactMissing: there is none; a template asks for that first.
    """
    if value is None:
        raise FactMissing
    said = in_a_sentence(value)
    return f"{GUARD}{said}" if said.startswith("-") else said


def quoted(text: str) -> LaidOut:
    """Return what somebody wrote as a quotation, line by line."""
    return marked(">", _plain(text).strip("\n").split("\n"))


def lines(text: str) -> LaidOut:
    """Return lines that stay lines, such as a signature."""
    return marked("|", _plain(text).strip("\n").split("\n"))


def heading(text: str, level: int = 2) -> LaidOut:
    """Return the title of a part of a letter."""
    return marked(str(level), [in_a_sentence(text)])


def button(link: str, label: str) -> LaidOut:
    """Return a letter's one action, with the address at which it is done."""
    return linked("!", in_a_sentence(label), web_address(link))


def link(address: str, label: str) -> LaidOut:
    """Return the way to something beside the matter of the letter."""
    return linked("&", in_a_sentence(label), web_address(address))


def brief(text: str, width: int = 100) -> str:
    """Return the beginning of what somebody wrote, in quotation marks, on one line."""
    return f'"{shortened(in_a_sentence(text).rstrip("."), width)}"'


def shortened(line: str, width: int) -> str:
    """Return the beginning of a line, cut between two words where that is possible."""
    if len(line) <= width:
        return line
    cut = line[: width - 3]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > width // 2 else cut).rstrip(" ,;:") + "..."


def day(iso: str) -> str:
    """Return a day as ``Sunday 6 December 2026``."""
    return _day(date.fromisoformat(iso))


def days(number: int) -> str:
    """Return a length in days."""
    return "1 day" if number == 1 else f"{number} days"


def stage_words(stage: str) -> str:
    """Return a stage in words that go on from "go on with"."""
    return _STAGES[Stage(stage)]


def meeting_time(iso: str, clock: str, zone: str, home_zone: str) -> str:
    """Return when a meeting is, and where clocks differ, when that is for the recipient."""
    there = time.fromisoformat(clock)
    starts = datetime.combine(date.fromisoformat(iso), there)
    said = [f"{_day(starts)} at {starts:%H:%M} ({zone})"]
    here = local_instant(starts.date(), there, zone).astimezone(ZoneInfo(home_zone))
    if here.replace(tzinfo=None) != starts:
        said.append(f"which is {_day(here)} at {here:%H:%M} ({home_zone})")
    return marked("@", said)


def web_address(text: str) -> str:
    """Return an address of the web as it is.

    Raises:
        LinkUnusable: it is none, or holds what does not belong into one.
    """
    if not text.isascii() or not text.isprintable() or not _WEB.fullmatch(text):
        raise LinkUnusable
    return text


def bounded(facts: Mapping[str, Any], *, limit: int = TEXTS_LIMIT) -> dict[str, Any]:
    """Return facts of which no text and no list is longer than a letter can carry.

    The domain lets nobody write more; a row that was made by hand is shortened, and says so.
    """
    left = [limit]
    return {name: _bounded(value, left) for name, value in facts.items()}


def name(text: str) -> str:
    """Return a name as a letter says it: on one line, and no longer than the domain allows."""
    return shortened(in_a_sentence(text[: 10 * LINE_LIMIT]), LINE_LIMIT)


def _bounded(value: Any, left: list[int]) -> Any:
    match value:
        case str():
            limit = min(TEXT_LIMIT, max(left[0], 0))
            left[0] -= min(len(value), limit)
            return value if len(value) <= limit else f"{value[:limit]}{_SHORTENED}"
        case Mapping():
            return {each: _bounded(value[each], left) for each in list(value)[:LIST_LIMIT]}
        case list() | tuple():
            return [_bounded(each, left) for each in value[:LIST_LIMIT]]
        case _:
            return value


def _plain(text: str) -> str:
    if text.isprintable():  # as nearly all are: then nothing below finds anything
        return text
    text = text.replace("\r\n", "\n").translate(_BREAKS).expandtabs(4)
    return "".join(each for each in text if each == "\n" or not _is_control(each))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _REDIRECTING


def _day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"
