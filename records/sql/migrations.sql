-- name: take_migration_turn
-- Makes those who migrate at the same time wait for each other.
select pg_advisory_lock(7303, 0);

-- name: has_migrations
-- Says whether the database was ever migrated.
select to_regclass('public.schema_migrations') is not null;

-- name: migrations
-- Which migrations the database has.
select version from public.schema_migrations order by version;

-- name: uses_tls
-- Says whether this connection is enciphered, because the migration tool wants to be told.
select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false);

-- name: has_unfilled_rows
-- Says whether lists have rows that an earlier release wrote, which knew of less.
select exists (select 1 from read.people where found_by is null)
    or exists (select 1 from read.programs where found_by is null)
    or exists (select 1 from read.mentorships where asked is null);
