-- name: make_links
-- Keeps links that are about to be sent. One that is kept already stays as it is. Those on their way
-- to an address that is the person's no longer are revoked from the start ($11: why). Whoever changes
-- the address at the same moment waits, and then finds these links to revoke.
with addresses as materialized (
    select person, email
    from store.person_emails
    where person = any($3::uuid[])
    order by person
    for share
)
insert into store.links (
    digest, id, person, role, purpose, mentorship, subject, letter, made_at, expires_at, revoked_at,
    revoked_why
)
select part.digest, part.id, part.person, part.role, part.purpose, part.mentorship, part.subject,
    part.letter, $12::timestamptz, part.expires_at, case when late.is_late then $12::timestamptz end,
    case when late.is_late then $11 end
from unnest(
    $1::bytea[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::integer[], $8::uuid[],
    $9::timestamptz[], $10::text[]
) as part (digest, id, person, role, purpose, mentorship, subject, letter, expires_at, email)
cross join lateral (
    select part.email is not null and not exists (
        select
        from addresses
        where addresses.person = part.person and addresses.email = part.email
    ) as is_late
) as late
on conflict do nothing;

-- name: link_by_digest
-- What is kept of a link, and when the act that cannot be undone was recorded by it. Finding it takes
-- no longer for a token that is nearly right: what is compared are hashes.
select links.id, links.person, links.role, links.purpose, links.mentorship, links.subject,
    links.letter, links.made_at, links.expires_at, links.revoked_at, links.revoked_why,
    receipts.at as used_at
from store.links
left join store.receipts on receipts.command_id = links.command_id
    and receipts.origin = 'outside'
    and receipts.outcome <> 'refused'
where links.digest = $1;

-- name: lock_link
-- Makes those who act by a link at once wait for each other; says which act has it, and whether that
-- was refused.
select links.attempts, links.command_id, links.revoked_at is not null as revoked,
    exists (
        select
        from store.receipts
        where receipts.command_id = links.command_id
            and receipts.origin = 'outside'
            and receipts.outcome = 'refused'
    ) as refused
from store.links
where links.id = $1
for update;

-- name: claim_link
-- Gives a link to one act.
update store.links set attempts = $2, command_id = $3 where id = $1;

-- name: revoke_link
-- Takes a link back; says whether it was good until now.
update store.links set revoked_at = $2, revoked_why = $3
where id = $1 and revoked_at is null
returning true;

-- name: revoke_links_of_person
-- Takes all links of a person back; says how many there were.
with revoked as (
    update store.links set revoked_at = $2, revoked_why = $3
    where person = $1 and revoked_at is null
    returning id
)
select count(*) from revoked;

-- name: lock_links_of_person
-- Makes those who replace links of one person wait for each other.
select from store.person_emails where person = $1 for update;

-- name: revoke_links_for_purpose
-- Takes back all links that a person has for a purpose.
update store.links set revoked_at = $3, revoked_why = $4
where person = $1 and purpose = $2 and revoked_at is null;

-- name: lasting_link_for_purpose
-- When a person's link for a purpose was made that is good until it is revoked.
select max(made_at) from store.links
where person = $1 and purpose = $2 and revoked_at is null and expires_at is null;
