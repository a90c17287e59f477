-- name: take_dump_turn
-- Says whether nobody rebuilds the read tables; keeps them from it while the session lasts.
select pg_try_advisory_lock_shared(7302, 0);

-- name: try_migration_turn
-- Says whether nobody else makes tables here; keeps them from it while the session lasts.
select pg_try_advisory_lock(7303, 0);

-- name: tables_of_others
-- Tables that are not ours.
select format('%I.%I', schemaname, tablename) as name
from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'store', 'access', 'read', 'read_next', 'read_old')
    and (schemaname, tablename) <> ('public', 'schema_migrations')
union all
select format('%I.%I', schemaname, tablename)
from pg_tables
where schemaname in ('store', 'access', 'read') and to_regclass('store.events') is null
union all
select 'public.schema_migrations'
where to_regclass('public.schema_migrations') is not null and to_regclass('store.events') is null
order by name;

-- name: has_store
-- Says whether our tables are there.
select to_regclass('store.events') is not null;

-- name: keep_others_out
-- Lets nobody record anything until this transaction ends.
lock table store.streams, store.receipts, store.parked_commands in access exclusive mode;

-- name: records_there
-- How many streams, answered commands and parked commands there are.
select (select count(*) from store.streams) as streams,
    (select count(*) from store.receipts) + (select count(*) from store.parked_commands)
        as commands;

-- name: drop_empty_tables
-- Removes our tables, in which there is nothing.
drop schema if exists store, access, read, read_next, read_old cascade;

-- name: forget_migrations
-- Removes the list of migrations of the tables that were removed.
drop table if exists public.schema_migrations;

-- name: role_is_there
-- Says whether the server knows a role.
select exists (select 1 from pg_roles where rolname = $1);

-- name: gather_statistics
-- Lets the planner know how much was loaded.
analyze;

-- name: loaded
-- How much there is now.
select (select count(*) from store.streams) as streams,
    (select count(*) from store.events) as events;
