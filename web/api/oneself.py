"""Who asks."""

from typing import Final

from fastapi import APIRouter, Response

from domain.access.people_views import view_person
from domain.access.relations import Relation
from web.api.acting import as_told, asking
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.people_documents import (
    CallerDocument,
    KeyTold,
    PersonDocument,
    RoleHeld,
    SessionTold,
)
from web.api.telling import told
from web.callers import Caller
from web.services import Services

router: Final = APIRouter(tags=["oneself"])


@router.get(
    "/me",
    summary="Who am I?",
    response_model=CallerDocument,
    response_description="Who asks, and with which rights.",
    responses=answers(),
)
async def read_caller(asks: Asks, found: Found) -> Response:
    """Read who asks, with which roles, and by which key or session."""
    own = asking(asks)
    held = {} if own is None else own.roles
    roles = [
        RoleHeld.model_validate({"program": program, "role": role.value})
        for program, every in held.items()
        for role in sorted(every)
    ]
    document = CallerDocument(
        person=_oneself(found, asks),
        roles=roles,
        administrator=own is None or own.administrator,
        key=None if asks.key is None else KeyTold.of(asks.key),
        session=None if asks.session is None else SessionTold.of(asks.session),
    )
    return told(document)


def _oneself(services: Services, caller: Caller) -> PersonDocument | None:
    if caller.person is None:
        return None
    told_of = as_told(caller, caller.person)
    seen = view_person(told_of, Relation.SELF, by=caller.person, at=services.now())
    return PersonDocument.model_validate(seen)
