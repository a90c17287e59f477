"""Many people at once, from a spreadsheet, with a report per row."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

import structlog
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.access.relations import Relation
from domain.access.rights import Right
from domain.acting import actor_in
from domain.envelopes import Actor, Role
from domain.people.state import Person
from interchange.roster.columns import COLUMNS
from interchange.roster.errors import RosterError
from interchange.roster.importing import Options, Reach, import_people
from interchange.roster.report import Report
from interchange.roster.rows import ForAll
from web.api.acting import asking, name_of, programs_run, relation_here, relation_to
from web.api.answers import answers
from web.api.command_routes import Asks, Found, command_id_of
from web.api.documents import Document
from web.api.lists import Words
from web.api.streaming import Turns
from web.api.telling import told
from web.api.wide import program_for
from web.callers import Caller
from web.problems import Problem, not_found
from web.services import Services

router: Final = APIRouter(tags=["exchange"])

AT_ONCE: Final = Turns(
    2, sentence="Others are importing just now, and each takes a while; try again soon."
)
"""Imports in one process: each takes the processor for some seconds."""

_UNPROCESSABLE: Final = 422
_CLOSE: Final = frozenset({Relation.ADMINISTRATOR, Relation.COORDINATOR, Relation.SELF})
"""What whoever imports has to be to somebody, so that a row may change more than roles."""

RoleForAll = Literal["mentee", "mentor", "coordinator"]

log = structlog.get_logger(__name__)


class ImportAsked(BaseModel):
    """How a file is to be read and recorded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    program: Annotated[
        UUID | None,
        Field(description="Of everybody whose row names none. Coordinators name one of theirs."),
    ] = None
    role: Annotated[
        RoleForAll | None,
        Field(description="The role in it of everybody whose row names none."),
    ] = None
    skip_bad: Annotated[
        bool, Field(description="Record the good rows even where others are bad.")
    ] = False
    dry_run: Annotated[bool, Field(description="Tell what it would do; record nothing.")] = False
    sheet: Annotated[Words | None, Field(description="The sheet of a spreadsheet.")] = None
    encoding: Annotated[
        Words | None, Field(description="Of a CSV file, where it is not found out.")
    ] = None


class EnteredDocument(Document):
    """A row that can be used, with what it changes in words."""

    row: int
    email: str
    person: UUID | None = Field(
        description="The id that the person has, or will have; none of people of other programs."
    )
    outcome: Literal["registered", "changed", "unchanged"]
    changes: list[str]


class BadCellDocument(Document):
    """What is wrong with a row: where, what stands there, and what would be right."""

    row: int
    column: str
    value: str
    wrong: str
    right: str
    sentence: str


class ReportDocument(Document):
    """What became of a file, row by row."""

    recorded: bool = Field(description="Whether anything was written, now or before.")
    recorded_before: datetime | None = Field(
        description="When this import was recorded, if it is sent again: then nothing is written "
        "now, `counts` are those of then, and `people` and `problems` tell what the file would do "
        "as things are now."
    )
    dry_run: bool
    rows: int
    counts: dict[str, int] = Field(description="People registered, changed, unchanged; rows bad.")
    how: str = Field(description="How the file was read.")
    columns: dict[str, str] = Field(description="What each heading was taken for.")
    ignored: list[str] = Field(description="The columns that were not read.")
    people: list[EnteredDocument]
    problems: list[BadCellDocument]

    @classmethod
    def of(cls, report: Report) -> Self:
        """Return a report as the API tells it."""
        people = [vars(each) for each in report.people]
        return cls.model_validate({**report.document(), "people": people})


