"""What a letter is made of, between its template and its two forms, text and HTML.

A template is plain text. What it prints is read into passages: paragraphs, lists, quotations and
the like; both forms are laid out from the same passages, so they say the same. Marks that no text
of anybody can contain tell which lines are laid out already.
"""

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, TypeAlias

WIDTH = 76
"""Columns of a line; RFC 5322 recommends 78 at the most, and a reply adds two."""

NEXT_PART = "\x1e"
"""Stands between the parts that one template prints, such as subject and body."""

GUARD = "\x1c"
"""Stands before a printed value that would begin a list if it began a line."""

_MARK = "\x1f"  # begins a line that is laid out, and a second time what belongs to it
_RULE = "-" * 40


class LaidOut(str):
    """Text whose lines have their meaning already, so that it is printed as it is."""

    __slots__ = ()


class Shown:
    """A value that a template may look into."""

    __slots__ = ()


@dataclass(frozen=True)
class Paragraph(Shown):
    """Sentences that run on."""

    form: ClassVar = "paragraph"
    text: str


@dataclass(frozen=True)
class Items(Shown):
    """A list."""

    form: ClassVar = "items"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Quotation(Shown):
    """What somebody wrote, line by line."""

    form: ClassVar = "quotation"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Times(Shown):
    """When something is, in one or two time zones."""

    form: ClassVar = "times"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Lines(Shown):
    """Lines that stay lines, such as a signature."""

    form: ClassVar = "lines"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Heading(Shown):
    """The title of a part of a letter; ``level`` is 2 or 3."""

    form: ClassVar = "heading"
    text: str
    level: int


@dataclass(frozen=True)
class Button(Shown):
    """The one action of a letter, and the address at which it is done."""

    form: ClassVar = "button"
    label: str
    link: str


@dataclass(frozen=True)
class Link(Shown):
    """A way to something beside the matter of the letter."""

    form: ClassVar = "link"
    label: str
    link: str


@dataclass(frozen=True)
class Rule(Shown):
    """What follows is small print."""

    form: ClassVar = "rule"


Passage: TypeAlias = Paragraph | Items | Quotation | Times | Lines | Heading | Button | Link | Rule

RULE = LaidOut(f"{_MARK}=")


def marked(code: str, lines: Iterable[str]) -> LaidOut:
    """Return lines, in which nothing is a mark, as a passage that ``code`` stands for."""
    return LaidOut("\n".join(f"{_MARK}{code}{line}" for line in lines))


def linked(code: str, label: str, link: str) -> LaidOut:
    """Return a label and an address, in which nothing is a mark, as one passage."""
    return marked(code, [f"{label}{_MARK}{link}"])


def passages(text: str) -> tuple[Passage, ...]:
    """Return the passages of what a template printed; blank lines separate paragraphs."""
    groups: list[tuple[str, list[str]]] = []
    last = ""
    for line in text.split("\n"):
        code, said = _read(line, after=last)
        if code and code == last:
            groups[-1][1].append(said)
        elif code:
            groups.append((code, [said]))
        last = code
    return tuple(_MAKERS[code](lines) for code, lines in groups)


def _read(line: str, *, after: str) -> tuple[str, str]:
    """Return what a line belongs to, and its words; a blank one belongs to nothing."""
    if line.startswith(_MARK):
        return line[1], line[2:]
    if line.startswith("- "):
        return "-", line
    return ("-" if after == "-" else " ", line) if line.strip() else ("", "")


def _paragraph(lines: list[str]) -> Passage:
    return Paragraph(_run_on(lines))


def _items(lines: list[str]) -> Passage:
    items: list[list[str]] = []
    for line in lines:
        if line.startswith("- "):
            items.append([line[2:]])
        else:
            items[-1].append(line)
    return Items(tuple(_run_on(each) for each in items))


def _run_on(lines: list[str]) -> str:
    return " ".join(" ".join(lines).replace(GUARD, "").split())


def _button(lines: list[str]) -> Passage:
    label, _, link = lines[0].partition(_MARK)
    return Button(label, link)


def _link(lines: list[str]) -> Passage:
    label, _, link = lines[0].partition(_MARK)
    return Link(label, link)


_MAKERS: Mapping[str, Callable[[list[str]], Passage]] = MappingProxyType(
    {
        " ": _paragraph,
        "-": _items,
        ">": lambda lines: Quotation(tuple(lines)),
        "@": lambda lines: Times(tuple(lines)),
        "|": lambda lines: Lines(tuple(lines)),
        "2": lambda lines: Heading(lines[0], 2),
        "3": lambda lines: Heading(lines[0], 3),
        "!": _button,
        "&": _link,
        "=": lambda _: Rule(),
    }
)


def as_text(found: Iterable[Passage]) -> str:
    """Return passages as plain text of ``WIDTH`` columns, complete by itself."""
    return "\n\n".join("\n".join(_lines(each)) for each in found)


def _lines(passage: Passage) -> list[str]:
    match passage:
        case Paragraph(text):
            return _wrapped(text)
        case Items(lines):
            return [part for line in lines for part in _wrapped(f"- {line}", indent="  ")]
        case Quotation(lines):
            wrapped = [part for line in lines for part in _wrapped(line, WIDTH - 2) or [""]]
            return [f"> {line}".rstrip() for line in wrapped]
        case Times(lines):
            return [f"    {line}" for line in lines]
        case Lines(lines):
            return [part for line in lines for part in _wrapped(line) or [""]]
        case Heading(text, level):
            titled = _wrapped(text)
            return [*titled, ("=" if level == 2 else "-") * max(map(len, titled), default=0)]  # noqa: PLR2004 - as in HTML
        case Button(label, link) | Link(label, link):
            return [*_wrapped(f"{label}:"), link]
        case Rule():
            return [_RULE]


def _wrapped(line: str, width: int = WIDTH, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
