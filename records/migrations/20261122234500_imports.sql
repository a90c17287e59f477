-- migrate:up

-- Imports of people that recorded something, by the ids that they were sent with: sent again, they
-- record nothing more. Of file and options only a SHA-256 is kept, and of the rows how many did what.
create table store.imports (
    id uuid constraint imports_pk primary key,
    actor jsonb not null,
    digest bytea not null,
    at timestamptz not null,
    registered integer not null,
    changed integer not null,
    unchanged integer not null,
    bad integer not null,
    constraint imports_digest_is_sha256 check (octet_length(digest) = 32),
    constraint imports_counts_are_not_negative check (least(registered, changed, unchanged, bad) >= 0)
);

-- Finds imports that need not be known any more.
create index imports_by_age on store.imports (at);

-- Imports are known for a while. To remove them the service locks them, as if to update.
grant select, insert, update, delete on store.imports to mentorship_service;

-- migrate:down

-- An import that is sent again is taken for a new one.
drop table store.imports;
