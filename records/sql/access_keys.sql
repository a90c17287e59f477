-- name: make_key
-- Keeps an API key, unless its person is gone. Keys that have been of no use since $11 are removed.
with registered as (
    select person
    from store.person_emails
    where person = $4
    for share
),
over as (
    delete from access.keys
    where id in (
        select id
        from access.keys
        where coalesce(revoked_at, expires_at) < $11
        limit 100
        for update skip locked
    )
)
insert into access.keys (
    id, digest, name, person, program, scopes, made_by, made_at, expires_at, proved
)
select $1, $2, $3, $4::uuid, $5, $6, $7, $8, $9, $10
where $4 is null or exists (select from registered)
returning true;

-- name: key_by_digest
-- Finds an API key by its token.
select keys.id, keys.name, keys.person, keys.program, keys.scopes, keys.made_by, keys.made_at,
    keys.expires_at, keys.last_used_at, keys.revoked_at, keys.proved
from access.keys
where keys.digest = $1
    and (
        keys.person is null
        or exists (select from store.person_emails where person_emails.person = keys.person)
    );

-- name: key_used
-- Notes that an API key is used.
update access.keys set last_used_at = $2
where id = $1 and (last_used_at is null or last_used_at < $2);

-- name: keys
-- API keys of a person, by id, or all of them; the newest first.
select id, name, person, program, scopes, made_by, made_at, expires_at, last_used_at, revoked_at,
    proved
from access.keys
where ($1::uuid is null or person = $1) and ($2::uuid is null or id = $2)
order by made_at desc, id;

-- name: revoke_key
-- Takes an API key back; says whether it was good until now.
update access.keys set revoked_at = $2
where id = $1 and revoked_at is null and expires_at > $2
returning true;
