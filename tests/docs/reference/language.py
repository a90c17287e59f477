"""The pages of the domain's language: commands, refusals, events."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import get_args

from pydantic import BaseModel

from cli.catalogue import DomainCommand, catalogue
from domain.catalogue import CREATING
from domain.envelopes import Category
from domain.mentorship.evolve import Event as MentorshipEvent
from domain.mentorship.stages import ANY_STAGE
from domain.people.events import EVENTS as PERSON_EVENTS
from domain.programs.events import EVENTS as PROGRAM_EVENTS
from records.upcasting import current_version
from tests.docs.reference.fields import asked_for, kept, models_in
from tests.docs.reference.letters import letters
from tests.docs.reference.markdown import code, codes, headed, page, prose, sentence, table
from tests.docs.reference.rules import Said, every_refusal, refusals_of

_DECIDERS: Mapping[Category, str] = {
    "mentorship": "domain.mentorship.decide",
    "person": "domain.people.decide",
    "program": "domain.programs.decide",
}

_EVENTS: Mapping[Category, Sequence[type[BaseModel]]] = {
    "mentorship": get_args(MentorshipEvent),
    "person": PERSON_EVENTS,
    "program": PROGRAM_EVENTS,
}

_FOR_ALL = ("id_reused", "internal_actor", "malformed", "too_large", "unknown_command")
"""Refusals that any command can end with, on its way in."""


def commands() -> str:
    """Return the page of the commands."""
    parts = []
    for category, each_of in groupby(catalogue().values(), key=lambda each: each.category):
        listed = list(each_of)
        parts.append(headed(2, f"To a {category}"))
        rows = ((f"[`{each.name}`](#{each.name})", _who(each), each.about) for each in listed)
        parts.append(table(("command", "who", "what it does"), rows))
        parts += [_command(each) for each in listed]
    about = (
        "Everything that can be asked of the service. Give a command with "
        "`mentorship do PLACE COMMAND field=value …`: the place is a mentorship's id, "
        "`person/ADDRESS`, `program/NAME`, or `new` for a command that begins something. "
        "`mentorship commands NAME` shows the same at the command line, and `--dry-run` shows "
        "what a command would do.\n\n"
        "Any command can also be refused with "
        f"{_linked(_FOR_ALL)}. An administrator acts as a coordinator of every program."
    )
    return page("Commands", about, *parts)


def _command(command: DomainCommand) -> str:
    facts = [("who", _who(command))]
    if command.category == "mentorship" and command.name not in CREATING:
        facts.append(("in the stages", codes(command.stages) or "any"))
    facts.append(("can be refused with", _linked(_codes(command)) or "nothing of its own"))
    lines = "\n".join(f"- **{name}**: {said}" for name, said in facts)
    about = prose(command.model.__doc__)
    return "\n\n".join(
        [headed(3, code(command.name), command.name), about, lines, asked_for(command.fields)]
    )


def _codes(command: DomainCommand) -> list[str]:
    found = set(refusals_of(_DECIDERS[command.category], command.model))
    if command.category == "mentorship":
        found -= {"unknown_program"}
        found |= {"not_your_part"}
        if getattr(command.model, "stages", ANY_STAGE) != ANY_STAGE:
            found |= {"wrong_stage"}
    if command.name in CREATING:
        found |= {"wrong_stream"}
    return sorted(found)


def _who(command: DomainCommand) -> str:
    return ", ".join(each for each in command.who if each != "the system")


def _linked(names: Iterable[str]) -> str:
    return ", ".join(f"[`{each}`](refusals.md#{each})" for each in names)


# ---------------------------------------------------------------- refusals


def refusals() -> str:
    """Return the page of the refusals."""
    known = sorted(every_refusal(), key=lambda each: (each.code, each.path))
    parts = []
    for name, each_of in groupby(known, key=lambda each: each.code):
        parts.append(_refusal(name, list(each_of)))
    about = (
        "A refusal has no consequences: nothing was changed, and no letter goes out. It has a "
        "code, which is for programs and does not change; a sentence, which says what was wrong "
        "and what would be right; and facts, the values that the sentence speaks of. Words in "
        "*italics* are filled in.\n\n"
        "At the command line a refusal is exit code 1, and with `--json` the document "
        '`{"error": {"kind": CODE, "sentence": …, "facts": …}}`.'
    )
    return page("Refusals", about, *parts)


def _refusal(name: str, places: Sequence[Said]) -> str:
    by = [each.name for each in catalogue().values() if name in _codes(each)]
    links = ", ".join(f"[`{each}`](commands.md#{each})" for each in by)
    facts = sorted({fact for each in places for fact in each.facts})
    rows = dict.fromkeys((each.sentence, code(each.path)) for each in places)
    given = "any command" if name in _FOR_ALL else links or "the service itself"
    return "\n\n".join(
        [
            headed(2, code(name), name),
            f"- **facts**: {codes(facts) or 'none'}\n- **given to**: {given}",
            table(("sentence", "where"), rows),
        ]
    )


# ---------------------------------------------------------------- events


def events() -> str:
    """Return the page of the events."""
    parts: list[str] = []
    for category, known in _EVENTS.items():
        parts.append(headed(2, f"Of a {category}"))
        parts += [_event(each) for each in sorted(known, key=_type_of)]
    values = {inner for known in _EVENTS.values() for each in known for inner in models_in(each)}
    parts.append(headed(2, "Values inside them"))
    parts += [_value(each) for each in sorted(values, key=lambda each: each.__name__)]
    about = (
        "Everything that can have happened. An event is never changed and never deleted; it "
        "carries the dates and numbers that it set. Beside the fields below, each has an id, its "
        "stream and version there, the moment, who acted and in which role, and the command "
        "behind it. An event of an earlier shape is read in today's. Fields with personal text "
        "say whose it is."
    )
    return page("Events", about, *parts)


def _event(event: type[BaseModel]) -> str:
    name = _type_of(event)
    told = [each.kind for each in letters() if name in each.events]
    links = ", ".join(f"[`{each}`](letters.md#{each})" for each in dict.fromkeys(told))
    lines = [
        f"- **version of its shape**: {current_version(name)}",
        f"- **defined in**: `{event.__module__.replace('.', '/')}.py`",
    ]
    if links:
        lines.append(f"- **letters**: {links}")
    parts = (headed(3, code(name), _anchor(name)), prose(event.__doc__), "\n".join(lines))
    return "\n\n".join([*parts, kept(event)])


def _value(model: type[BaseModel]) -> str:
    title = headed(3, model.__name__, model.__name__.lower())
    return "\n\n".join([title, sentence(prose(model.__doc__)), kept(model)])


def _type_of(event: type[BaseModel]) -> str:
    return str(event.model_fields["type"].default)


def _anchor(name: str) -> str:
    return name.replace(".", "-")
