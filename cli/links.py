"""Links of letters, looked up and told; what they do is decided elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cli.exits import Denied, Unknown
from cli.output import facts, print_json, screen, tell
from cli.words import Reader, spoken
from domain.links.addresses import token_in
from domain.links.condition import Usable, unknown
from domain.links.link import Link
from domain.links.offers import offers
from domain.links.permits import own_number
from domain.refusals import Refusal
from records.links import Following
from records.store import Records
from runtime.clock import now


async def find_link(records: Records, word: str) -> Following:
    """Return where a link leads, given its address or its token.

    Raises:
        Unknown: nobody made it here. What was typed is not repeated: it may be nearly right.
    """
    found = await records.follow(token_in(word), at=now())
    if found is None:
        raise Unknown(str(unknown()))
    return found


def denied(refusal: Refusal) -> Denied:
    """Return what somebody is told who may not do something by a link."""
    return Denied(str(refusal), code=refusal.code, **refusal.facts)


def with_own_number(link: Link, name: str, words: Sequence[str]) -> Sequence[str]:
    """Return a command's fields as typed, with the link's own number where none is given."""
    number = own_number(link, name)
    if number is None or any(word.partition("=")[0].strip() == number[0] for word in words):
        return words
    return [*words, f"{number[0]}={number[1]}"]


def document_of(following: Following) -> Mapping[str, Any]:
    """Return what a link is, for programs; it cannot be followed by that."""
    link, refusal = following.link, following.refusal
    return {
        "id": link.id,
        "person": link.person,
        "role": link.role,
        "purpose": link.purpose,
        "subject": link.subject,
        "mentorship": link.mentorship,
        "letter": link.letter,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "condition": _condition(following),
        "sentence": None if refusal is None else str(refusal),
        "offers": _offers(following),
    }


def tell_link(following: Following, *, as_json: bool) -> None:
    """Print what a link is for, for whom, until when, and what it offers."""
    if as_json:
        print_json(document_of(following))
        return
    link, person = following.link, following.person
    zone = "UTC" if person is None else person.zone
    names: dict[UUID, str] = {} if person is None else {person.id: person.name}
    reader = Reader(names, zone)
    _tell_condition(following)
    about = "" if link.subject is None else f" ({link.subject})"
    ends = "it is revoked" if link.expires_at is None else reader.moment(link.expires_at)
    offered = [spoken(each) for each in _offers(following)]
    told = {
        "for": reader.who(link.actor),
        "purpose": spoken(link.purpose) + about,
        "mentorship": None if link.mentorship is None else str(link.mentorship),
        "made": reader.moment(link.made_at),
        "until": ends,
        "offers": ", ".join(offered) or None,
    }
    screen().print(facts(told))


def _tell_condition(following: Following) -> None:
    if following.refusal is None:
        tell(("✓ usable", "good"))
    else:
        tell((f"✗ {_condition(following)} ", "bad"), str(following.refusal))


def _condition(following: Following) -> str:
    return type(following.condition).__name__.lower()


def _offers(following: Following) -> Sequence[str]:
    usable = isinstance(following.condition, Usable)
    return offers(following.link, following.mentorship) if usable else ()
