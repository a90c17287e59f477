"""Writing the read tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from records.connections import AnyConnection
from records.folds import Fold
from records.kinds import Kind, Row, Rows
from records.statements import SQL, into_schema

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "deadlines": ("id", "kind", "due", "label"),
    "person_roles": ("program", "role"),
}
"""Tables with any number of rows for one stream, and what tells one such row from another."""


async def write_read_tables(connection: AnyConnection, kind: Kind, fold: Fold) -> None:
    """Make the rows of a stream what its state says; the same whenever it is done."""
    await connection.execute(SQL[f"write_{kind.decider.category}"], *_arguments(kind, fold))


async def write_read_tables_of(
    connection: AnyConnection, kind: Kind, folds: Iterable[Fold], *, schema: str
) -> None:
    """Make the rows of many streams of a kind what their states say, with few round trips."""
    statement = into_schema(SQL[f"write_{kind.decider.category}"], schema)
    await connection.executemany(statement, [_arguments(kind, fold) for fold in folds])


async def copy_read_tables_of(
    connection: AnyConnection, kind: Kind, folds: Iterable[Fold], *, schema: str
) -> None:
    """Write the rows of many streams of a kind of which no table has any yet."""
    written: dict[str, list[Row]] = {}
    for fold in folds:
        for table, rows in rows_of(kind, fold).items():
            written.setdefault(table, []).extend(rows)
    for table, rows in written.items():
        if rows:
            records = [tuple(row.values()) for row in rows]
            columns = list(rows[0])
            await connection.copy_records_to_table(
                table, schema_name=schema, columns=columns, records=records
            )


def rows_of(kind: Kind, fold: Fold) -> Rows:
    """Return what the read tables say of a stream."""
    assert fold.first_at is not None  # noqa: S101 - a stream with a state has events
    assert fold.last_at is not None  # noqa: S101
    return kind.rows(fold.state, fold.version, fold.first_at, fold.last_at)


def _arguments(kind: Kind, fold: Fold) -> Sequence[object]:
    arguments: list[object] = []
    for table, rows in rows_of(kind, fold).items():
        if table in _DETAILS:
            arguments += [[row[column] for row in rows] for column in _DETAILS[table]]
        else:
            (row,) = rows
            arguments += row.values()
    return arguments
