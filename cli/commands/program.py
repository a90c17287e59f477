"""`mentorship program`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from cli.arguments import ActingRole, As, CommandId, DryRun, command_id
from cli.commands.do import NEW, Given, give_and_tell, prepared
from cli.exits import Denied, Usage
from cli.fields import loosely, plain
from cli.finding import find_program
from cli.giving import give, rehearse
from cli.output import AsJson
from cli.prospectus import (
    Change,
    Changed,
    Prospectus,
    changes,
    letterhead_changes,
    tell_changed,
    tell_prospectus,
)
from cli.session import Session, run, session
from domain.envelopes import opened_by
from domain.policy import Policy
from domain.programs.policies import changed_policy
from domain.programs.state import Letterhead, Program
from domain.refusals import Refusal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Create a program, show its policy, or change numbers of it or its letterhead.",
)

Name = Annotated[str, typer.Argument(metavar="NAME|ID", help="The program.")]
Numbers = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="field=value…",
        help="Numbers of the policy, such as reply_by_days=10; 'mentorship program show NAME' "
        "explains each.",
    ),
]
ReplyTo = Annotated[
    str | None,
    typer.Option(
        metavar="EMAIL", help="Who gets the replies to the program's letters; '' takes it back."
    ),
]
Signature = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT|@FILE", help="How the program's letters are signed; '' takes it back."
    ),
]
Zone = Annotated[str, typer.Option(help="The time zone of its dates, such as America/Denver.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    numbers: Numbers = None,
    *,
    zone: Zone,
    email: As = None,
    role: ActingRole = None,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Create a program, with the usual policy but for the numbers that are given."""
    words = _policy_words(numbers or (), before="policy")
    _check_together(numbers or ())
    fields = [f"name={plain(name)}", f"zone={plain(zone)}", *words]
    given = Given(NEW, "create_program", fields, email, role, command_id(chosen))
    return run(_create(name, given, dry_run=dry_run, as_json=as_json))


async def _create(name: str, given: Given, *, dry_run: bool, as_json: bool) -> int:
    async with session() as found:
        try:
            await found.records.check_program_name(name, but=opened_by(given.command_id))
        except Refusal as taken:
            raise Denied(taken.sentence, code=taken.code, **taken.facts) from taken
    return await give_and_tell(given, dry_run=dry_run, as_json=as_json)


@app.command()
def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show a program: its numbers, each with its bounds and its meaning, and who is in it."""
    tell_prospectus(run(_shown(name)), as_json=as_json)


async def _shown(name: str) -> Prospectus:
    async with session() as found:
        row = await find_program(found.records, name)
        state: Program = await found.records.state("program", row.id)
        return Prospectus(state, await found.records.census(row.id))


@app.command(name="set")
def set_numbers(
    name: Name,
    numbers: Numbers = None,
    *,
    reply_to: ReplyTo = None,
    signature: Signature = None,
    email: As = None,
    role: ActingRole = None,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Change numbers of a program's policy, or its letterhead: all that are given, or none."""
    words = _policy_words(numbers or (), before="changes")
    head = _letterhead_words(reply_to, signature)
    command = "set_letterhead" if head else "set_policy"
    if not words and not head:
        sentence = "Nothing to change is given; write field=value, such as reply_by_days=10."
        raise Usage(sentence)
    if words and head:
        sentence = "Numbers and the letterhead are two changes; give them one after the other."
        raise Usage(sentence)
    given = Given(f"program/{name}", command, head or words, email, role, command_id(chosen))
    return run(_set(given, dry_run=dry_run, as_json=as_json))


def _letterhead_words(reply_to: str | None, signature: str | None) -> list[str]:
    given = {"reply_to": reply_to, "signature": signature}
    return [f"{name}={value}" for name, value in given.items() if value is not None]


async def _set(given: Given, *, dry_run: bool, as_json: bool) -> int:
    async with session() as found:
        changed = await _changed(found, given, dry_run=dry_run)
    return tell_changed(changed, as_json=as_json)


async def _changed(found: Session, given: Given, *, dry_run: bool) -> Changed:
    target, envelope = await prepared(found, given)
    before: Program = await found.state(target)
    census = await found.records.census(before.id)
    if dry_run:
        preview = await rehearse(found.records, target, envelope)
        differ = _differ(before, preview.events)
        return Changed(preview.receipt, differ, census.stages, rehearsed=not preview.settled)
    receipt = await give(found.installation, found.records, target, envelope)
    told = [
        each.data
        for each in await found.records.history("program", before.id)
        if each.command_id == given.command_id
    ]
    return Changed(receipt, _differ(before, told), census.stages, rehearsed=False)


def _differ(before: Program, told: Sequence[Mapping[str, Any]]) -> list[Change]:
    if not told:
        return []
    last = told[-1]
    if "policy" in last:
        return changes(before.policy, Policy.model_validate(last["policy"]))
    after = Letterhead(reply_to=last["reply_to"], signature=last["signature"])
    return letterhead_changes(before.letterhead, after)


def _policy_words(numbers: Sequence[str], *, before: str) -> list[str]:
    """Return ``field=value`` as words of a command's field, or say which is no field."""
    read = [_number(word) for word in numbers]
    names = [each.name for each in read]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        sentence = f"{twice}: is given twice; give it once."
        raise Usage(sentence, field=twice)
    return [f"{before}.{each.name}={each.value}" for each in read]


@dataclass(frozen=True)
class _Number:
    name: str
    value: str


def _number(word: str) -> _Number:
    name, equals, value = word.partition("=")
    name = name.strip().replace("-", "_")
    if not equals:
        sentence = f"{word[:60]!r} is no number of the policy; write field=value."
        raise Usage(sentence, word=word[:60])
    if name not in Policy.model_fields:
        near = get_close_matches(name, Policy.model_fields, n=1)
        known = "'mentorship program show NAME' lists all there are."
        right = f"did you mean {near[0]}?" if near else known
        sentence = f"{name[:60]}: is no field of the policy; {right}"
        raise Usage(sentence, field=name[:60], near=near)
    return _Number(name, plain(value.strip()))


def _check_together(numbers: Sequence[str]) -> None:
    read = [_number(word) for word in numbers]
    try:
        changed_policy(Policy(), {each.name: loosely(each.value) for each in read})
    except Refusal as refusal:
        raise Denied(refusal.sentence, code=refusal.code, **refusal.facts) from None
