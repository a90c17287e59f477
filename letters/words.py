"""How a letter says dates, lengths and what people wrote.

What people wrote can never pass for the letter's own words: inside a sentence it is one line, and
on its own it is a quotation. No control character gets through.
"""

import textwrap
import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.dates import local_instant
from domain.mentorship.stages import Stage

WIDTH = 76
"""Columns of a line; RFC 5322 recommends 78 at the most, and a reply adds two."""

_KEPT = "\x1f"  # begins a line that is laid out already; `_plain` lets nobody else write it
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_REDIRECTING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

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


class _LaidOut(str):
    """Lines that stay as they are."""

    __slots__ = ()


def in_a_sentence(value: object) -> str:
    """Return a value as it may stand inside a sentence or a subject: on one line."""
    if isinstance(value, _LaidOut):
        return value
    return " ".join(_plain(str(value)).split())


def quoted(text: str) -> str:
    """Return what somebody wrote as a quotation, in lines that begin with ``>``."""
    lines = _plain(text).strip("\n").split("\n")
    wrapped = [part for line in lines for part in _wrapped(line, WIDTH - 2) or [""]]
    return _laid_out([f"> {line}".rstrip() for line in wrapped])


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
    lines = [f"{_day(starts)} at {starts:%H:%M} ({zone})"]
    here = local_instant(starts.date(), there, zone).astimezone(ZoneInfo(home_zone))
    if here.replace(tzinfo=None) != starts:
        lines.append(f"which is {_day(here)} at {here:%H:%M} ({home_zone})")
    return _laid_out([f"    {line}" for line in lines])


def fill(text: str) -> str:
    """Fill the paragraphs and list items of a text to ``WIDTH`` columns."""
    paragraphs = (_filled(part) for part in text.split("\n\n") if part.strip())
    return "\n\n".join(paragraphs)


def _filled(paragraph: str) -> str:
    pieces: list[str] = []
    for line in paragraph.strip("\n").split("\n"):
        goes_on = pieces and not line.startswith((_KEPT, "- "))
        if goes_on and not pieces[-1].startswith(_KEPT):
            pieces[-1] += f" {line}"
        else:
            pieces.append(line)
    return "\n".join(out for piece in pieces for out in _piece(piece))


def _piece(piece: str) -> list[str]:
    if piece.startswith(_KEPT):
        return [piece.removeprefix(_KEPT)]
    return _wrapped(" ".join(piece.split()), WIDTH, indent="  " if piece.startswith("- ") else "")


def _wrapped(line: str, width: int, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _laid_out(lines: list[str]) -> str:
    return _LaidOut("\n".join(f"{_KEPT}{line}" for line in lines))


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").translate(_BREAKS).expandtabs(4)
    return "".join(each for each in text if each == "\n" or not _is_control(each))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in _REDIRECTING


def _day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"
