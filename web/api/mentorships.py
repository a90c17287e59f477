"""Mentorships, as whoever asks may see them."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from domain.access.relations import relation_to_mentorship
from domain.access.rights import Right
from domain.acting import viewer_of
from domain.envelopes import Role
from domain.mentorship.coming import coming, known_deadlines
from domain.mentorship.possible import possible
from domain.mentorship.seen import as_seen
from domain.mentorship.state import Mentorship
from domain.mentorship.views import SIDES_AND_INVITED, Viewer, view
from domain.programs.state import Program
from domain.standing import OpenDeadline
from records.recorded import Recorded
from records.seeing import as_it_was, seen_by
from web.api.acting import asking, check_scope, decided, has_right, reaches
from web.api.answers import KNOWN, answers
from web.api.command_routes import ActingRole, Asks, Found
from web.api.documents import (
    DeadlineDocument,
    HistoryDocument,
    RefusedDocument,
    RefusedList,
)
from web.api.histories import Reading
from web.api.lists import next_link, page_of
from web.api.mentorship_documents import (
    ComingDocument,
    ComingList,
    LetterDocument,
    LetterList,
    MentorshipDocument,
    MentorshipList,
)
from web.api.mentorship_lists import MentorshipsAsked, listing
from web.api.telling import tagged, told
from web.callers import Caller
from web.problems import Problem, not_found
from web.services import Services

router: Final = APIRouter(tags=["mentorships"])

_TOLD: Final = answers(403, 404)
_REFUSED_SHOWN: Final = 100
_NOTHING_THEN: Final = "At that moment there was nothing here for you to see; give a later one."

As = Annotated[
    ActingRole | None,
    Query(description="The role to look in, one that you have there; else the usual one."),
]
Then = Annotated[
    AwareDatetime | None,
    Query(description="As it was at this moment, such as 2026-11-22T12:00:00Z; else as it is."),
]


@dataclass(frozen=True)
class Seeing:
    """A mentorship that somebody looks at, and with whose eyes."""

    ident: UUID
    state: Mentorship
    viewer: Viewer

    @property
    def runs_it(self) -> bool:
        """Say whether a coordinator or an administrator looks, who is not one of the two."""
        return self.viewer.part not in SIDES_AND_INVITED


@router.get(
    "/mentorships",
    summary="List mentorships",
    response_model=MentorshipList,
    response_description="A page of mentorships.",
    responses=_TOLD,
)
async def list_mentorships(
    request: Request, asked: Annotated[MentorshipsAsked, Query()], asks: Asks, found: Found
) -> Response:
    """List mentorships: all for administrators, their programs' for coordinators, or one's own.

    Whoever names themselves as `person`, `mentee`, `mentor` or `invited` gets their own alone.
    """
    check_scope(asks, Right.LIST_MENTORSHIPS, stream="mentorship")
    wanted = listing(asks, asked, at=found.now())
    page = await page_of(
        found.records.page_of_mentorships(
            wanted.which, sort=wanted.sort, limit=asked.limit, cursor=asked.cursor
        )
    )
    document = MentorshipList(mentorships=wanted.shown(page.rows), next=page.next)
    return told(document, headers=next_link(request, page.next))


@router.get(
    "/mentorships/{mentorship}",
    summary="Read a mentorship",
    response_model=MentorshipDocument,
    response_description="The mentorship, as whoever asks may see it.",
    responses=_TOLD | KNOWN,
)
async def read_mentorship(
    request: Request,
    mentorship: UUID,
    asks: Asks,
    found: Found,
    *,
    at: Then = None,
    role: As = None,
) -> Response:
    """Read where a mentorship stands, who is in it, what waits, and all of it that one may see."""
    wished = None if role is None else Role(role)
    if at is None:
        seeing = await _looked_at(found, asks, mentorship, Right.READ_MENTORSHIP, wished=wished)
        return tagged(request, await _document(found, seeing))
    seeing, _ = await _looked_back_at(found, asks, mentorship, at=at, wished=wished)
    return tagged(request, await _document(found, seeing, at=at))


@router.get(
    "/mentorships/{mentorship}/next",
    summary="Read what comes next",
    response_model=ComingList,
    response_description="What comes, and what waits for people.",
    responses=_TOLD,
)
async def read_next(mentorship: UUID, asks: Asks, found: Found, role: As = None) -> Response:
    """Read what comes next, when and by which rule, and what waits for people."""
    wished = None if role is None else Role(role)
    seeing = await _looked_at(found, asks, mentorship, Right.READ_MENTORSHIP, wished=wished)
    comes = coming(seeing.state, seeing.viewer)
    return told(ComingList(coming=[ComingDocument.of(each) for each in comes]))


@router.get(
    "/mentorships/{mentorship}/history",
    summary="Read a mentorship's history",
    response_model=HistoryDocument,
    response_description="What happened, as whoever asks may see it.",
    responses=_TOLD,
)
async def read_mentorship_history(
    mentorship: UUID,
    asks: Asks,
    found: Found,
    reading: Annotated[Reading, Depends()],
    *,
    at: Then = None,
    role: As = None,
) -> Response:
    """Read what happened, oldest first; of an earlier moment, what was to be seen then."""
    wished = None if role is None else Role(role)
    if at is None:
        seeing = await _looked_at(found, asks, mentorship, Right.READ_HISTORY, wished=wished)
        events = await found.records.history("mentorship", mentorship)
    else:
        seeing, events = await _looked_back_at(found, asks, mentorship, at=at, wished=wished)
    return told(await reading.document(found, seen_by(events, seeing.viewer)))


@router.get(
    "/mentorships/{mentorship}/letters",
    summary="Read which letters went out",
    response_model=LetterList,
    response_description="The letters that it raised.",
    responses=_TOLD,
)
async def read_letters(mentorship: UUID, asks: Asks, found: Found, role: As = None) -> Response:
    """Read which letters a mentorship raised, and what became of each; the two see their own."""
    wished = None if role is None else Role(role)
    seeing = await _looked_at(found, asks, mentorship, Right.READ_LETTERS, wished=wished)
    lines = await found.records.letters_of(mentorship)
    theirs = [line for line in lines if seeing.runs_it or line.recipient == seeing.viewer.person]
    return told(LetterList(letters=[LetterDocument.of(line) for line in theirs]))


@router.get(
    "/mentorships/{mentorship}/refused",
    summary="Read which commands were refused",
    response_model=RefusedList,
    response_description="Commands that were refused.",
    responses=_TOLD,
)
async def read_refused(mentorship: UUID, asks: Asks, found: Found, role: As = None) -> Response:
    """Read which commands the rules refused, the latest first; the two see their own."""
    wished = None if role is None else Role(role)
    seeing = await _looked_at(found, asks, mentorship, Right.READ_HISTORY, wished=wished)
    rows = await found.records.refused("mentorship", mentorship)
    own = seeing.viewer.person
    theirs = [each for each in rows if seeing.runs_it or each.actor.person == own]
    shown = [RefusedDocument.of(each) for each in theirs[:_REFUSED_SHOWN]]
    return told(RefusedList(refused=shown))


# ---------------------------------------------------------------- looking


async def _looked_at(
    services: Services, caller: Caller, ident: UUID, right: Right, *, wished: Role | None
) -> Seeing:
    """Return a mentorship with its viewer.

    Raises:
        Problem: 404, it is none of theirs; 403, it is not for them.
    """
    stream = f"mentorship/{ident}"
    check_scope(caller, right, stream=stream)
    state: Mentorship | None = await services.records.state("mentorship", ident)
    own = asking(caller)
    viewer = None if state is None else viewer_of(state, own, wished=wished)
    if state is None:
        raise not_found("mentorship")
    if viewer is None or not reaches(caller, state):
        decided(caller, right, stream=stream, refused="not_known_to_them")
        raise not_found("mentorship")
    relation = relation_to_mentorship(own, state, wished=wished)
    has_right(services, caller, right, relation, about="mentorship", stream=stream)
    return Seeing(ident, state, viewer)


async def _looked_back_at(
    services: Services, caller: Caller, ident: UUID, *, at: datetime, wished: Role | None
) -> tuple[Seeing, list[Recorded]]:
    """Return a mentorship as it was at a moment, and its events until then."""
    right = Right.READ_HISTORY_THEN
    await _looked_at(services, caller, ident, right, wished=wished)
    events = await services.records.history("mentorship", ident)
    then = as_it_was(events, at=at, person=asking(caller), wished=wished)
    if then is None:
        raise Problem(HTTPStatus.NOT_FOUND, "nothing_then", _NOTHING_THEN)
    return Seeing(ident, then.state, then.viewer), [each for each in events if each.at <= at]


async def _document(
    services: Services, seeing: Seeing, *, at: datetime | None = None
) -> MentorshipDocument:
    state, viewer = seeing.state, seeing.viewer
    program: Program | None = await services.records.state("program", state.program)
    document = MentorshipDocument(
        id=seeing.ident,
        part=str(viewer.part),  # type: ignore[arg-type] # the clock never looks
        stage=state.stage,
        program=state.program,
        program_name=None if program is None else program.name,
        names=dict(await services.records.names(_people(as_seen(state, viewer)))),
        state=view(state, viewer),
    )
    told: dict[str, object] = {"version": state.version} if seeing.runs_it else {}
    return document.model_copy(update=told | ({"at": at} if at is not None else _now(seeing)))


def _now(seeing: Seeing) -> dict[str, object]:
    """Return what can be said of a mentorship as it is, and of none as it was."""
    state, viewer = seeing.state, seeing.viewer
    told: dict[str, object] = {
        "possible": sorted(possible(viewer.part, state.stage)),
        "waits_for": [
            DeadlineDocument.of(
                OpenDeadline(id=each.id, kind=each.kind.value, due=each.due.at, label=each.label)
            )
            for each in known_deadlines(state, viewer)
        ],
    }
    return told | ({"attention": sorted(state.attention)} if seeing.runs_it else {})


def _people(seen: Mentorship) -> set[UUID]:
    """Return whom somebody's view of a mentorship names."""
    listed = {each.person for each in seen.candidates.values() if each.person is not None}
    referring = {who for each in seen.candidates.values() for who in each.referred_by}
    asked = {each.mentor for each in seen.invitations.values()}
    mentor = {seen.mentor} if seen.mentor is not None else set()
    return {seen.mentee, *mentor, *listed, *referring, *asked}
