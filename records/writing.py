"""Writing the read tables."""

from collections.abc import Iterable
from uuid import UUID

from records.canonical import canonical
from records.folds import AnyConnection, Fold
from records.kinds import Kind, Rows
from records.recorded import stream_parts
from records.statements import SQL, into_schema


async def write_read_tables_of(
    connection: AnyConnection, kind: Kind, folds: Iterable[Fold], *, schema: str
) -> None:
    """Make the rows of many streams of a kind what their states say, with few round trips."""
    written: dict[str, list[tuple[UUID, str]]] = {}
    for fold in folds:
        _, ident = stream_parts(fold.stream)
        for table, rows in _rows(kind, fold).items():
            written.setdefault(table, []).append((ident, canonical(rows)))
    for table, arguments in written.items():
        await connection.executemany(into_schema(SQL[f"write_{table}"], schema), arguments)


async def write_read_tables(connection: AnyConnection, kind: Kind, ident: UUID, fold: Fold) -> None:
    """Make the rows of a stream what its state says; the same whenever it is done."""
    for table, rows in _rows(kind, fold).items():
        await connection.execute(SQL[f"write_{table}"], ident, canonical(rows))


def _rows(kind: Kind, fold: Fold) -> Rows:
    assert fold.first_at is not None  # noqa: S101 - a stream with a state has events
    assert fold.last_at is not None  # noqa: S101
    return kind.rows(fold.state, fold.version, fold.first_at, fold.last_at)
