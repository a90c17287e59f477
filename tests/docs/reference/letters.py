"""The page of the letters: which event tells whom what and when, and how each letter reads."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import groupby
from types import ModuleType
from typing import Any, get_args

from domain.links.actions import action_of
from domain.mailbox import KINDS, timing_of
from domain.mentorship.letters import KINDS as OF_MENTORSHIPS
from domain.notices import Timing
from domain.people.events import AddressFailed, ContactChanged
from domain.people.letters import former_address
from tests.docs.letters.overriding import overriding
from tests.docs.letters.written import GATHERED, TOGETHER, as_block, sample, sample_of
from tests.docs.reference.markdown import code, headed, page, table
from tests.docs.reference.rules import ROOT

_MODULES = ("search", "work", "ending")

_RECIPIENTS: Mapping[str, str] = {
    "to_both": "mentee and mentor",
    "_to_calendars": "mentee and mentor",
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

_LEAVES: Mapping[Timing, str] = {
    Timing.AT_ONCE: "at once, at any hour, because somebody just acted and somebody waits",
    Timing.TODAY: "as soon as the recipient's quiet hours allow",
    Timing.REMINDER: "as a reminder: gathered, at the recipient's hour, within the weekly budget",
}

_ABOUT = """\
There are {number} kinds of letter. Each is shown here as it reads with sample data: to Ada, who \
is a mentee, to Ben, her mentor, to Dan, who is asked to be one, or to Cleo, who coordinates the \
program. Every mail comes as plain text, which is complete by itself, and as HTML, which says the \
same; open "as mail programs show it" to look at it.

A letter is written down in the same transaction as its event and sent afterwards, so nobody is \
told of something that did not happen. Before it leaves it is looked at again: what was answered, \
moved or ended meanwhile is dropped. While a mentorship is paused, reminders to the pair are \
dropped and other letters are held until it goes on, but what the pause itself brings, letters on \
a concern or an ending, and changes of meetings go out.

The letters of two whole stories can be read in the order in which they came: of \
[the resident](../letters/case-1.md), and of [a pair that went quiet](../letters/case-6.md)."""


@dataclass(frozen=True)
class Told:
    """One kind of letter: who gets it, and on which events."""

    kind: str
    to: str
    events: tuple[str, ...]


@cache
def letters() -> tuple[Told, ...]:
    """Return what the domain tells of each event, and whom."""
    failed = str(AddressFailed.model_fields["type"].default)
    changed = str(ContactChanged.model_fields["type"].default)
    of_people = (
        Told("address_failing", "the coordinators of the program", (failed,)),
        Told("address_changed", "the person, at the address that was replaced", (changed,)),
    )
    return (*(told for name in _MODULES for told in _told_in(name)), *of_people)


def letters_page() -> str:
    """Return the page of the letters."""
    known = sorted(letters(), key=lambda each: (each.kind, each.to))
    kinds = groupby(known, key=lambda each: each.kind)
    return page(
        "Letters",
        _ABOUT.format(number=len(KINDS)),
        headed(2, "When letters leave", "when"),
        table(("leaves", "kinds"), [(_LEAVES[each], _kinds_of(each)) for each in Timing]),
        headed(2, "Reminders gathered", "gathered"),
        "Reminders that leave together come as one mail, in which each keeps its own button.",
        as_block(sample(GATHERED)),
        _as_shown(GATHERED),
        headed(2, "What happened at once", "together"),
        "What happened to a mentorship at one instant is told in one mail: the first letter gives "
        "it its subject. Letters that nobody else may know of leave by themselves, and so does a "
        "second entry for the calendar, because calendar programs act on one entry of a mail only.",
        as_block(sample(TOGETHER)),
        _as_shown(TOGETHER),
        headed(2, "In a program's own words", "overriding"),
        overriding(),
        *(_letter(kind, list(each_of)) for kind, each_of in kinds),
    )


def _kinds_of(timing: Timing) -> str:
    kinds = sorted(kind for kind in KINDS if timing_of(kind) is timing)
    return ", ".join(f"[`{each}`](#{each})" for each in kinds)


def _letter(kind: str, told: list[Told]) -> str:
    rows = dict.fromkeys((each.to, _events(each)) for each in told)
    leaves = f"Leaves {_LEAVES[timing_of(kind)]}."
    parts = [
        headed(2, code(kind), kind),
        f"{leaves} {_button(kind)}",
        table(("goes to", "on"), rows),
        as_block(sample(kind)),
        _as_shown(kind),
    ]
    return "\n\n".join(parts)


def _button(kind: str) -> str:
    facts = sample_of(kind).letters[0].facts
    action = action_of(kind, facts)
    if action is None and former_address(facts) is not None:
        return "Nobody at that address is known to be the person, so there is no link in it."
    if action is None:
        return "Its reader signs in, so no link in it acts."
    return f'Its link is for "{action.label}" (`{action.purpose}`).'


def _as_shown(kind: str) -> str:
    frame = f'<iframe class="letter" src="letters/{kind}.html" title="{kind}" loading="lazy">'
    return f"<details><summary>as mail programs show it</summary>{frame}</iframe></details>"


def _events(told: Told) -> str:
    linked = (f"[`{each}`](events.md#{each.replace('.', '-')})" for each in told.events)
    return ", ".join(linked)


# ---------------------------------------------------------------- reading the domain


def _told_in(name: str) -> Iterator[Told]:
    module = import_module(f"domain.mentorship.letters.{name}")
    tree = ast.parse((ROOT / f"domain/mentorship/letters/{name}.py").read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        kind = call.args[0] if call.args else None
        if isinstance(kind, ast.Constant) and kind.value in OF_MENTORSHIPS:
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
