-- name: ask_to_sign_in
-- Keeps a link to sign in that is about to be sent to an address, in the place of those that the same
-- browser asked for before; says whose the address is. For an address that nobody has a link is kept
-- as well, so that both take the same time. Whoever changes the address at the same moment waits, and
-- then finds this link to end. Those that have been over since $6 are removed.
with registered as (
    select person_emails.person, person_emails.email
    from store.person_emails
    where person_emails.email = $1
    for share
),
over as (
    delete from access.sign_ins
    where digest in (
        select digest from access.sign_ins where ends_at < $6 limit 100 for update skip locked
    )
),
replaced as (
    update access.sign_ins set replaced_at = $4
    where browser = $3
        and person is not distinct from (select person from registered)
        and used_at is null
        and replaced_at is null
        and ends_at >= $6
),
asked as (
    insert into access.sign_ins (digest, person, browser, asked_at, ends_at)
    select $2, (select person from registered), $3, $4, $5
)
select registered.person, registered.email, people.name
from registered
join read.people on people.id = registered.person;

-- name: let_sign_in
-- Keeps a link to sign in that an operator made for a person, unless the person is gone.
with registered as (
    select person
    from store.person_emails
    where person = $1
    for share
),
over as (
    delete from access.sign_ins
    where digest in (
        select digest from access.sign_ins where ends_at < $5 limit 100 for update skip locked
    )
)
insert into access.sign_ins (digest, person, asked_at, ends_at)
select $2, person, $3, $4
from registered
returning true;

-- name: sign_in_by_digest
-- Finds a link to sign in by its token. Finding it takes no longer for a token that is nearly right:
-- what is compared are hashes.
select person, browser, ends_at, replaced_at, used_at, session
from access.sign_ins
where digest = $1;

-- name: lock_sign_in_person
-- Makes whoever changes the address of a link's person wait; this comes before the link itself is
-- locked, because they do it in that order.
select person_emails.person
from access.sign_ins
join store.person_emails on person_emails.person = sign_ins.person
where sign_ins.digest = $1
for share of person_emails;

-- name: lock_sign_in
-- Makes those who sign in by the same link at once wait for each other.
select person, browser, ends_at, replaced_at, used_at, session
from access.sign_ins
where digest = $1
for update;

-- name: use_sign_in
-- Notes which session was begun by a link to sign in.
update access.sign_ins set used_at = $2, session = $3 where digest = $1;
