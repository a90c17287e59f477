"""What is recorded stays, whoever asks."""

import asyncpg
import pytest

from records.handle import Pool
from tests.records.desk import Desk

_CHANGES = [
    "update store.{table} set at = at",
    "delete from store.{table}",
    "truncate store.{table} cascade",
]


@pytest.mark.parametrize("table", ["events", "receipts"])
@pytest.mark.parametrize("change", _CHANGES)
async def test_even_the_owner_is_refused_by_the_triggers(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]", change: str, table: str
) -> None:
    await tiny.open()
    with pytest.raises(asyncpg.PostgresError, match=f"{table} is append-only") as refused:
        await owner.execute(change.format(table=table))
    assert refused.value.sqlstate == "MS001"


@pytest.mark.parametrize("table", ["events", "receipts"])
@pytest.mark.parametrize("change", _CHANGES)
async def test_the_service_has_no_right_to_try(pool: Pool, change: str, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(change.format(table=table))


async def test_the_service_may_not_touch_other_schemas_tables(pool: Pool) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("create table store.mine ()")
