"""Where templates are rendered: in a sandbox that bounds how much they do.

A template may come from a program, so nothing in it can reach beyond what it is given, run for
ever, or print without end. One environment makes plain text, of which passages are read; the
other lays passages out as HTML.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateRuntimeError, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from domain.recurrence import in_words
from letters import words
from letters.passages import NEXT_PART, RULE, LaidOut, Shown

STEPS = 20_000
"""Turns of loops and calls in one rendering; the longest letter of ours takes some hundreds."""

CHARACTERS = 1_000_000
"""Characters that one rendering may put together; the longest letter takes half of it."""

RANGE = 1_000
"""The longest ``range`` of a template."""

_NUMBERS = 10**12

_FILTERS = frozenset(
    {
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "first",
        "int",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "reverse",
        "round",
        "select",
        "selectattr",
        "sort",
        "sum",
        "title",
        "trim",
        "unique",
        "upper",
    }
)
"""Of Jinja's filters those that make nothing much longer than it was."""

_METHODS = {
    dict: frozenset({"get", "items", "keys", "values"}),
    str: frozenset({"endswith", "lower", "split", "startswith", "strip", "title", "upper"}),
}
_OPEN = (LoopContext, TemplateReference, BlockReference, Macro, Namespace)


class TemplateTooMuch(TemplateRuntimeError):
    """A template that does, or prints, more than any letter needs."""

    def __init__(self) -> None:
        """Say it as it stands in a sentence."""
        super().__init__("it loops too often or prints too much for a letter")


class TemplateLacks(TemplateRuntimeError):
    """A template that does not say what every letter, or every mail, has to say."""

    def __init__(self, template: str, *, lacks: str) -> None:
        """Name the template."""
        self.template = template
        super().__init__(f"its {lacks} is missing")


@dataclass
class _Spent:
    steps: int = 0
    characters: int = 0


_spent: ContextVar[_Spent | None] = ContextVar("_spent", default=None)


@contextmanager
def bounded() -> Iterator[None]:
    """Bound what templates do in the block, to ``STEPS`` and ``CHARACTERS`` in all."""
    token = _spent.set(_Spent())
    try:
        yield
    finally:
        _spent.reset(token)


def _spend(*, steps: int = 0, characters: int = 0) -> None:
    spent = _spent.get()
    if spent is None:
        return
    spent.steps += steps
    spent.characters += characters
    if spent.steps > STEPS or spent.characters > CHARACTERS:
        raise TemplateTooMuch


def _counted(values: Iterable[Any]) -> Iterator[Any]:
    for each in values:
        _spend(steps=1)
        yield each


def _sized(text: Any) -> Any:
    _spend(characters=len(text))
    return text


def _counting(said: Callable[..., str]) -> Callable[..., str]:
    """Count what a filter reads, which may be far more than it returns."""

    @wraps(said)
    def counted(value: Any, *given: Any, **named: Any) -> str:
        _spend(steps=1, characters=len(value) if isinstance(value, str) else 0)
        return said(value, *given, **named)

    return counted


def _join(values: Iterable[Any], between: str = "") -> str:
    return _Bounded.concat(
        f"{between if number else ''}{each}" for number, each in enumerate(values)
    )


def _range(*numbers: int) -> range:
    found = range(*numbers)
    if len(found) > RANGE:
        raise TemplateTooMuch
    return found


class _Bounding(NodeTransformer):
    """Counts the turns of each loop, and the length of texts that are put together."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - jinja's name
        if node.recursive:
            message = "a loop that calls itself is more than a letter needs"
            raise TemplateSyntaxError(message, node.lineno)
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "_counted", [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        return nodes.Filter(node, "_sized", [], [], None, None, lineno=node.lineno)


class _Bounded(SandboxedEnvironment):
    """A sandbox in which work is bounded, see `bounded`."""

    intercepted_binops = frozenset({"+", "*", "**", "%", "-", "/", "//"})

    def __init__(self, loader: BaseLoader, **how: Any) -> None:
        """Find templates by a loader; ``how`` is Jinja's."""
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            **how,
        )
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.filters |= {"_counted": _counted, "_sized": _sized, "join": _join}
        self.globals = {"range": _range, "namespace": Namespace}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        try:
            _Bounding().visit(tree)
        except TemplateSyntaxError as wrong:
            wrong.name, wrong.filename = name, filename
            raise
        return tree

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Shown):
            return not attr.startswith("_")
        if isinstance(obj, _OPEN):
            return super().is_safe_attribute(obj, attr, value)
        return any(isinstance(obj, of) and attr in names for of, names in _METHODS.items())

    def wrap_str_format(self, value: Any) -> None:
        """Leave out formats, which can ask for any width."""

    def call(__self, __context: Any, __obj: Any, /, *args: Any, **named: Any) -> Any:  # noqa: N805 - as jinja's, so that a macro can take any name
        _spend(steps=1)
        return super().call(__context, __obj, *args, **named)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not all(isinstance(each, int | float) for each in (left, right)):
            message = f"{operator} is for numbers; use ~ to put texts together"
            raise SecurityError(message)
        if operator == "**" or max(abs(left), abs(right)) > _NUMBERS:
            raise TemplateTooMuch
        found = super().call_binop(context, operator, left, right)
        if not math.isfinite(found):
            raise TemplateTooMuch
        return found

    def get_template(self, *args: Any, **named: Any) -> Any:
        _spend(steps=1)
        return super().get_template(*args, **named)

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """Put together what was printed."""
        return "".join(_sized(each) for each in pieces)


class TextEnvironment(_Bounded):
    """Makes plain text whose laid out lines carry marks."""

    def __init__(self, loader: BaseLoader) -> None:
        """Find templates by a loader."""
        super().__init__(loader, finalize=words.printed, autoescape=False)
        said = (
            words.quoted,
            words.brief,
            words.day,
            words.days,
            words.stage_words,
            words.meeting_time,
            words.lines,
            words.heading,
            words.button,
            words.link,
        )
        self.filters |= {each.__name__: _counting(each) for each in (*said, in_words)}
        self.globals |= {"next_part": LaidOut(NEXT_PART), "rule": RULE}

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """Put together what was printed, each piece of which is laid out or on one line."""
        return LaidOut(_Bounded.concat(pieces))


class HtmlEnvironment(_Bounded):
    """Makes HTML, in which every text is escaped."""

    def __init__(self, loader: BaseLoader) -> None:
        """Find templates by a loader."""
        super().__init__(loader, autoescape=True)