_COLUMNS: Final = "\n".join(
    f"- **{each.name}** ({', '.join(each.headings[:2])}, …): {each.about}" for each in COLUMNS
)
_ABOUT: Final = f"""\
Register everybody in a spreadsheet, the body itself: all of them, or nobody where a row is bad.

Who has the address of a row already only gets what the row adds; blank cells change nothing, and
nothing is taken away, so the same file again changes nothing. People of programs that are not
those of whoever imports get roles, whatever name is in the row, and nothing of them is told.
Bad rows are a problem `rows_bad` with the whole report in its facts.

`Idempotency-Key` is the import's id. One that recorded something and is sent again within 90 days
records nothing more, and is answered with what it did, and when (`recorded_before`). The id of an
import of another file, with other options or from somebody else, and that of a command, are refused
as `id_reused`.

The columns, by any of their headings; an address is needed, and for new people a name:

{_COLUMNS}
"""

_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file: CSV, or an Excel or OpenDocument spreadsheet.",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "name,email,role\r\nAda Okafor,ada@example.org,mentor\r\n",
            },
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _FILE,
            "application/vnd.oasis.opendocument.spreadsheet": _FILE,
            "application/octet-stream": _FILE,
        },
    }
}


@router.post(
    "/people/imports",
    summary="Import people",
    description=_ABOUT,
    response_model=ReportDocument,
    response_description="What became of each row.",
    responses=answers(400, 403, 404, 413),
    openapi_extra=_BODY,
)
async def import_from_file(
    request: Request,
    asked: Annotated[ImportAsked, Query()],
    asks: Asks,
    found: Found,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="A UUID of your making, which is the import's id: required.",
            examples=["0197a1c2-5b5e-7c3a-9d43-0a3f5f0b9e11"],
        ),
    ] = None,
) -> Response:
    """Register everybody in a spreadsheet, or nobody where a row is bad."""
    import_id = command_id_of(key)
    actor = _importer(asks, asked.program)
    program = await program_for(found, asks, Right.IMPORT_PEOPLE, asked.program)
    if actor is None:
        raise not_found("program")
    options = Options(
        ForAll(program=program, role=None if asked.role is None else Role(asked.role)),
        encoding=asked.encoding,
        sheet=asked.sheet,
        skip_bad=asked.skip_bad,
        rehearsal=asked.dry_run,
    )
    data = await _file(request)
    with AT_ONCE.taken():
        report = await _imported(
            found, asks, data, options=options, actor=actor, import_id=import_id
        )
    recorded, before, counts = report.recorded, report.before is not None, dict(report.counts)
    log.info("people.imported", who=name_of(asks), recorded=recorded, before=before, counts=counts)
    return _answered(report, options)


def _importer(caller: Caller, program: UUID | None) -> Actor | None:
    """Return who imports: an administrator as one, also where they coordinate."""
    is_administrator = relation_here(caller, program) is Relation.ADMINISTRATOR
    wished = Role.ADMINISTRATOR if is_administrator else Role.COORDINATOR
    return actor_in(asking(caller), None, program=program, wished=wished)


async def _file(request: Request) -> bytes:
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        sentence = "The body is a form; send the file itself, as curl --data-binary does."
        raise Problem(_UNPROCESSABLE, RosterError.kind, sentence)
    return await request.body()


async def _imported(
    services: Services,
    caller: Caller,
    data: bytes,
    *,
    options: Options,
    actor: Actor,
    import_id: UUID,
) -> Report:
    def is_close(known: Person) -> bool:
        return relation_to(caller, known) in _CLOSE

    try:
        return await import_people(
            services.records,
            data,
            options=options,
            actor=actor,
            reach=Reach(programs_run(caller), is_close),
            import_id=import_id,
            at=services.now(),
        )
    except RosterError as error:
        raise Problem(_UNPROCESSABLE, error.kind, str(error)) from error


def _answered(report: Report, options: Options) -> Response:
    document = ReportDocument.of(report)
    is_bad = report.problems and not report.recorded
    if is_bad and not options.skip_bad and not options.rehearsal:
        rows = f"{report.bad_rows} rows are" if report.bad_rows > 1 else "A row is"
        sentence = (
            f"{rows} bad, so nobody was recorded; mend the file, or skip bad rows. The first: "
            f"{report.problems[0].sentence}"
        )
        raise Problem(_UNPROCESSABLE, "rows_bad", sentence, **document.model_dump(mode="json"))
    return told(document)
