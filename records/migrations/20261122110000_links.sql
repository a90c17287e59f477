-- migrate:up

-- Links in letters: what whoever has the token may do. The token itself is nowhere, only its SHA-256.
-- `command_id` is that of the act that cannot be undone, of which a link serves one; after a refusal
-- the next of the `attempts` has another. Whether it was recorded, its receipt says.
create table store.links (
    digest bytea constraint links_pk primary key,
    id uuid not null,
    person uuid not null,
    role text not null,
    purpose text not null,
    mentorship uuid,
    subject integer,
    letter uuid,
    made_at timestamptz not null,
    expires_at timestamptz,
    attempts integer not null default 0,
    command_id uuid,
    revoked_at timestamptz,
    revoked_why text,
    constraint links_id_is_unique unique (id),
    constraint links_digest_is_sha256 check (octet_length(digest) = 32),
    constraint links_role_is_known check (role in ('mentee', 'mentor', 'coordinator')),
    constraint links_purpose_is_words check (purpose ~ '^[a-z]+(_[a-z]+)*$'),
    constraint links_subject_is_of_a_mentorship check (
        subject is null or (subject > 0 and mentorship is not null)
    ),
    constraint links_expire_later check (expires_at > made_at),
    constraint links_attempt_has_command check ((attempts = 0) = (command_id is null)),
    constraint links_revoked_has_reason check ((revoked_at is null) = (revoked_why is null))
);

-- Finds a person's links, to revoke them.
create index links_of_person on store.links (person) where revoked_at is null;

-- The service makes links, and notes what became of them.
grant select, insert, update on store.links to mentorship_service;

-- migrate:down

-- The links in letters that were sent lead nowhere any more.
drop table store.links;
