"""One's own data: all that is recorded about whoever asks, to take away."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from domain.access.relations import Relation
from domain.access.rights import Right
from web.api.acting import check_scope, decided, has_right
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.pages.oneself.gathered import gathered
from web.problems import not_found

router: Final = APIRouter(tags=["oneself"])

_CONTENT: Final[dict[str, Any]] = {
    "application/json": {
        "schema": {"type": "object"},
        "example": {
            "made_at": "2026-11-22T12:00:00Z",
            "about_you": {"name": "Ada Okafor"},
            "history": [],
            "mentorships": [],
            "letters": [],
            "sessions": [],
            "keys": [],
            "names": {},
        },
    }
}


@router.get(
    "/me/data",
    summary="Take one's own data away",
    response_class=Response,
    responses={
        **answers(403, 404),
        200: {"description": "All that is recorded about whoever asks.", "content": _CONTENT},
    },
)
async def read_own_data(asks: Asks, found: Found) -> Response:
    """Take away all that is recorded about oneself, as far as it is one's own to see."""
    person = asks.person
    stream = "operator" if person is None else f"person/{person.id}"
    check_scope(asks, Right.READ_OWN_DATA, stream=stream)
    if person is None:
        raise not_found("person")
    has_right(found, asks, Right.READ_OWN_DATA, Relation.SELF, about="person", stream=stream)
    decided(asks, Right.READ_OWN_DATA, stream=stream)
    return JSONResponse(await gathered(found, person, at=found.now()))
