"""`mentorship link`: what a letter's link is for, and doing it from here."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError

from cli.arguments import CommandId, DryRun, command_id
from cli.catalogue import find_command
from cli.commands.do import told
from cli.exits import Denied, Usage
from cli.fields import read_fields
from cli.finding import Target, find_person, ids_in
from cli.giving import give, rehearse
from cli.links import denied, find_link, tell_link, with_own_number
from cli.output import AsJson, jsonable, print_json, tell
from cli.receipts import tell_preview
from cli.session import Session, run, session
from domain.envelopes import CommandEnvelope
from domain.links.condition import used
from domain.model import LINE_LIMIT, Line
from domain.refusals import Refusal
from records.dry_run import Preview
from records.links import Following, barred
from records.read_tables import KINDS
from runtime.clock import now

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Look at the link of a letter, act by it, or revoke it. Each speaks --json.",
)

Word = Annotated[
    str, typer.Argument(metavar="LINK", help="The link's address as it stands in the letter.")
]
Name = Annotated[str, typer.Argument(metavar="COMMAND", help="One of those that it offers.")]
Fields = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="key=value…",
        help="The command's fields, written as for 'mentorship do'; the number that the link is "
        "about may be left out.",
    ),
]
WhoOrLink = Annotated[
    str,
    typer.Argument(
        metavar="WHO|LINK", help="One link; or a person's address or id, for all of theirs."
    ),
]
Reason = Annotated[
    str, typer.Option("--why", help="Why, in a few words; whoever follows the link is told.")
]


@app.command()
def show(link: Word, *, as_json: AsJson = False) -> None:
    """Show what a link is for, for whom, until when, and what it offers; nothing changes."""
    tell_link(run(_followed(link)), as_json=as_json)


async def _followed(word: str) -> Following:
    async with session() as found:
        return await find_link(found.records, word)


@app.command()
def do(
    link: Word,
    name: Name,
    fields: Fields = None,
    *,
    dry_run: DryRun = False,
    chosen: CommandId = None,
    as_json: AsJson = False,
) -> int:
    """Do what a link offers, as its person; what cannot be undone is done once."""
    given = (link, name.replace("-", "_"), fields or ())
    return run(_done(*given, command_id(chosen), dry_run=dry_run, as_json=as_json))


async def _done(
    word: str, name: str, fields: Sequence[str], chosen: UUID, *, dry_run: bool, as_json: bool
) -> int:
    async with session() as found:
        following = await find_link(found.records, word)
        target = Target(*following.link.stream)
        envelope = await _prepared(found, following, name, fields, chosen, rehearsed=dry_run)
        if dry_run:
            preview = await rehearse(found.records, target, envelope)
            reader = await found.reader(target, _ids(preview))
            return tell_preview(preview, reader, as_json=as_json)
        try:
            receipt = await give(found.installation, found.records, target, envelope)
        except Denied as error:
            if error.kind == "id_reused" and envelope.id != chosen:
                raise denied(used()) from error  # by somebody who acted in the same moment
            raise
        return await told(found, receipt, as_json=as_json, actor=envelope.actor)


async def _prepared(
    found: Session,
    following: Following,
    name: str,
    fields: Sequence[str],
    chosen: UUID,
    *,
    rehearsed: bool,
) -> CommandEnvelope:
    link = following.link
    if (refusal := barred(following, name)) is not None:
        raise denied(refusal)
    category, _ = link.stream
    command = find_command(name, category=category)
    body = await read_fields(
        command.model,
        with_own_number(link, name, fields),
        commands=KINDS[category].decider.commands,
        find=found.find,
    )
    prepared = await found.records.prepare_act(
        following, name, body, at=now(), command_id=chosen, rehearsed=rehearsed
    )
    if isinstance(prepared, Refusal):
        raise denied(prepared)
    return prepared


def _ids(preview: Preview) -> set[UUID]:
    return ids_in(jsonable(list(preview.events))) | {to for _, to in preview.letters}


@app.command()
def revoke(who: WhoOrLink, *, why: Reason, as_json: AsJson = False) -> None:
    """Take a link back, or all links of a person; letters that come later bring new ones."""
    revoked = run(_revoked(who, _line(why)))
    if as_json:
        print_json({"revoked": revoked})
    elif revoked:
        tell(("✓ revoked ", "good"), f"{revoked} link{'s' * (revoked != 1)}.")
    else:
        tell(("✓ nothing changed ", "good"), "— there was no link left to revoke.")


async def _revoked(word: str, why: str) -> int:
    async with session() as found:
        if _is_person(word):
            person = await find_person(found.records, word)
            return await found.records.revoke_links(person.id, at=now(), why=why)
        following = await find_link(found.records, word)
        return int(await found.records.revoke_link(following.link.id, at=now(), why=why))


def _is_person(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return "@" in word and "/" not in word
    return True


def _line(why: str) -> str:
    try:
        return TypeAdapter[str](Line).validate_python(why)
    except ValidationError as error:
        sentence = f"--why is one line of 1 to {LINE_LIMIT} characters; say it shorter."
        raise Usage(sentence) from error
