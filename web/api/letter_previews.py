"""How a program's letters look: each kind with sample people, in the templates that it gets."""

from difflib import get_close_matches
from http import HTTPStatus
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import ConfigDict, Field

from domain.access.rights import Right
from domain.programs.state import Program
from letters import preview as previews
from letters.errors import LetterNotWritten
from letters.letter import Letterhead
from letters.preview import Preview
from web.api.acting import check_scope, has_right, relation_here
from web.api.answers import answers, described
from web.api.command_routes import Asks, Found
from web.api.documents import Document
from web.api.telling import API, told
from web.callers import Caller
from web.problems import Problem, not_found
from web.services import Services

router: Final = APIRouter(tags=["programs"])

_TOLD: Final = answers(403, 404)
_NOT_WRITTEN: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.CONFLICT.value: described(
        HTTPStatus.CONFLICT,
        "A template of the house or of the program cannot be used for this letter.",
        "letter_not_written",
        "A letter of the kind thanks cannot be written: 'deanery' is undefined.",
    )
}


class LetterKinds(Document):
    """The kinds of letter, and what else can be seen: mails with several, the one to sign in."""

    kinds: list[str] = Field(examples=[["invitation", "gathered", "sign_in"]])


class LetterPreview(Document):
    """A sample of a kind of letter; nobody gets it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "invitation",
                    "subject": "Ada asks whether you would be a mentor",
                    "text": "Dear Dan,\n\nAda is looking for a mentor in Residency …\n",
                    "html": '<!DOCTYPE html>\n<html lang="en">…</html>\n',
                }
            ]
        },
    )

    kind: str
    subject: str
    text: str
    html: str = Field(description="The same as a page, with its logo in itself.")

    @classmethod
    def of(cls, shown: Preview) -> Self:
        """Return a sample as the API tells it."""
        return cls(kind=shown.kind, subject=shown.subject, text=shown.text, html=shown.html)


@router.get(
    "/programs/{program}/letters",
    summary="List the kinds of letter",
    response_model=LetterKinds,
    response_description="All that can be seen.",
    responses=_TOLD,
)
async def list_letter_kinds(program: UUID, asks: Asks, found: Found) -> Response:
    """List the kinds of letter of which a program's staff can see how they look."""
    await _checked(found, asks, program)
    return told(LetterKinds(kinds=list(previews.known())))


@router.get(
    "/programs/{program}/letters/{kind}",
    summary="See how a letter looks",
    response_model=LetterPreview,
    response_description="The letter, in words and as a page.",
    responses=_TOLD | _NOT_WRITTEN,
)
async def preview_letter(
    program: UUID,
    kind: Annotated[str, Path(description="One of those that are listed.")],
    asks: Asks,
    found: Found,
) -> Response:
    """See a letter in the program's own words and letterhead, or in the words of the house.

    The people and dates in it are samples; nothing is sent.
    """
    state = await _checked(found, asks, program)
    if kind not in previews.known():
        raise _unknown(kind, program)
    try:
        shown = previews.preview(
            kind, found.templates, sender=found.sender, letterhead=_letterhead(state)
        )
    except LetterNotWritten as failed:
        raise Problem(HTTPStatus.CONFLICT, "letter_not_written", str(failed)) from failed
    return told(LetterPreview.of(shown))


def _letterhead(program: Program) -> Letterhead:
    own = program.letterhead
    return Letterhead(
        program=program.name,
        program_id=program.id,
        reply_to=own.reply_to,
        signature=own.signature,
    )


async def _checked(services: Services, caller: Caller, program: UUID) -> Program:
    """Return a program for its staff.

    Raises:
        Problem: 404, they know of no such program; 403, it is not for them.
    """
    right, stream = Right.PREVIEW_LETTERS, f"program/{program}"
    check_scope(caller, right, stream=stream)
    state: Program | None = await services.records.state("program", program)
    if state is None:
        raise not_found("program")
    relation = relation_here(caller, program)
    has_right(services, caller, right, relation, about="program", stream=stream)
    return state


def _unknown(kind: str, program: UUID) -> Problem:
    near = get_close_matches(kind, previews.known(), n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    sentence = (
        f"There is no such kind of letter; {guess}GET {API}/programs/{program}/letters lists them."
    )
    return Problem(HTTPStatus.NOT_FOUND, "unknown_letter", sentence, near=near)
