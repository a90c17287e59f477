"""One link of a letter, taken back by whoever has it before them. Its token comes in the body."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from domain.access.relations import Relation
from domain.access.rights import Right, may
from domain.links.addresses import token_in
from domain.model import Line
from records.links import Following
from web.api.acting import check_scope, decided, has_right, reaches, relation_to
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.documents import Document
from web.api.letters import Revoked
from web.api.streams import relation_to_stream
from web.api.telling import told
from web.callers import Caller
from web.problems import Problem
from web.signing_in.rates import GUESSED_PER_CLIENT, client_of, count

router: Final = APIRouter(tags=["people"])

_EXAMPLE: Final = "https://mentorship.example.org/l/sample-of-a-link-which-opens-nothing-at-all"
_STAFF: Final = frozenset({Relation.COORDINATOR, Relation.ADMINISTRATOR})
_UNKNOWN: Final = (
    "This link is not known here, or is none that you may take back; copy the whole of it from the "
    "letter."
)


class RevocationAsked(Document):
    """A link that is to be of no use any more."""

    link: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2_000,
            description="Its address as it stands in the letter, or its token alone; also that of "
            "a calendar.",
            examples=[_EXAMPLE],
            repr=False,
        ),
    ]
    why: Annotated[
        Line,
        Field(
            description="Why; whoever follows the link is told.",
            examples=["The letter was forwarded by mistake"],
        ),
    ]


@router.post(
    "/links/revocations",
    summary="Take a link back",
    response_model=Revoked,
    response_description="It is of no use any more; 0: it was of none before.",
    responses=answers(400, 403, 404, 413),
)
async def revoke_link(
    request: Request, wanted: RevocationAsked, asks: Asks, found: Found
) -> Response:
    """Take back one link of a letter, one's own or, as staff, one of one's people.

    Nothing is told of the link, and one that is not theirs is answered like one that nobody made:
    `link_unknown`.
    """
    check_scope(asks, Right.REVOKE_LINKS, stream="link")
    following = await found.records.follow(token_in(wanted.link), at=found.now())
    relation = Relation.NOBODY if following is None else _relation(asks, following)
    if following is None or may(Right.REVOKE_LINKS, relation) is not None:
        await count(found, "guess", client_of(request), GUESSED_PER_CLIENT)
        decided(asks, Right.REVOKE_LINKS, stream="link", refused="not_known_to_them")
        raise Problem(HTTPStatus.NOT_FOUND, "link_unknown", _UNKNOWN)
    stream = f"link/{following.link.id}"
    has_right(found, asks, Right.REVOKE_LINKS, relation, about="link", stream=stream)
    decided(asks, Right.REVOKE_LINKS, stream=stream)
    revoked = await found.records.revoke_link(following.link.id, at=found.now(), why=wanted.why)
    return told(Revoked(revoked=int(revoked)))


def _relation(caller: Caller, following: Following) -> Relation:
    """Return what somebody is to whose link it is; staff of its mentorship are staff here, too.

    Where a key does not reach its mentorship, there is no such link.
    """
    person, mentorship = following.person, following.mentorship
    if mentorship is not None:
        relation = relation_to_stream(caller, mentorship)
        if relation in _STAFF or not reaches(caller, mentorship):
            return relation
    return Relation.NOBODY if person is None else relation_to(caller, person)
