"""Pages of lists: which one is asked for, and where the next one is."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from records.pages import BrokenCursor, Page
from records.words import words_of
from web.problems import Problem

Row = TypeVar("Row")

_UNPROCESSABLE: Final = 422


def _without_nul(text: str) -> str:
    if "\x00" in text:
        message = "contains a character that no text has; leave it out"
        raise ValueError(message)
    return text


def _with_a_word(text: str) -> str:
    if text.strip() and not words_of(text):
        message = "has neither letters nor digits; give a word to look for"
        raise ValueError(message)
    return text


Words = Annotated[
    str, Field(max_length=200), AfterValidator(_without_nul), AfterValidator(_with_a_word)
]
"""Words to look for."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        message = "is too far away; give a year that a calendar has"
        raise ValueError(message) from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant that can be looked for."""


class Asked(BaseModel):
    """What can be asked of a list; a parameter that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=200, description="The most rows to return.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=2000, description="The `next` of the page before; none for the first."),
    ] = None


async def page_of(asked: Awaitable[Page[Row]]) -> Page[Row]:
    """Return a page.

    Raises:
        Problem: 422 ``broken_cursor``.
    """
    try:
        return await asked
    except BrokenCursor as error:
        raise Problem(_UNPROCESSABLE, "broken_cursor", str(error)) from error


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the header that leads to the next page (RFC 8288); none at the end."""
    if cursor is None:
        return {}
    asked: list[tuple[str, Any]] = [
        (name, value) for name, value in request.query_params.multi_items() if name != "cursor"
    ]
    query = urlencode([*asked, ("cursor", cursor)])
    return {"Link": f'<{request.scope["path"]}?{query}>; rel="next"'}
