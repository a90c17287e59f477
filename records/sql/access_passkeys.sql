-- name: lock_person
-- Lets others who would add something of a person's wait; a count in a later statement sees theirs.
select true from store.person_emails where person = $1 for update;

-- name: add_passkey
-- Keeps a passkey, unless its person is gone, has $9 already, or somebody has this one.
insert into access.passkeys (
    id, person, credential_id, public_key, sign_count, transports, name, made_at
)
select $1, person, $3, $4, $5, $6, $7, $8
from store.person_emails
where person = $2
    and (select count(*) from access.passkeys where passkeys.person = $2) < $9
on conflict do nothing
returning true;

-- name: passkeys_of_person
-- Lists a person's passkeys, the oldest first.
select id, credential_id, public_key, sign_count, transports, name, made_at, used_at
from access.passkeys
where person = $1
order by made_at, id;

-- name: passkey_used
-- Notes that a passkey was used; says no where its counter did not go on, as then there is a copy of
-- it. Many passkeys do not count: theirs stays at nought.
update access.passkeys set sign_count = $2, used_at = $3
where credential_id = $1 and (sign_count < $2 or (sign_count = 0 and $2 = 0))
returning true;

-- name: forget_passkey
-- Removes one passkey of a person; says whether there was one.
delete from access.passkeys where id = $1 and person = $2
returning true;

-- name: forget_passkeys
-- Removes all passkeys of a person; says how many there were.
with forgotten as (
    delete from access.passkeys where person = $1
    returning id
)
select count(*) from forgotten;

-- name: keep_challenge
-- Keeps what a passkey is asked to sign, in the place of what it was asked before.
insert into access.challenges (session, purpose, challenge, made_at)
select sessions.id, $2, $3, $4
from access.sessions
where sessions.id = $1
for key share
on conflict (session, purpose) do update
set challenge = excluded.challenge, made_at = excluded.made_at;

-- name: take_challenge
-- Gives what a passkey was asked to sign, once.
delete from access.challenges where session = $1 and purpose = $2
returning challenge, made_at;
