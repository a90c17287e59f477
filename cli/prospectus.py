"""A program on one screen, and what a change of its numbers means."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cli.output import facts, print_json, screen, styled, table, tell
from cli.reach import REACH, reached
from cli.receipts import exit_code_of, tell_receipt
from domain.envelopes import Receipt
from domain.mentorship.stages import Stage
from domain.policy import Policy
from domain.programs.policies import bounds_of
from domain.programs.state import Letterhead, Program
from records.census import Census

_BOUNDS = 10
"""Columns for the bounds of a number, so that its meaning has room beside them."""

_ROLES = ("mentee", "mentor", "coordinator")


@dataclass(frozen=True)
class Prospectus:
    """What there is to show of a program."""

    program: Program
    census: Census


@dataclass(frozen=True)
class Change:
    """A number of the policy, or a part of the letterhead, before and after."""

    field: str
    before: int | str | None
    after: int | str | None

    @property
    def start(self) -> str:
        """Return from when on it counts."""
        return REACH[self.field].start if self.field in REACH else "the next letter"


@dataclass(frozen=True)
class Changed:
    """What became of a change, or would; ``stages`` counts the program's mentorships."""

    receipt: Receipt
    changes: Sequence[Change]
    stages: Mapping[str, int]
    rehearsed: bool


def changes(before: Policy, after: Policy) -> list[Change]:
    """Return the fields in which two policies differ, in the policy's order."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in Policy.model_fields)
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def letterhead_changes(before: Letterhead, after: Letterhead) -> list[Change]:
    """Return the parts in which two letterheads differ."""
    new = asdict(after)
    pairs = ((name, old, new[name]) for name, old in asdict(before).items())
    return [Change(name, old, new) for name, old, new in pairs if old != new]


# ---------------------------------------------------------------- a program


def tell_prospectus(prospectus: Prospectus, *, as_json: bool) -> None:
    """Print a program: where it stands, who is in it, and each number with its meaning."""
    if as_json:
        print_json(_document(prospectus))
        return
    program, console = prospectus.program, screen()
    console.print(styled((program.name, "head")))
    console.print(facts(_about(prospectus)), "")
    listed = table("", "policy", "is", "usual", "may be", "what it is")
    listed.columns[1].no_wrap = True
    listed.columns[4].max_width = _BOUNDS
    for each in _fields(program.policy):
        listed.add_row(
            styled(("*" if each["changed"] else "", "warn")),
            styled((each["field"], "key")),
            styled((str(each["value"]), "head" if each["changed"] else "")),
            str(each["default"]),
            _bounds(each["bounds"]),
            each["about"],
        )
    console.print(listed)
    if any(each["changed"] for each in _fields(program.policy)):
        console.print("* differs from what is usual.", style="quiet")


def _about(prospectus: Prospectus) -> dict[str, str | None]:
    program, census = prospectus.program, prospectus.census
    roles = (_number(census.roles.get(each, 0), each) for each in _ROLES)
    return {
        "id": str(program.id),
        "zone": program.zone,
        "takes": "no new mentorships: it is closed" if program.closed else "new mentorships",
        "people": ", ".join(roles),
        "mentorships": _counted(census.stages) or "none open",
        "template": program.template
        or "none; 'set_template' gives agreements a text to begin with",
        "replies go to": program.letterhead.reply_to,
        "letters signed": program.letterhead.signature,
    }


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _counted(stages: Mapping[str, int]) -> str:
    return ", ".join(f"{stages[each]} in {each}" for each in Stage if stages.get(each))


def _bounds(bounds: str) -> str:
    return bounds.removeprefix("a whole number from ")


def _fields(policy: Policy) -> list[dict[str, Any]]:
    return [
        {
            "field": name,
            "value": getattr(policy, name),
            "default": info.default,
            "changed": getattr(policy, name) != info.default,
            "bounds": bounds_of(name),
            "about": info.description,
            "counts_from": REACH[name].start,
        }
        for name, info in Policy.model_fields.items()
    ]


def _document(prospectus: Prospectus) -> dict[str, Any]:
    program, census = prospectus.program, prospectus.census
    return {
        "id": program.id,
        "name": program.name,
        "zone": program.zone,
        "closed": program.closed,
        "version": program.version,
        "template": program.template,
        "letterhead": program.letterhead,
        "roles": {each: census.roles.get(each, 0) for each in _ROLES},
        "mentorships": {str(each): census.stages[each] for each in Stage if each in census.stages},
        "policy": _fields(program.policy),
    }


# ---------------------------------------------------------------- a change


def tell_changed(changed: Changed, *, as_json: bool) -> int:
    """Print what changed, before and after, and whom it reaches; return the exit code."""
    if as_json:
        print_json(_changed_document(changed))
        return exit_code_of(changed.receipt)
    if changed.rehearsed:
        would = "This would change" if changed.changes else "Nothing would change"
        tell((would, "head"), " (nothing was recorded).")
    else:
        tell_receipt(changed.receipt, as_json=False)
    if changed.changes:
        _tell_changes(changed)
    return exit_code_of(changed.receipt)


def _tell_changes(changed: Changed) -> None:
    listed = table("policy" if _numbers(changed) else "letterhead", "was", "is", "from")
    for each in changed.changes:
        listed.add_row(
            styled((each.field, "key")),
            _worded(each.before),
            styled((_worded(each.after), "head")),
            each.start,
        )
    screen().print("", listed, "")
    screen().print(_reaches(changed), style="quiet")


def _worded(value: int | str | None) -> str:
    return "—" if value is None else str(value)


def _reaches(changed: Changed) -> str:
    if not _numbers(changed):
        return "Letters that have left stay as they are."
    total = sum(number for each, number in changed.stages.items() if each != Stage.ENDED)
    if not total:
        return "No mentorship is open, so it counts for those to come."
    found = reached(_numbers(changed), changed.stages)
    kept = "What is set already keeps its dates and numbers."
    if not found:
        return f"It reaches none of {_number(total, 'open mentorship')}, but those to come. {kept}"
    told = f"{sum(found.values())} of {_number(total, 'open mentorship')} ({_counted(found)})"
    return f"It reaches {told}, each when it comes to that. {kept}"


def _numbers(changed: Changed) -> list[str]:
    return [each.field for each in changed.changes if each.field in REACH]


def _changed_document(changed: Changed) -> dict[str, Any]:
    found = reached(_numbers(changed), changed.stages)
    return {
        "dry_run": changed.rehearsed,
        "receipt": changed.receipt,
        "changes": [
            {
                "field": each.field,
                "before": each.before,
                "after": each.after,
                "counts_from": each.start,
            }
            for each in changed.changes
        ],
        "reaches": found,
    }
