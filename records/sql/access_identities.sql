-- name: identity
-- Says who somebody is whom an OpenID Connect provider knows.
select identities.person
from access.identities
join store.person_emails on person_emails.person = identities.person
where identities.issuer = $1 and identities.subject = $2;

-- name: keep_identity
-- Keeps who somebody is whom an OpenID Connect provider knows, unless that is known, or the person is
-- gone.
with registered as (
    select person
    from store.person_emails
    where person = $3
    for share
)
insert into access.identities (issuer, subject, person, made_at)
select $1, $2, person, $4
from registered
on conflict do nothing;

-- name: person_with_email
-- Says whose an address is.
select person
from store.person_emails
where email = $1;

-- name: keep_oidc_state
-- Keeps what is needed when somebody comes back from an OpenID Connect provider; those who have been
-- away since $6 are forgotten.
with over as (
    delete from access.oidc_states
    where digest in (
        select digest from access.oidc_states where made_at < $6 limit 100 for update skip locked
    )
)
insert into access.oidc_states (digest, browser, nonce, verifier, made_at)
values ($1, $2, $3, $4, $5);

-- name: take_oidc_state
-- Gives what was kept for somebody who comes back in the same browser, once.
delete from access.oidc_states where digest = $1 and browser = $2
returning nonce, verifier, made_at;
