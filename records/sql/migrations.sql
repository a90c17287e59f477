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
