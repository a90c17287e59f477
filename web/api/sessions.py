"""Where somebody is signed in, and the end of it."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from domain.access.rights import Right
from records.access.sessions import Session
from web.api.acting import decided
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.documents import Document
from web.api.keys import Of, whose_of
from web.api.people_documents import SessionTold
from web.api.telling import told
from web.callers import Caller
from web.problems import not_found
from web.signing_in.cookies import forget_session

router: Final = APIRouter(tags=["access"])

log = structlog.get_logger(__name__)


class SessionDocument(SessionTold):
    """Somebody who is signed in at some browser."""

    agent: str | None = Field(description="What the browser says of itself.")
    seen_at: AwareDatetime = Field(description="When it was used last, to the minute.")
    current: bool = Field(default=False, description="Whether it is the one that asks.")

    @classmethod
    def seen_from(cls, session: Session, caller: Caller) -> "SessionDocument":
        """Return a session as the API tells it to somebody."""
        names = cls.model_fields.keys() - {"current"}
        own = caller.session
        current = own is not None and own.id == session.id
        return cls(**{name: getattr(session, name) for name in names}, current=current)


class SessionList(Document):
    """Somebody's sessions, the one that was used last first."""

    sessions: list[SessionDocument]


class Ended(Document):
    """How many sessions were ended."""

    ended: int


@router.get(
    "/sessions",
    summary="List sessions",
    response_model=SessionList,
    response_description="The sessions.",
    responses=answers(403, 404),
)
async def list_sessions(asks: Asks, found: Found, person: Of = None) -> Response:
    """List where one is signed in, or where somebody is."""
    whose = await whose_of(found, asks, person, Right.LIST_SESSIONS)
    sessions = await found.records.sessions(whose.id, at=found.now())
    return told(SessionList(sessions=[SessionDocument.seen_from(each, asks) for each in sessions]))


@router.delete(
    "/sessions/{session}",
    summary="End a session",
    status_code=204,
    response_class=Response,
    response_description="It is over.",
    responses=answers(403, 404),
)
async def end_session(session: UUID, asks: Asks, found: Found) -> Response:
    """End one of one's own sessions."""
    own = await whose_of(found, asks, None, Right.END_OWN_SESSIONS)
    if not await found.records.end_session(session, of=own.id):
        raise not_found("session")
    decided(asks, Right.END_OWN_SESSIONS, stream=f"person/{own.id}")
    log.info("session.ended", person=str(own.id), which=str(session), by="self")
    answer = Response(status_code=HTTPStatus.NO_CONTENT)
    if asks.session is not None and asks.session.id == session:
        forget_session(answer)
    return answer


@router.delete(
    "/people/{person}/sessions",
    summary="End somebody's sessions",
    response_model=Ended,
    response_description="They are over.",
    responses=answers(403, 404),
)
async def end_sessions_of(person: UUID, asks: Asks, found: Found) -> Response:
    """End all sessions of somebody, as an administrator; of oneself, all but the one that asks."""
    is_own = asks.person is not None and asks.person.id == person
    right = Right.END_OWN_SESSIONS if is_own else Right.END_SESSIONS_OF_OTHERS
    whose = await whose_of(found, asks, person, right)
    but = asks.session.id if is_own and asks.session is not None else None
    ended = await found.records.end_sessions(whose.id, at=found.now(), but=but)
    if is_own:
        decided(asks, right, stream=f"person/{person}")
    by = "self" if is_own else "administrator"
    log.info("session.ended", person=str(whose.id), which="all", by=by)
    return told(Ended(ended=ended))
