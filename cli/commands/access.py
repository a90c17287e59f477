"""`mentorship access`: how people and programs come in, as the operator sees to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError

from cli.exits import Unknown, Usage
from cli.finding import LEAST, find_person, find_program, names_of
from cli.keys import document_of_key, document_of_session, tell_key, tell_keys, tell_sessions
from cli.output import AsJson, facts, print_json, screen, tell
from cli.session import Session as Servers
from cli.session import run, session
from domain.access.limits import KEY_LONGEST, SIGN_IN
from domain.access.scopes import Scope
from domain.links.addresses import sign_in_address
from domain.model import LINE_LIMIT, Line
from records.access.api_keys import Key
from records.queries import PersonRow
from runtime.clock import now
from runtime.places import find_public_url
from runtime.tokens import new_key, new_token

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Let people sign in, end sessions, and make and revoke keys of the API. Each speaks "
    "--json.",
)

OPERATOR_WORD = "operator"

Who = Annotated[str, typer.Argument(metavar="WHO", help="The person: an address or an id.")]
AnyWho = Annotated[
    str | None, typer.Argument(metavar="WHO", help="Only this person's: an address or an id.")
]
KeyId = Annotated[
    str,
    typer.Argument(metavar="ID", help=f"The key's id, or at least its first {LEAST} characters."),
]
KeyAs = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="WHO|operator",
        help="For whom the key acts; 'operator' has an administrator's rights and no name.",
    ),
]
Name = Annotated[str, typer.Option("--name", help="What the key is for, in one line.")]
Scopes = Annotated[
    list[Scope], typer.Option("--scope", help="What it may do; give it several times for several.")
]
Program = Annotated[
    str | None, typer.Option(help="The only program that it is for: a name or an id.")
]
Days = Annotated[
    int, typer.Option("--days", min=1, max=KEY_LONGEST.days, help="How long it is good.")
]


@app.command()
def link(who: Who, *, as_json: AsJson = False) -> None:
    """Make a link by which a person signs in, once, in any browser, within 10 minutes.

    Hand it over yourself: whoever has it comes in as this person. It is how the first administrator
    signs in, and anybody whom no letter reaches.
    """
    document = run(_link(who))
    if as_json:
        print_json(document)
        return
    screen().print(document["link"], soft_wrap=True)
    minutes = SIGN_IN // timedelta(minutes=1)
    tell((f"Good once, for {minutes} minutes, for {document['name']}.", "quiet"))


async def _link(who: str) -> dict[str, Any]:
    async with session() as found:
        person, token = await find_person(found.records, who), new_token()
        public_url = find_public_url(found.installation.settings)
        ends_at = await found.records.let_sign_in(person.id, token=token, at=now())
        if ends_at is None:
            raise _gone(person)
    address = sign_in_address(public_url, token)
    return {"person": person.id, "name": person.name, "link": address, "ends_at": ends_at}


@app.command()
def sessions(who: Who, *, as_json: AsJson = False) -> None:
    """List where a person is signed in, since when, and until when."""
    person, listed = run(_sessions(who))
    if as_json:
        print_json([document_of_session(each) for each in listed])
    else:
        tell_sessions(listed, zone=person.zone)


async def _sessions(who: str) -> tuple[PersonRow, Sequence[Any]]:
    async with session() as found:
        person = await find_person(found.records, who)
        return person, await found.records.sessions(person.id, at=now())


@app.command()
def end(who: Who, *, as_json: AsJson = False) -> None:
    """End all sessions of a person, who can sign in again by a new letter."""
    ended = run(_end(who))
    _tell_number({"ended": ended}, "session", as_json=as_json)


async def _end(who: str) -> int:
    async with session() as found:
        person = await find_person(found.records, who)
        return await found.records.end_sessions(person.id, at=now())


@app.command()
def forget_passkeys(who: Who, *, as_json: AsJson = False) -> None:
    """Remove all passkeys of a person who lost them, and end the person's sessions.

    Be sure that it is the person who asks: they can add new ones once they have signed in.
    """
    forgotten = run(_forget_passkeys(who))
    _tell_number({"forgotten": forgotten}, "passkey", as_json=as_json)


async def _forget_passkeys(who: str) -> int:
    async with session() as found:
        person = await find_person(found.records, who)
        await found.records.end_sessions(person.id, at=now())
        return await found.records.forget_passkeys(person.id)


@app.command()
def keys(who: AnyWho = None, *, as_json: AsJson = False) -> None:
    """List the API's keys, the newest first; those of no use any more stay for 90 days."""
    listed = run(_keys(who))
    if as_json:
        print_json([document_of_key(each, at=now()) for each in listed.keys])
    else:
        tell_keys(listed.keys, names=listed.names, programs=listed.programs, at=now())


