"""The page of the letters: which event tells whom what, read from the domain's own source."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import groupby
from types import ModuleType
from typing import Any, get_args

from domain.mentorship.letters import KINDS
from letters.render import ENVIRONMENT
from tests.docs.reference.markdown import code, filled_in, headed, page, table
from tests.docs.reference.rules import ROOT

_MODULES = ("search", "work", "ending")

_RECIPIENTS: Mapping[str, str] = {
    "to_both": "mentee and mentor",
    "to_others": "whoever of the pair did not do it",
    "to_program": "the coordinators who are not of the pair",
    "_to_owner": "the task's owner",
    "Side.MENTEE": "the mentee",
    "side": "the side that it concerns",
    "side.other": "the other one of the pair",
    "task.owner": "the task's owner",
    "asked.mentor": "the invited mentor",
    "event.previous": "the former mentor",
    "person": "the former mentee",
}
"""Who is meant by the words with which the domain says it."""


@dataclass(frozen=True)
class Told:
    """One kind of letter: who gets it, and on which events."""

    kind: str
    to: str
    events: tuple[str, ...]


@cache
def letters() -> tuple[Told, ...]:
    """Return what the domain tells of each event, and whom."""
    return tuple(told for name in _MODULES for told in _told_in(name))


def letters_page() -> str:
    """Return the page of the letters."""
    parts = []
    known = sorted(letters(), key=lambda each: (each.kind, each.to))
    for kind, each_of in groupby(known, key=lambda each: each.kind):
        rows = dict.fromkeys((each.to, _events(each)) for each in each_of)
        subject = f"> {_subject(kind)}"
        parts.append(
            "\n\n".join([headed(2, code(kind), kind), subject, table(("goes to", "on"), rows)])
        )
    about = (
        f"There are {len(KINDS)} kinds of letter. Each has one template, "
        "`letters/templates/KIND.txt`, whose first line is the subject shown here. A letter is "
        "written down in the same transaction as its event and sent afterwards, so nobody is told "
        "of something that did not happen. During a pause mentee and mentor get only what the "
        "pause itself brings, and letters on a concern or an ending."
    )
    return page("Letters", about, *parts)


def _events(told: Told) -> str:
    linked = (f"[`{each}`](events.md#{each.replace('.', '-')})" for each in told.events)
    return ", ".join(linked)


def _subject(kind: str) -> str:
    source, _, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, f"{kind}.txt")  # type: ignore[union-attr]
    line = source.partition("\n")[0].removeprefix("Subject: ")
    parts: list[str] = []
    opened = False
    for token, value in ((each[1], each[2]) for each in ENVIRONMENT.lex(line)):
        if token == "data":
            parts.append(value)
        elif token == "name" and opened:
            parts.append(filled_in(value))
        opened = token == "variable_begin" or (opened and token == "whitespace")
    return "".join(parts)


# ---------------------------------------------------------------- reading the domain


def _told_in(name: str) -> Iterator[Told]:
    module = import_module(f"domain.mentorship.letters.{name}")
    tree = ast.parse((ROOT / f"domain/mentorship/letters/{name}.py").read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        kind = call.args[0] if call.args else None
        if isinstance(kind, ast.Constant) and kind.value in KINDS:
            events = tuple(dict.fromkeys(_events_behind(call, parents, module, tree)))
            yield Told(str(kind.value), _recipient(call), events)


def _recipient(call: ast.Call) -> str:
    name = ast.unparse(call.func)
    return _RECIPIENTS[name if name in _RECIPIENTS else ast.unparse(call.args[1])]


def _events_behind(
    node: ast.AST, parents: Mapping[ast.AST, ast.AST], module: ModuleType, tree: ast.AST
) -> Iterator[str]:
    """Yield the events in whose case a letter is written, there or where the function is called."""
    while (node := parents[node]) is not tree:
        if isinstance(node, ast.match_case):
            named = list(_named_in(node.pattern, module))
            if named:
                yield from named
                return
        if isinstance(node, ast.FunctionDef):
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == node.name:
                    yield from _events_behind(call, parents, module, tree)


def _named_in(pattern: ast.pattern, module: ModuleType) -> Iterator[str]:
    for each in ast.walk(pattern):
        if isinstance(each, ast.MatchClass):
            found: Any = eval(ast.unparse(each.cls), vars(module))  # noqa: S307 - our own source
            for event in get_args(found) or (found,):
                yield str(event.model_fields["type"].default)
