-- name: begin_session
-- Signs a person in, unless the person is gone; whoever changes the person's address at the same
-- moment waits, and then finds this session to end. Those that have been over since $7 are removed.
with registered as (
    select person
    from store.person_emails
    where person = $2
    for share
),
over as (
    delete from access.sessions
    where id in (
        select id from access.sessions where begun_at < $7 limit 100 for update skip locked
    )
)
insert into access.sessions (id, digest, form_secret, person, how, agent, begun_at, seen_at)
select $1, $3, $8, person, $4, $5, $6, $6
from registered
returning id;

-- name: session_by_digest
-- Finds a session by its token, and whether its person is one of the staff as things are now.
select sessions.id, sessions.form_secret, sessions.person, sessions.how, sessions.agent,
    sessions.begun_at, sessions.seen_at, sessions.proved_at,
    exists (select from read.people where people.id = sessions.person and people.administrator)
    or exists (
        select
        from read.person_roles
        where person_roles.person = sessions.person and person_roles.role = 'coordinator'
    ) as is_staff
from access.sessions
join store.person_emails on person_emails.person = sessions.person
where sessions.digest = $1;

-- name: sessions_of_person
-- Lists a person's sessions, the one that was used last first, and whether the person is one of the
-- staff as things are now.
select sessions.id, sessions.form_secret, sessions.person, sessions.how, sessions.agent,
    sessions.begun_at, sessions.seen_at, sessions.proved_at,
    exists (select from read.people where people.id = sessions.person and people.administrator)
    or exists (
        select
        from read.person_roles
        where person_roles.person = sessions.person and person_roles.role = 'coordinator'
    ) as is_staff
from access.sessions
where sessions.person = $1
order by sessions.seen_at desc, sessions.id;

-- name: session_seen
-- Notes that a session is used.
update access.sessions set seen_at = $2 where id = $1 and seen_at < $2;

-- name: rotate_session
-- Gives a session another token, so that the one before opens nothing; with $4 the second factor
-- was given.
update access.sessions
set digest = $2, seen_at = $3, proved_at = case when $4::boolean then $3 else proved_at end
where id = $1
returning id;

-- name: end_session
-- Ends one session of a person; says whether there was one.
delete from access.sessions where id = $1 and person = $2
returning true;

-- name: end_sessions
-- Ends the sessions of a person, all but one ($2).
delete from access.sessions where person = $1 and id is distinct from $2;

-- name: end_access_to_address
-- Ends what whoever reads a person's letters could come in by: the person has another address now.
with ended as (
    delete from access.sessions where person = $1
),
forgotten as (
    delete from access.identities where person = $1
)
delete from access.sign_ins where person = $1;

-- name: end_access
-- Ends everything that somebody could come in by who is gone.
with ended as (
    delete from access.sessions where person = $1
),
forgotten as (
    delete from access.identities where person = $1
),
given_up as (
    delete from access.passkeys where person = $1
),
revoked as (
    delete from access.keys where person = $1
)
delete from access.sign_ins where person = $1;