@dataclass(frozen=True)
class _Listed:
    keys: Sequence[Key]
    names: Any
    programs: dict[UUID, str]


async def _keys(who: str | None) -> _Listed:
    async with session() as found:
        whose = None if who is None else (await find_person(found.records, who)).id
        return await _listed(found, await found.records.keys(whose))


async def _listed(found: Servers, listed: Sequence[Key]) -> _Listed:
    names = await names_of(found.records, {each.person for each in listed})
    programs = {row.id: row.name for row in await found.records.programs()}
    return _Listed(listed, names, programs)


@app.command()
def make_key(
    *,
    acting: KeyAs,
    name: Name,
    scopes: Scopes,
    program: Program = None,
    days: Days = 90,
    as_json: AsJson = False,
) -> None:
    """Make a key of the API. It is shown once, and kept nowhere: what is kept cannot be used."""
    key, token = run(_make_key(acting, _line(name), scopes, program, days))
    if as_json:
        print_json({**document_of_key(key, at=now()), "key": token})
        return
    screen().print(token, soft_wrap=True)
    tell(("Keep it now: it is not shown again. ", "warn"), f"Its id is {key.id}.")
    screen().print(facts(tell_key(key)))


async def _make_key(
    acting: str, name: str, scopes: Sequence[Scope], program: str | None, days: int
) -> tuple[Key, str]:
    async with session() as found:
        records, at, token = found.records, now(), new_key()
        person = None if acting == OPERATOR_WORD else await find_person(records, acting)
        key = await records.make_key(
            token=token,
            name=name,
            person=None if person is None else person.id,
            program=None if program is None else (await find_program(records, program)).id,
            scopes=scopes,
            made_by=None,
            at=at,
            expires_at=at + timedelta(days=days),
        )
        if key is None:
            raise _gone(person)
        return key, token


@app.command()
def revoke_key(key: KeyId, *, as_json: AsJson = False) -> None:
    """Take a key back, at once and for good."""
    revoked = run(_revoke_key(key))
    _tell_number({"revoked": revoked}, "key", as_json=as_json)


async def _revoke_key(word: str) -> int:
    async with session() as found:
        listed = [each.id for each in await found.records.keys()]
        begun = [each for each in listed if str(each).startswith(word.lower())]
        if len(word) < LEAST or len(begun) > 1:
            sentence = f"{word[:60]!r} may be several keys; give more of the id."
            raise Usage(sentence, id=word[:60])
        if not begun:
            sentence = f"There is no key {word[:60]}; 'mentorship access keys' lists them."
            raise Unknown(sentence, id=word[:60])
        return int(await found.records.revoke_key(begun[0], at=now()))


def _tell_number(document: dict[str, int], noun: str, *, as_json: bool) -> None:
    ((verb, number),) = document.items()
    if as_json:
        print_json(document)
    elif number:
        tell((f"✓ {verb} ", "good"), f"{number} {noun}{'s' * (number != 1)}.")
    else:
        tell(("✓ nothing changed ", "good"), f"— there was no {noun} left.")


def _gone(person: PersonRow | None) -> Usage:
    ident = None if person is None else str(person.id)
    return Usage("This person is registered here no longer; name somebody who is.", person=ident)


def _line(name: str) -> str:
    try:
        return TypeAdapter[str](Line).validate_python(name)
    except ValidationError as error:
        sentence = f"--name is one line of 1 to {LINE_LIMIT} characters; say it shorter."
        raise Usage(sentence) from error
