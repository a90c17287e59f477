"""A database comes to this release's schema, by whoever is first."""

import asyncio
from importlib.resources import files

import asyncpg
import pytest

from records.errors import MigrationFailed, NewerSchema, NotMigrated, StoreDown
from records.migrations import check_schema, migrate
from records.roles import as_service
from records.statements import SQL

_CATALOG = """
select kind, name, what from (
    select 'column' as kind, format('%s.%s.%s', table_schema, table_name, column_name) as name,
        concat_ws(' ', ordinal_position, data_type, is_nullable, column_default) as what
    from information_schema.columns
    union all
    select 'constraint', format('%s.%s', conrelid::regclass, conname), pg_get_constraintdef(oid)
    from pg_constraint
    union all
    select 'index', format('%s.%s', schemaname, indexname), indexdef from pg_indexes
    union all
    select 'trigger', format('%s.%s', tgrelid::regclass, tgname), pg_get_triggerdef(oid)
    from pg_trigger where not tgisinternal
    union all
    select 'function', p.oid::regprocedure::text,
        pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '')
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'store'
    union all
    select 'sequence', format('%s.%s', schemaname, sequencename),
        format('%s %s %s', data_type, increment_by, cache_size) from pg_sequences
    union all
    select 'rights', c.oid::regclass::text, c.relacl::text from pg_class c
    union all
    select 'schema', nspname, nspacl::text from pg_namespace
) as everything
where (name ~ '^(store|read|access)\\.' or name in ('store', 'read', 'access'))
order by kind, name
"""


async def catalog(url: str) -> list[tuple[str, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(_CATALOG)]
    finally:
        await connection.close()


async def execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def test_migrations_lead_to_the_schema_that_is_written_down(
    database_url: str, empty_database_url: str
) -> None:
    schema = files("records").joinpath("schema.sql").read_text(encoding="utf-8")
    await execute(empty_database_url, schema)
    migrated, written = await catalog(database_url), await catalog(empty_database_url)
    assert migrated == written
    assert len(migrated) > 100


async def test_rebuilt_read_tables_have_the_schema_that_is_written_down(database_url: str) -> None:
    before = await catalog(database_url)
    for statement in ("make_next_read_tables", "switch_read_tables", "drop_old_read_tables"):
        await execute(database_url, SQL[statement])
    assert await catalog(database_url) == before


async def test_services_that_start_at_once_migrate_once(empty_database_url: str) -> None:
    await asyncio.gather(*(migrate(empty_database_url) for _ in range(4)))
    assert await catalog(empty_database_url) != []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    before = await catalog(database_url)
    await migrate(database_url)
    assert await catalog(database_url) == before


async def test_a_database_of_a_later_release_is_left_alone(database_url: str) -> None:
    await execute(database_url, "insert into public.schema_migrations values ('29990101000000')")
    with pytest.raises(NewerSchema, match=r"newer than this release .*29990101000000"):
        await migrate(database_url)


async def test_a_migration_that_fails_is_rolled_back_and_told(empty_database_url: str) -> None:
    await execute(empty_database_url, "create schema store")
    with pytest.raises(MigrationFailed, match='schema "store" already exists'):
        await migrate(empty_database_url)
    assert [row[1] for row in await catalog(empty_database_url)] == ["store"]


async def test_a_server_that_is_down_is_said_to_be_down(unused_tcp_port: int) -> None:
    with pytest.raises(StoreDown, match="does not answer"):
        await migrate(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing")


async def test_a_worker_looks_for_its_tables_and_takes_those_of_a_later_release(
    database_url: str,
) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        await as_service(connection)
        assert await check_schema(connection) == ()
        await connection.execute("reset role")
        await connection.execute("insert into schema_migrations values ('29990101000000')")
        assert await check_schema(connection) == ("29990101000000",)
        await connection.execute("delete from schema_migrations where version < '2026031'")
        with pytest.raises(NotMigrated, match=r"lacks migration 20260302090000\): run 'mentorship"):
            await check_schema(connection)
    finally:
        await connection.close()


async def test_a_login_that_may_not_act_as_the_service_is_told(database_url: str) -> None:
    await execute(database_url, "drop role if exists stranger; create role stranger")
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("set session authorization stranger")
        with pytest.raises(NotMigrated, match="permission denied to set role"):
            await as_service(connection)
    finally:
        await connection.close()
