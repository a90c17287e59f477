"""The same rows without the service: what a turn of the work wrote, to be written by hand."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Record
from pydantic import AwareDatetime, BaseModel, ConfigDict

from benchmarks.statements import statements
from benchmarks.work import TURN, Office, must_be_recorded
from domain.envelopes import opened_by, stream_of
from records.connections import AnyConnection
from records.recorded import Source
from runtime.clock import now
from runtime.ids import new_id

SQL = statements("rows.sql")
_SOURCE = Source(workflow=f"mentorship/{UUID(int=1)}", run=f"{UUID(int=2)}")


class _Row(BaseModel):
    model_config = ConfigDict(
        frozen=True, from_attributes=True, ser_json_bytes="base64", val_json_bytes="base64"
    )


class _Event(_Row):
    type: str
    schema_version: int
    at: AwareDatetime
    actor: str
    data: str
    source: str | None
    hash: bytes


class _Receipt(_Row):
    type: str
    actor: str
    digest: bytes
    at: AwareDatetime
    events: tuple[str, ...]
    facts: str


class _Mentorship(_Row):
    program: UUID
    mentee: UUID
    mentor: UUID | None
    watched: tuple[UUID, ...]
    stage: str
    opened_at: AwareDatetime
    last_at: AwareDatetime
    paused_until: AwareDatetime | None
    next_due: AwareDatetime | None
    next_kind: str | None
    attention: tuple[str, ...]
    complete: bool
    asked: tuple[UUID, ...]
    late_from: AwareDatetime | None


class _Deadline(_Row):
    id: str
    kind: str
    due: AwareDatetime
    label: str


class Written(_Row):
    """What one command wrote; ``gone`` and ``come`` are the deadlines that it ended and set."""

    event: _Event
    receipt: _Receipt
    mentorship: _Mentorship
    gone: tuple[str, ...]
    come: tuple[_Deadline, ...]


class Rows(_Row):
    """What a turn of the work wrote, step by step, from a version on."""

    version: int
    mentorship: _Mentorship
    steps: tuple[Written, ...]

    async def open(self, connection: AnyConnection, mentorship: UUID) -> None:
        """Make a mentorship to write to, which is at its goals."""
        stream = stream_of("mentorship", mentorship)
        await connection.execute(SQL["open_stream"], stream, self.version)
        row = _values(self.mentorship)
        await connection.execute(SQL["open_mentorship"], mentorship, self.version, *row)

    async def write(self, connection: AnyConnection, mentorship: UUID, number: int) -> int:
        """Write the rows of the step of a number in one commit, and return the version."""
        step = self.steps[number % len(self.steps)]
        stream, version = stream_of("mentorship", mentorship), self.version + number + 1
        command = new_id()
        event, receipt = step.event, step.receipt
        async with connection.transaction():
            await connection.execute(SQL["advance"], stream, version)
            await connection.execute(
                SQL["insert_event"],
                *(stream, version, new_id(), event.type, event.schema_version, event.at),
                *(event.actor, command, event.data, event.source, event.hash),
            )
            await connection.execute(
                SQL["insert_receipt"],
                *(command, stream, receipt.type, receipt.actor, receipt.digest, receipt.at),
                *(version, receipt.events, receipt.facts),
            )
            row = _values(step.mentorship)
            await connection.execute(SQL["update_mentorship"], mentorship, version, *row)
            await _move_deadlines(connection, mentorship, step)
        return version


async def recorded_rows(office: Office, connection: AnyConnection) -> Rows:
    """Let the service record a turn of the work, and return what it wrote.

    ``connection`` may read all that the service writes.
    """
    pair = await office.pair()
    opening = office.opening(pair)
    mentorship = opened_by(opening.id)
    version = 0
    for command in (opening, *office.preparations(pair)):
        receipt = await office.records.handle("mentorship", mentorship, command, at=now())
        must_be_recorded(receipt)
        version = receipt.version
    before, row = await _deadlines(connection, mentorship), await _row(connection, mentorship)
    steps = []
    for number in range(TURN):
        command = office.step(pair, number)
        receipt = await office.records.handle(
            "mentorship", mentorship, command, at=now(), source=_SOURCE
        )
        must_be_recorded(receipt)
        after = await _deadlines(connection, mentorship)
        steps.append(await _written(connection, mentorship, receipt.version, before, after))
        before = after
    return Rows(version=version, mentorship=row, steps=tuple(steps))


async def _written(
    connection: AnyConnection,
    mentorship: UUID,
    version: int,
    before: Sequence[_Deadline],
    after: Sequence[_Deadline],
) -> Written:
    stream = stream_of("mentorship", mentorship)
    # One row each, else this is not the turn that was meant, and unpacking says so.
    (event,) = await connection.fetch(SQL["stream_rows"], stream, version - 1)
    (receipt,) = await connection.fetch(SQL["receipt_row"], stream, version)
    return Written(
        event=_Event.model_validate(dict(event)),
        receipt=_Receipt.model_validate(dict(receipt)),
        mentorship=await _row(connection, mentorship),
        gone=tuple(each.id for each in before if each not in after),
        come=tuple(each for each in after if each not in before),
    )


async def _row(connection: AnyConnection, mentorship: UUID) -> _Mentorship:
    (row,) = await connection.fetch(SQL["mentorship_row"], mentorship)
    return _Mentorship.model_validate(dict(row))


async def _deadlines(connection: AnyConnection, mentorship: UUID) -> list[_Deadline]:
    rows: list[Record] = await connection.fetch(SQL["deadline_rows"], mentorship)
    return [_Deadline.model_validate(dict(row)) for row in rows]


async def _move_deadlines(connection: AnyConnection, mentorship: UUID, step: Written) -> None:
    if step.gone:
        await connection.execute(SQL["delete_deadlines"], mentorship, step.gone)
    for each in step.come:
        await connection.execute(SQL["insert_deadline"], mentorship, *_values(each))


def _values(row: BaseModel) -> list[object]:
    return [getattr(row, name) for name in type(row).model_fields]
