"""What the store is measured against does the same work."""

import base64
from dataclasses import replace

import asyncpg

from benchmarks.store_bare import as_bare, rows_of, write
from benchmarks.store_many import grow, rehash
from benchmarks.store_story import rehearsed, tale
from records.append import append
from records.handle import Store
from records.read_tables import KINDS
from records.roles import as_service
from records.verify import verify
from runtime.database import connect_pool
from tests.databases import Server, Template

TABLES = (
    *("store.streams", "store.events", "store.receipts", "store.letters", "store.mentor_loads"),
    *("store.mentor_charges", "store.pairs", "read.mentorships", "read.deadlines"),
)


async def everything(url: str) -> dict[str, list[str]]:
    connection = await asyncpg.connect(url)
    try:
        rows = {
            table: await connection.fetch(f"select t::text as row from {table} as t order by 1")  # noqa: S608
            for table in TABLES
        }
    finally:
        await connection.close()
    return {table: [row["row"] for row in found] for table, found in rows.items()}


async def test_bare_asyncpg_writes_the_rows_that_the_store_writes(
    database_url: str, postgres: str, migrated_template: Template
) -> None:
    moves = rehearsed(tale(7), steps=14)
    fold = moves[0].decision.fold
    async with connect_pool(database_url, init=as_service) as pool:
        store = Store(pool, kinds=KINDS, opener=base64.b64decode)
        for move in moves:
            async with store.unit() as unit:
                await unit.lock_mentors(move.locks)
                decision = replace(move.decision, fold=fold)
                _, appended = await append(unit, move.prepared, decision)
            fold = appended[-1].fold
    async with Server(postgres).database(like=migrated_template) as bare_url:
        async with connect_pool(bare_url, init=as_bare) as pool:
            for command in rows_of(moves):
                await write(pool, command)
        ours, theirs = await everything(database_url), await everything(bare_url)
    assert ours == theirs
    assert all(ours.values())


async def test_varied_mentorships_can_be_verified_and_are_as_many_as_asked_for(
    database_url: str,
) -> None:
    async with connect_pool(database_url, init=as_service) as pool:
        store = Store(pool, kinds=KINDS, opener=base64.b64decode)
        await grow(store, database_url, lengths=(2, 5), variations=3)
        assert await pool.fetchval("select count(*) from read.mentorships") == 2 * (1 + 3)
        assert [each.finding async for each in verify(store)] != []
        await rehash(database_url)
        assert [each async for each in verify(store)] == []
