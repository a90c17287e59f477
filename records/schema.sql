-- The whole schema as it stands. Changes are made here and in a new file under migrations/;
-- a test proves that both lead to the same database.

-- What is true, and is never rebuilt.
create schema store;

-- One row per stream: the version that the next append has to expect. `told` is the version that
-- the stream's workflow last heard of; null where no workflow follows the stream.
create table store.streams (
    stream text constraint streams_pk primary key,
    version bigint not null,
    told bigint,
    constraint streams_name_has_kind_and_id check (
        stream ~ '^(mentorship|person|program)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    ),
    constraint streams_version_is_positive check (version > 0),
    constraint streams_told_is_known check (told between 0 and version)
);

-- Finds the mentorships that are ahead of their workflow without looking at the others.
create index streams_ahead_of_workflow on store.streams (stream) where told < version;

-- Numbers all events in the order in which readers see them; uncached, so that sessions share it.
create sequence store.event_positions as bigint cache 1;

-- Every event, for ever. `hash` covers the event and the hash of the one before in its stream.
create table store.events (
    position bigint constraint events_pk primary key default nextval('store.event_positions'),
    stream text not null,
    version bigint not null,
    id uuid not null,
    type text not null,
    schema_version smallint not null,
    at timestamptz not null,
    actor jsonb not null,
    command_id uuid not null,
    data jsonb not null,
    source jsonb,
    hash bytea not null,
    constraint events_stream_exists foreign key (stream) references store.streams,
    constraint events_have_one_place unique (stream, version),
    constraint events_id_is_unique unique (id),
    constraint events_version_is_positive check (version > 0),
    constraint events_type_is_words check (type ~ '^[a-z]+([_.][a-z]+)*$'),
    constraint events_schema_version_is_positive check (schema_version > 0),
    constraint events_hash_is_sha256 check (octet_length(hash) = 32)
);

-- How every command ended. Commands of the clock and of the system come from inside and have ids
-- that anybody can compute, so they share no id with commands from outside.
create table store.receipts (
    command_id uuid not null,
    origin text not null,
    stream text not null,
    type text not null,
    actor jsonb not null,
    digest bytea not null,
    at timestamptz not null,
    outcome text not null,
    version bigint not null,
    events text[] not null,
    code text,
    sentence text,
    facts jsonb not null,
    constraint receipts_pk primary key (command_id, origin),
    constraint receipts_origin_is_known check (origin in ('outside', 'inside')),
    constraint receipts_outcome_is_known check (
        outcome in ('recorded', 'nothing_changed', 'refused')
    ),
    constraint receipts_refusal_has_reason check (
        (outcome = 'refused') = (code is not null and sentence is not null)
    ),
    constraint receipts_recorded_has_events check ((outcome = 'recorded') = (events <> '{}')),
    constraint receipts_version_is_not_negative check (version >= 0)
);

-- Finds what was refused on a stream, to be shown to people.
create index receipts_refused on store.receipts (stream, at) where outcome = 'refused';

-- Says no to whoever would change what is kept for ever.
create function store.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'MS001';
end
$$;

-- Events stay as they were recorded.
create trigger events_stay before update or delete on store.events
for each row execute function store.refuse_change();

-- Events are not cut off at once either.
create trigger events_are_not_truncated before truncate on store.events
for each statement execute function store.refuse_change();

-- Receipts stay as they were given.
create trigger receipts_stay before update or delete on store.receipts
for each row execute function store.refuse_change();

-- Receipts are not cut off at once either.
create trigger receipts_are_not_truncated before truncate on store.receipts
for each statement execute function store.refuse_change();

-- Commands whose decision failed in a way nobody foresaw, until they are tried again. The envelope
-- stays as it came, sealed or not, as the text of its JSON. A deadline of the clock is named, and tried again at `retry_at`.
create table store.parked_commands (
    command_id uuid not null,
    origin text not null,
    stream text not null,
    envelope text not null,
    digest bytea,
    version bigint not null,
    deadline text,
    due timestamptz,
    entered_at timestamptz not null,
    parked_at timestamptz not null,
    error text not null,
    attempts integer not null,
    retry_at timestamptz,
    constraint parked_commands_pk primary key (command_id, origin),
    constraint parked_commands_origin_is_known check (origin in ('outside', 'inside')),
    constraint parked_commands_deadline_is_whole check (
        (deadline is null) = (due is null) and (deadline is null) = (retry_at is null)
    )
);

-- Finds what is parked on a stream, oldest first.
create index parked_commands_of_stream on store.parked_commands (stream, entered_at);

-- Letters that events raised, and what became of them. `mentor` is the pair's of that event: letters
-- that go out later still name the same. `refusals` counts what the server said no to for good.
-- `program` is given where no mentorship says it. `handed_at` is when the mailbox of the recipient
-- heard of a letter, `mail` the message in which it leaves, put together at `released_at`; letters
-- gathered share it. `held_why` says why a letter waits until `next_try_at`. Since `first_tried_at`
-- the server was asked in vain.
create table store.letters (
    id uuid constraint letters_pk primary key,
    event uuid not null,
    mentorship uuid,
    recipient uuid not null,
    kind text not null,
    facts jsonb not null,
    mentor uuid,
    raised_at timestamptz not null,
    sent_at timestamptz,
    message_id text,
    attempts integer not null default 0,
    last_error text,
    next_try_at timestamptz,
    refusals integer not null default 0,
    given_up_at timestamptz,
    program uuid,
    handed_at timestamptz,
    mail uuid,
    is_reminder boolean,
    released_at timestamptz,
    first_tried_at timestamptz,
    held_why text,
    dropped_at timestamptz,
    dropped_why text,
    constraint letters_event_exists foreign key (event) references store.events (id),
    constraint letters_once_per_event_recipient_kind unique (event, recipient, kind),
    constraint letters_sent_has_message check ((sent_at is null) = (message_id is null)),
    constraint letters_given_up_waits_no_more check (
        given_up_at is null or (sent_at is null and next_try_at is null)
    ),
    constraint letters_mail_is_whole check (
        (mail is null) = (is_reminder is null) and (mail is null) = (released_at is null)
    ),
    constraint letters_held_has_end check (held_why is null or next_try_at is not null),
    constraint letters_dropped_has_reason check ((dropped_at is null) = (dropped_why is null)),
    constraint letters_finished_once check (num_nonnulls(sent_at, dropped_at, given_up_at) <= 1),
    constraint letters_finished_waits_no_more check (
        num_nonnulls(sent_at, dropped_at, given_up_at) = 0
        or (next_try_at is null and held_why is null)
    )
);

-- Finds the letters that wait, for workers of the release before mailboxes.
create index letters_unsent on store.letters (mentorship, raised_at)
where sent_at is null and given_up_at is null;

-- Finds the letters of a mentorship, for its ledger.
create index letters_of_mentorship on store.letters (mentorship, raised_at);

-- Counts the letters that were given up, without looking at those that went out.
create index letters_given_up on store.letters (given_up_at) where given_up_at is not null;

-- Finds what waits in a mailbox, and mailboxes that are late.
create index letters_waiting on store.letters (recipient, (coalesce(next_try_at, raised_at)))
where sent_at is null and dropped_at is null and given_up_at is null;

-- Finds the letters of a mentorship of which no mailbox heard yet.
create index letters_unhanded on store.letters (mentorship)
where handed_at is null and sent_at is null and dropped_at is null and given_up_at is null;

-- Finds the letters of a mail.
create index letters_of_mail on store.letters (mail) where mail is not null;

-- Counts the reminders that a person got lately.
create index letters_reminders_sent on store.letters (recipient, sent_at)
where is_reminder and sent_at is not null;

-- Finds the letters to a person, for their ledger.
create index letters_of_recipient on store.letters (recipient, raised_at);

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

-- One row per mentor, locked by whoever may change how many mentorships the mentor carries.
create table store.mentor_loads (
    mentor uuid constraint mentor_loads_pk primary key
);

-- The mentorships that take up a mentor's capacity.
create table store.mentor_charges (
    mentorship uuid constraint mentor_charges_pk primary key,
    mentor uuid not null,
    constraint mentor_charges_mentor_can_be_locked foreign key (mentor)
    references store.mentor_loads
);

-- Counts a mentor's load.
create index mentor_charges_by_mentor on store.mentor_charges (mentor);

-- The mentee and mentor of each open mentorship; a pair is open once.
create table store.pairs (
    mentorship uuid constraint pairs_pk primary key,
    mentee uuid not null,
    mentor uuid not null,
    constraint pairs_are_open_once unique (mentor, mentee),
    constraint pairs_are_two_people check (mentee <> mentor)
);

-- Whose an address is; an address belongs to one person.
create table store.person_emails (
    email text constraint person_emails_pk primary key,
    person uuid not null,
    constraint person_emails_one_per_person unique (person)
);

-- Who the service is in the database: it may add to what is kept for ever, never change it.
do $$
begin
    if not exists (select from pg_roles where rolname = 'mentorship_service') then
        -- Nobody logs in as it; who may, acts as it. An owner who makes no roles is given it ready.
        create role mentorship_service nologin;
    end if;
exception
    when duplicate_object or unique_violation then null; -- made for another database of this server
end
$$;

-- Makes the tables that are written beside the events and can be made again from them, in a schema
-- that does not exist yet. Runs as its owner, so that the service can rebuild them.
create function store.make_read_tables(target text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if target not in ('read', 'read_next') then
        raise exception 'read tables live in read or read_next, not in %', target;
    end if;
    -- What an interrupted rebuild left is of no use.
    drop schema if exists read_next cascade;
    -- The tables below are made in the target, because it comes first on the path.
    execute format('create schema %I', target);
    perform set_config('search_path', target || ', pg_temp', true);

    -- One row per mentorship: what lists and searches show of it. `asked` are those whose answer to
    -- an invitation is awaited. Null there and in `found_by` below: an earlier release wrote the row.
    create table mentorships (
        id uuid constraint mentorships_pk primary key,
        version bigint not null,
        program uuid not null,
        mentee uuid not null,
        mentor uuid,
        watched uuid[] not null,
        stage text not null,
        opened_at timestamptz not null,
        last_at timestamptz not null,
        paused_until timestamptz,
        next_due timestamptz,
        next_kind text,
        attention text[] not null,
        complete boolean not null,
        asked uuid[],
        late_from timestamptz
    );
    -- Lists mentorships: what needs a look first, then what is due next.
    create index mentorships_by_urgency
    on mentorships ((attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists a program's mentorships in that order.
    create index mentorships_of_program
    on mentorships (program, (attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists the mentorships of a stage in that order.
    create index mentorships_of_stage
    on mentorships (stage, (attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists mentorships by when they were opened.
    create index mentorships_by_opening on mentorships (opened_at, id);
    -- Lists mentorships by when something happened last.
    create index mentorships_by_last_event on mentorships (last_at, id);
    -- Lists a program's mentorships by when they were opened.
    create index mentorships_of_program_by_opening on mentorships (program, opened_at, id);
    -- Lists a program's mentorships by when something happened last.
    create index mentorships_of_program_by_last_event on mentorships (program, last_at, id);
    -- Lists the mentorships of a stage by when they were opened.
    create index mentorships_of_stage_by_opening on mentorships (stage, opened_at, id);
    -- Lists the mentorships of a stage by when something happened last.
    create index mentorships_of_stage_by_last_event on mentorships (stage, last_at, id);
    -- Finds the mentorships in which somebody is late.
    create index mentorships_late on mentorships (late_from) where late_from is not null;
    -- Lists a mentee's mentorships.
    create index mentorships_of_mentee on mentorships (mentee);
    -- Lists a mentor's mentorships.
    create index mentorships_of_mentor on mentorships (mentor);
    -- Finds the mentorships in which a mentor is asked.
    create index mentorships_watching on mentorships using gin (watched);

    -- What each mentorship waits for now.
    create table deadlines (
        mentorship uuid not null,
        id text not null,
        kind text not null,
        due timestamptz not null,
        label text not null,
        constraint deadlines_pk primary key (mentorship, id)
    );
    -- Finds deadlines that are late.
    create index deadlines_by_due on deadlines (due);

    -- One row per person, also for those who are gone. `found_by` has the words by which a person is
    -- found, each behind the letter of its place, and what is left of them when a letter is missing.
    create table people (
        id uuid constraint people_pk primary key,
        version bigint not null,
        name text not null,
        email text,
        zone text not null,
        language text not null,
        administrator boolean not null,
        gone boolean not null,
        capacity integer,
        away_until timestamptz,
        disciplines text[] not null default '{}',
        site text,
        support text[] not null default '{}',
        recent_work text,
        learners_so_far integer,
        style text,
        reference_count integer not null default 0,
        found_by tsvector
    );
    -- Finds a person by address.
    create index people_by_email on people (email);

    -- Finds those who are gone.
    create index people_gone on people (id) where gone;
    -- Lists people, and the mentorships of mentees, by name.
    create index people_by_name on people (name, id);
    -- Finds people by words.
    create index people_by_words on people using gin (found_by);
    -- Who is what in which program.
    create table person_roles (
        person uuid not null,
        program uuid not null,
        role text not null,
        constraint person_roles_pk primary key (person, program, role)
    );
    -- Finds a program's coordinators.
    create index person_roles_of_program on person_roles (program, role);

    -- One row per program. `mentor_capacity` is that of a mentor who has not said how many.
    create table programs (
        id uuid constraint programs_pk primary key,
        version bigint not null,
        name text not null,
        zone text not null,
        closed boolean not null,
        mentor_capacity integer,
        found_by tsvector
    );
    -- Finds a program by name.
    create index programs_by_name on programs (lower(name));

    -- The service sees the tables.
    execute format('grant usage on schema %I to mentorship_service', target);
    -- The service writes the tables.
    execute format(
        'grant select, insert, update, delete on all tables in schema %I to mentorship_service',
        target
    );
end
$$;

-- Puts the rebuilt read tables in the place of the present ones, which are kept as `read_old`.
create function store.switch_read_tables() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    alter schema read rename to read_old;
    alter schema read_next rename to read;
end
$$;

-- Removes the read tables that were replaced.
create function store.drop_old_read_tables() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    drop schema if exists read_old cascade;
end
$$;

-- Gives the last position up to which nothing can appear any more, or `after` when there is no
-- more than that. Waits for the appends in flight, for so many milliseconds and no longer, because
-- whoever asks for this lock makes new appends wait behind. To be called outside a transaction, so
-- that the lock is gone at once.
create function store.settled_position(after bigint, patience integer) returns bigint
language plpgsql volatile set lock_timeout = 0 as $$
declare
    drawn bigint;
begin
    select case when is_called then last_value else 0 end into drawn from store.event_positions;
    if drawn <= after then
        return after;
    end if;
    perform set_config('lock_timeout', patience::text, true);
    perform pg_advisory_xact_lock(7300, 0);
    return drawn;
end
$$;

-- The first read tables.
select store.make_read_tables('read');

-- The service sees the store.
grant usage on schema store to mentorship_service;

-- What is kept for ever: it reads and adds.
grant select, insert on store.events, store.receipts, store.mentor_loads to mentorship_service;

-- A lock on a mentor's row needs the right to update it; the row has nothing to change.
grant update on store.mentor_loads to mentorship_service;

-- Streams move on, letters are marked as sent.
grant select, insert, update on store.streams, store.letters to mentorship_service;

-- The service makes links, and notes what became of them.
grant select, insert, update on store.links to mentorship_service;

-- Imports are known for a while. To remove them the service locks them, as if to update.
grant select, insert, update, delete on store.imports to mentorship_service;

-- What the rules rest on, and what waits to be tried again, comes and goes.
grant select, insert, update, delete
on store.parked_commands, store.mentor_charges, store.pairs, store.person_emails
to mentorship_service;

-- Appending draws positions; reading looks at the last one drawn.
grant usage, select on store.event_positions to mentorship_service;

-- Rebuilding is the service's business, not everybody's.
revoke execute on function
store.make_read_tables(text), store.switch_read_tables(), store.drop_old_read_tables()
from public;

-- The service may rebuild.
grant execute on function
store.make_read_tables(text), store.switch_read_tables(), store.drop_old_read_tables()
to mentorship_service;

-- How people and programs come in. Nothing here is recorded for ever; tokens are kept as SHA-256.
create schema access;

-- Who is signed in where. `proved_at` is when the second factor was last given.
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

-- The API's keys. Without a `person` a key acts as the operator; `program` narrows what it sees. Those
-- that are `proved` were made with the second factor.
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
    proved boolean not null default false,
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
