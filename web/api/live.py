"""Events as they happen: Server-Sent Events, each once and in order, from any position on."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field

from domain.access.rights import Right
from interchange.exports.events import Teller
from records.errors import RecordsError
from records.following import Follower
from records.recorded import Recorded
from web.api.acting import decided, name_of, programs_run
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.streaming import Streamed, Turns
from web.api.wide import INSTALLATION, may_in_all, program_for
from web.callers import Caller, caller
from web.problems import Problem
from web.services import Services

router: Final = APIRouter(tags=["events"])

AT_ONCE: Final = Turns(
    100, sentence="Too many follow events here already; try again soon, or end another stream."
)
"""Streams in one process: each looks about once a second whether something is new."""

_RETRY: Final = format_sse_event(retry=2000)
_PING: Final = format_sse_event(comment="still here")
PING_EVERY: Final = 15.0
"""Seconds after which a stream shows that it lives, and whoever reads is asked for anew."""

_PAGE: Final = 100
"""Events that are told in one go, which takes some milliseconds of everybody's."""

_LAST: Final = 2**63 - 1
_MEDIA_TYPE: Final = "text/event-stream"

log = structlog.get_logger(__name__)


class FollowAsked(BaseModel):
    """From where on somebody follows, and what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[
        int,
        Field(ge=0, le=_LAST, description="Only events after this position; else from the first."),
    ] = 0
    program: Annotated[
        UUID | None,
        Field(description="Of this program alone; else of all those of whoever asks."),
    ] = None


_ABOUT: Final = """\
Follow events as they happen. The stream does not end by itself; read it as Server-Sent Events.

Each has the position as `id`, the event's type as `event`, and as `data` the object that
`GET /exports/events?format=jsonl` has on a line. None is passed by and none comes twice: whoever
connects again with the last `id` in `Last-Event-ID`, as browsers do, misses nothing. An `id` that
comes alone tells how far the stream has read where there was nothing for whoever asks; a comment
every 15 seconds shows that it lives.

Coordinators hear of their programs and of mentorships there, administrators also of people. Nobody
hears of mentorships in which they are mentee or mentor or were ever asked. What is sealed stays
out, and of people who were erased nothing personal is told. A stream ends when whoever reads it may
not any more.
"""

_EXAMPLE: Final = """\
id: 4711
event: outreach.invitation_sent
data: {"position": 4711, "stream": "mentorship/7d8c3f0e-6b1a-5c9e-8a54-2f9f7c1d0b42", "version": 3}

"""

_CONTENT: Final[dict[str, Any]] = {
    _MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE},
}


@router.get(
    "/events",
    summary="Follow events",
    description=_ABOUT,
    response_class=Response,
    responses={
        **answers(403, 404),
        200: {"description": "Events, as long as the connection stands.", "content": _CONTENT},
    },
)
async def follow_events(
    request: Request,
    asked: Annotated[FollowAsked, Query()],
    asks: Asks,
    found: Found,
    last: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="The last position that was read; goes before `after`.",
            examples=["4711"],
        ),
    ] = None,
) -> Response:
    """Follow events as they happen, from a position on."""
    after = asked.after if last is None else _position(last)
    follower = await _follower(found, asks, asked.program)
    stream = INSTALLATION if asked.program is None else f"program/{asked.program}"
    decided(asks, Right.FOLLOW_EVENTS, stream=stream)

    async def again() -> Follower:
        still = replace(await caller(request), session=None)  # the second factor was for beginning
        return await _follower(found, still, asked.program)

    async with AsyncExitStack() as held:
        held.enter_context(AT_ONCE.taken())
        following = Following(found, follower, again, who=name_of(asks), every=PING_EVERY)
        content = following.stream(after=after)
        await held.enter_async_context(aclosing(content))
        headers = {"X-Accel-Buffering": "no"}  # nginx would wait for more
        return Streamed(content, held=held.pop_all(), media_type=_MEDIA_TYPE, headers=headers)


def _position(last: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", last) or int(last) > _LAST:
        sentence = "header.Last-Event-ID: is no id of an event; leave it out, or send a number."
        raise Problem(422, "malformed", sentence)
    return int(last)


async def _follower(services: Services, caller: Caller, program: UUID | None) -> Follower:
    """Return of what somebody may hear.

    Raises:
        Problem: of nothing.
    """
    own = None if caller.person is None else caller.person.id
    if program is not None:
        await program_for(services, caller, Right.FOLLOW_EVENTS, program)
        return Follower((program,), apart_from=own)
    may_in_all(services, caller, Right.FOLLOW_EVENTS)
    return Follower(programs_run(caller), apart_from=own)


@dataclass
class Following:
    """Somebody who follows events.

    Args:
        services: the records.
        follower: of what they may hear.
        again: finds that out anew; raises ``Problem`` if it is nothing any more.
        who: they are, for the log.
        every: seconds after which they are asked for anew.
    """

    services: Services
    follower: Follower
    again: Callable[[], Awaitable[Follower]]
    who: str
    every: float

    async def stream(self, *, after: int) -> AsyncGenerator[bytes]:
        """Yield what is sent, from a position on; end when they may not hear more."""
        yield _RETRY
        try:
            async with aclosing(self._parts(after=after)) as parts:
                async for part in parts:
                    yield part
        except Problem as problem:
            log.info("events.ended", who=self.who, why=problem.code)
        except RecordsError as error:
            log.warning("events.broke_off", who=self.who, reason=type(error).__name__)

    async def _parts(self, *, after: int) -> AsyncGenerator[bytes]:
        clock = asyncio.get_running_loop().time
        asked_at = clock()
        async with aclosing(self.services.records.pages(after=after, limit=_PAGE)) as pages:
            async for page in pages:
                if clock() - asked_at >= self.every:
                    self.follower, asked_at = await self.again(), clock()
                    yield _PING
                if page:
                    yield await self._told(page)

    async def _told(self, page: Sequence[Recorded]) -> bytes:
        records = self.services.records
        followed = await records.followed(page, self.follower)
        teller = Teller(records.mentor_at, followed.erased, followed.addresses, sealed=False)
        parts, last = list[bytes](), 0
        for taken in followed.events:
            record = await teller.record(taken)
            if record is not None:
                last = taken.event.position
                parts.append(_event(record))
        reached = page[-1].position
        return b"".join(parts if last == reached else [*parts, format_sse_event(id=str(reached))])


def _event(record: dict[str, Any]) -> bytes:
    told = json.dumps(record, ensure_ascii=False)
    return format_sse_event(data_str=told, event=record["type"], id=str(record["position"]))
