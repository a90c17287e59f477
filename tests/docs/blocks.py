"""Runs the code blocks of a page in their order, as its reader would.

A ``console`` block holds commands after ``$ `` and what they print; an ``sh`` block holds commands
alone. Those that begin with ``mentorship`` are run; of others only the grammar is checked.
``ID`` stands for the mentorship that was opened last. A comment before a block says what is
special: ``<!-- not run: why -->`` or ``<!-- exit code 1 -->``. A block with a title is a file; a
``python`` block is executed. Dates in commands are moved by the days since the page was written,
which its first lines tell: ``<!-- written on 2026-11-22 -->``.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sybil import Document, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from tests.cli.terminal import Cli, Ran
from tests.docs.outputs import is_shown
from tests.docs.usage import PROGRAM, check_usage

ID = "ID"

_INFO = re.compile(r"(?P<language>\w*)(?P<options>[^\n]*)\n")
_COMMENT = re.compile(r"<!-- (.*) -->\s*\Z")
_WRITTEN_ON = re.compile(r"<!-- written on (\d{4}-\d\d-\d\d) -->")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_OPENED = re.compile(r"^mentorship ([0-9a-f-]{36})$", re.MULTILINE)
_READING = frozenset({"history", "letters", "list", "next", "receipt", "show", "status"})
"""Commands that change nothing: they may be asked again until the worker has caught up."""


@dataclass
class Reader:
    """Somebody who follows pages: where they are, and what they have opened."""

    cli: Cli
    desk: Path
    today: date
    again: Callable[[Callable[[], Ran]], Ran]
    """Tries something until it holds; for what the worker does a moment later."""
    look: "Callable[[Block, Step, Ran], None]"
    """Holds what was printed against the page."""
    mentorship: str | None = None
    names: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    page: str
    line: int
    region: Region
    language: str
    title: str | None
    source: str
    remark: str

    @property
    def is_run(self) -> bool:
        """Say whether the page lets the block be run."""
        return not self.remark.startswith("not run:")

    @property
    def exit_code(self) -> int:
        """Return how its commands end."""
        told = re.match(r"exit code (\d+)", self.remark)
        return int(told[1]) if told else 0

    @property
    def where(self) -> str:
        """Return the page and the line, to be told when it fails."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Step:
    """A command of a block as typed, and what the page shows of its output; None shows nothing."""

    typed: str
    output: str | None

    @property
    def words(self) -> list[str]:
        """Return the command as the shell takes it apart."""
        return shlex.split(self.typed.replace("\\\n", " "), comments=True)


def blocks_of(path: Path) -> Iterator[Block]:
    """Yield a page's code blocks in their order."""
    document = Document.parse(str(path), RawFencedCodeBlockLexer(_INFO))
    for region in (each[1] for each in document.regions):
        lexemes = region.lexemes
        comment = _COMMENT.search(document.text[: region.start])
        title = re.search(r'title="([^"]+)"', lexemes["options"])
        yield Block(
            page=path.name,
            line=document.text.count("\n", 0, region.start) + 1,
            region=region,
            language=lexemes["language"],
            title=title[1] if title else None,
            source=str(lexemes["source"]),
            remark=comment[1] if comment else "",
        )


def written_on(text: str, *, today: date) -> date:
    """Return the day for which a page's dates were written."""
    told = _WRITTEN_ON.search(text)
    return date.fromisoformat(told[1]) if told else today


def follow(path: Path, reader: Reader) -> None:
    """Do what a page says; fails where something else comes out than it shows."""
    moved = reader.today - written_on(path.read_text(), today=reader.today)
    for block in blocks_of(path):
        if block.language == "python":
            exec(compile(block.source, block.where, "exec"), reader.names)  # noqa: S102 - our pages
        elif block.title is not None:
            (reader.desk / block.title).write_text(block.source, encoding="utf-8")
        for step in steps_of(block):
            take(step, block, reader, moved=moved)


def steps_of(block: Block) -> list[Step]:
    """Return the commands of a block, with what the page shows of their output."""
    if block.language == "sh":
        lines = re.findall(r"(?:.*\\\n)*.+\n?", block.source)
        return [Step(each, None) for each in lines if not each.startswith("#")]
    if block.language != "console":
        return []
    parts = re.findall(r"^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)", block.source, re.MULTILINE)
    return [Step(*each) for each in parts]


def expect(block: Block, step: Step, ran: Ran) -> None:
    """Fail unless a command ended as its page says."""
    said = f"{block.where}: {step.typed}{ran.out}{ran.err}"
    assert ran.code == block.exit_code, said
    assert step.output is None or is_shown(step.output, ran.out + ran.err), said


def take(step: Step, block: Block, reader: Reader, *, moved: timedelta) -> None:
    """Run one command, or check its grammar where the page does not let it be run."""
    words = step.words
    check_usage(words, where=block.where)
    if words[:1] != [PROGRAM] or not block.is_run:
        return
    given = [_filled(each, reader, moved=moved) for each in words[1:]]

    def runs() -> Ran:
        ran = reader.cli(*given)
        reader.look(block, step, ran)
        return ran

    ran = reader.again(runs) if given[0] in _READING else runs()
    if opened := _OPENED.search(ran.out):
        reader.mentorship = opened[1]


def _filled(word: str, reader: Reader, *, moved: timedelta) -> str:
    if word == ID:
        assert reader.mentorship, "no mentorship was opened before"
        return reader.mentorship
    return _DAY.sub(lambda each: str(date.fromisoformat(each[0]) + moved), word)
