"""Everything that is recorded, to be taken away as CSV or JSON Lines."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Annotated, Any, Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.access.rights import Right
from interchange.exports.columns import COLUMNS, What
from interchange.exports.exporting import Page, Wanted, export
from interchange.exports.written import Format
from records.errors import RecordsError
from records.exports import Extent
from web.api.acting import programs_run
from web.api.answers import answers
from web.api.command_routes import Asks, Found
from web.api.lists import Moment
from web.api.streaming import Streamed, Turns
from web.api.wide import program_for
from web.callers import Caller
from web.problems import Problem

router: Final = APIRouter(tags=["exchange"])

AT_ONCE: Final = Turns(
    3, sentence="Others are exporting just now, and each takes a while; try again soon."
)
"""Exports in one process: each holds a connection to its end."""

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/jsonl",
}

log = structlog.get_logger(__name__)


class ExportAsked(BaseModel):
    """What an export is to hold, and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Annotated[Format, Field(description="CSV, or a JSON object on each line.")] = Format.CSV
    program: Annotated[
        UUID | None,
        Field(description="Of this program alone. Coordinators name one of theirs."),
    ] = None
    since: Annotated[
        Moment | None, Field(description="Only that to which something happened from then on.")
    ] = None
    after: Annotated[
        int, Field(ge=0, le=2**63 - 1, description="Of events: only those after this position.")
    ] = 0
    bom: Annotated[
        bool, Field(description="Begin CSV with the mark by which Excel knows UTF-8.")
    ] = True


def _columns() -> str:
    """Return what each export holds, for the description."""
    parts = []
    for what, columns in COLUMNS.items():
        listed = "\n".join(f"- `{each.name}`: {each.about}" for each in columns)
        parts.append(f"**{what}**\n\n{listed}")
    return "\n\n".join(parts)


_ABOUT: Final = f"""\
Take away people, mentorships or events, all as they are at one moment, streamed.

What is sealed stays out, and of people who were erased nothing personal is told. Mentorships in
which whoever asks is mentee or mentor, or was ever asked, are left out: those are theirs to read,
and an export would tell more. For coordinators the histories of people stay out, and their roles
elsewhere. An answer that breaks off is not whole: ask again. In CSV an apostrophe stands before
what a spreadsheet would run as a formula.

{_columns()}
"""

_CONTENT: Final[dict[str, Any]] = {
    "text/csv": {
        "schema": {"type": "string"},
        "example": "id,name,email\r\n0197a1c2-0a01-7000-8000-000000000001,Ada,ada@example.org\r\n",
    },
    MEDIA_TYPES[Format.JSONL]: {
        "schema": {"type": "string", "description": "An object on each line."},
        "example": '{"id": "0197a1c2-0a01-7000-8000-000000000001", "name": "Ada"}\n',
    },
}


@router.get(
    "/exports/{what}",
    summary="Export",
    description=_ABOUT,
    response_class=Response,
    responses={
        **answers(403, 404),
        200: {"description": "The records, one on each line.", "content": _CONTENT},
    },
)
async def export_records(
    what: What, asked: Annotated[ExportAsked, Query()], asks: Asks, found: Found
) -> Response:
    """Take away people, mentorships or events, without what is sealed."""
    if asked.after and what != "events":
        sentence = "query.after: is a position of events; for others there is since."
        raise Problem(422, "malformed", sentence)
    await program_for(found, asks, Right.EXPORT, asked.program)
    async with AsyncExitStack() as held:
        held.enter_context(AT_ONCE.taken())
        pages = export(found.records, _wanted(what, asked, asks))
        await held.enter_async_context(aclosing(pages))
        first = await anext(pages)  # what is away is told now, as long as there is no answer yet
        name = f"{what}.{asked.format.value}"
        return Streamed(
            _bytes(what, first, pages),
            held=held.pop_all(),
            media_type=MEDIA_TYPES[asked.format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _wanted(what: What, asked: ExportAsked, caller: Caller) -> Wanted:
    person = caller.person
    extent = Extent(
        program=asked.program,
        since=asked.since,
        after=asked.after,
        apart_from=None if person is None else person.id,
        program_alone=programs_run(caller) is not None,
    )
    return Wanted(what, extent, written_as=asked.format, bom=asked.bom)


async def _bytes(what: What, first: Page, others: AsyncIterator[Page]) -> AsyncIterator[bytes]:
    records = first.records
    yield first.content
    try:
        async for page in others:
            records += page.records
            yield page.content
    except RecordsError as error:
        log.warning("export.broke_off", what=what, records=records, reason=type(error).__name__)
        raise
    log.info("export.taken", what=what, records=records)
