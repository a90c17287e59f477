-- migrate:up

-- How people and programs come in. Nothing here is recorded for ever; tokens are kept as SHA-256.
create schema access;

-- Who is signed in where. `proved_at` is when the second factor was last given. The tokens of forms are
-- made from `form_secret`: it opens nothing, and outlives a change of the session's token.
create table access.sessions (
    id uuid constraint sessions_pk primary key,
    digest bytea not null,
    form_secret text not null,
    person uuid not null,
    how text not null,
    agent text,
    begun_at timestamptz not null,
    seen_at timestamptz not null,
    proved_at timestamptz,
    constraint sessions_digest_is_unique unique (digest),
    constraint sessions_digest_is_sha256 check (octet_length(digest) = 32),
    constraint sessions_how_is_known check (how in ('letter', 'oidc', 'operator'))
);

-- Finds a person's sessions.
create index sessions_of_person on access.sessions (person);

-- Finds sessions that are over.
create index sessions_by_age on access.sessions (begun_at);

-- Links to sign in. Without a `browser` an operator made one. One without a `person` was asked for by
-- an address that nobody has, and leads nowhere. `session` is what was begun by it.
create table access.sign_ins (
    digest bytea constraint sign_ins_pk primary key,
    person uuid,
    browser bytea,
    asked_at timestamptz not null,
    ends_at timestamptz not null,
    replaced_at timestamptz,
    used_at timestamptz,
    session uuid,
    constraint sign_ins_digest_is_sha256 check (octet_length(digest) = 32),
    constraint sign_ins_browser_is_sha256 check (octet_length(browser) = 32),
    constraint sign_ins_are_somebodys check (person is not null or browser is not null),
    constraint sign_ins_end_later check (ends_at > asked_at),
    constraint sign_ins_used_has_session check ((used_at is null) = (session is null))
);

-- Finds what a browser asked for.
create index sign_ins_of_browser on access.sign_ins (browser);

-- Finds a person's links to sign in.
create index sign_ins_of_person on access.sign_ins (person);

-- Finds links to sign in that are over.
create index sign_ins_by_end on access.sign_ins (ends_at);

-- The passkeys of people, by the credential ids of WebAuthn.
create table access.passkeys (
    id uuid constraint passkeys_pk primary key,
    credential_id bytea not null,
    person uuid not null,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null,
    name text not null,
    made_at timestamptz not null,
    used_at timestamptz,
    constraint passkeys_credential_is_unique unique (credential_id),
    constraint passkeys_sign_count_is_not_negative check (sign_count >= 0)
);

-- Finds a person's passkeys.
create index passkeys_of_person on access.passkeys (person);

-- What a passkey was asked to sign, in which session, and for what.
create table access.challenges (
    session uuid not null,
    purpose text not null,
    challenge bytea not null,
    made_at timestamptz not null,
    constraint challenges_pk primary key (session, purpose),
    constraint challenges_session_exists foreign key (session) references access.sessions
    on delete cascade,
    constraint challenges_purpose_is_words check (purpose ~ '^[a-z]+(_[a-z]+)*$')
);

-- Who somebody is whom an OpenID Connect provider knows.
create table access.identities (
    issuer text not null,
    subject text not null,
    person uuid not null,
    made_at timestamptz not null,
    constraint identities_pk primary key (issuer, subject)
);

-- Finds a person's identities.
create index identities_of_person on access.identities (person);

-- Sign-ins at an OpenID Connect provider that are under way.
create table access.oidc_states (
    digest bytea constraint oidc_states_pk primary key,
    browser bytea not null,
    nonce text not null,
    verifier text not null,
    made_at timestamptz not null,
    constraint oidc_states_digest_is_sha256 check (octet_length(digest) = 32),
    constraint oidc_states_browser_is_sha256 check (octet_length(browser) = 32)
);

-- Finds sign-ins that nobody finished.
create index oidc_states_by_age on access.oidc_states (made_at);

-- The API's keys. Without a `person` a key acts as the operator; `program` narrows what it sees.
create table access.keys (
    id uuid constraint keys_pk primary key,
    digest bytea not null,
    name text not null,
    person uuid,
    program uuid,
    scopes text[] not null,
    made_by uuid,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint keys_digest_is_unique unique (digest),
    constraint keys_digest_is_sha256 check (octet_length(digest) = 32),
    constraint keys_have_scopes check (cardinality(scopes) > 0),
    constraint keys_expire_later check (expires_at > made_at)
);

-- Finds a person's keys.
create index keys_of_person on access.keys (person);

-- How often something was tried: what is full until when, and how long who tried last has to wait.
-- Unlogged, because nothing is lost that anybody would miss.
create unlogged table access.attempts (
    bucket bytea constraint attempts_pk primary key,
    clear_at timestamptz not null,
    wait interval,
    constraint attempts_bucket_is_sha256 check (octet_length(bucket) = 32)
);

-- Finds counts that say nothing any more.
create index attempts_by_age on access.attempts (clear_at);

-- The service sees how people come in.
grant usage on schema access to mentorship_service;

-- All of it comes and goes.
grant select, insert, update, delete on all tables in schema access to mentorship_service;

-- migrate:down

-- Everybody is signed out, and no key is good any more.
drop schema access cascade;
