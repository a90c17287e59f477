-- name: find_import
-- What is kept of an import that was recorded.
select digest, at, registered, changed, unchanged, bad
from store.imports
where id = $1;

-- name: keep_import
-- Keeps that an import is recorded; gives nothing back when its id was used meanwhile. Those recorded
-- before $9 are removed.
with over as (
    delete from store.imports
    where id in (
        select id from store.imports where at < $9 limit 100 for update skip locked
    )
)
insert into store.imports (id, actor, digest, at, registered, changed, unchanged, bad)
values ($1, $2::jsonb, $3, $4, $5, $6, $7, $8)
on conflict do nothing
returning true;
