"""Somebody's calendar, for the calendar program that asks for it again and again."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from domain.links.condition import Usable
from domain.links.purposes import Purpose
from domain.mentorship.appointments import appointments
from domain.mentorship.days_ahead import days_ahead
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from domain.people.state import Person
from letters.calendar import Strand, feed
from web.pages.oneself.gathered import mentorships_with
from web.services import Services, services
from web.signing_in.rates import GUESSED_PER_CLIENT, client_of, count

router = APIRouter(include_in_schema=False)

_KEPT: Final = "private, max-age=300"
"""Calendar programs ask every few minutes at the most, and may keep an answer for so long."""

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
"""Of a calendar as a file."""


@router.api_route("/calendar/{token}.ics", methods=["GET", "HEAD"])
async def calendar(request: Request, token: str) -> Response:
    """Return the calendar behind an address, or 304 where the program has it already."""
    found = services(request)
    following = await found.records.follow(token, at=found.now())
    if following is None:
        await count(found, "guess", client_of(request), GUESSED_PER_CLIENT)
    if following is None or following.link.purpose is not Purpose.CALENDAR:
        return PlainTextResponse("There is no such calendar.", HTTPStatus.NOT_FOUND)
    person = following.person
    if person is None or not isinstance(following.condition, Usable):
        sentence = "This address was taken back; sign in, and make another one."
        return PlainTextResponse(sentence, HTTPStatus.GONE)
    content = await calendar_of(found, person)
    mark = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": _KEPT}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="mentorship.ics"'
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _every(_state: Mentorship) -> bool:
    return True


async def calendar_of(
    found: Services, person: Person, *, of: Callable[[Mentorship], bool] = _every
) -> str:
    """Return somebody's calendar as a file: meetings and days that matter, of all mentorships.

    It is stamped with the last change of any of them, so that nothing new is the same file. ``of``
    says of which mentorships it is, if not of all.
    """
    mine = [each for each in await mentorships_with(found, person.id) if of(each[0])]
    names = await found.records.names(_people(mine))
    strands = [_strand(state, viewer, names) for state, viewer in mine]
    stamp = max((state.last_at for state, _ in mine), default=found.now())
    return feed(person.name, strands, place=found.sender.domain, stamp=stamp)


def _people(mine: Sequence[tuple[Mentorship, Viewer]]) -> set[UUID]:
    everybody = {who for state, _ in mine for who in (state.mentee, state.mentor)}
    return {who for who in everybody if who is not None}


def _strand(state: Mentorship, viewer: Viewer, names: Mapping[UUID, str]) -> Strand:
    mentor = None if viewer.part is Part.INVITED else state.mentor
    return Strand(
        names=(names.get(state.mentee, ""), "" if mentor is None else names.get(mentor, "")),
        appointments=appointments(state, viewer),
        days=days_ahead(state, viewer),
    )
