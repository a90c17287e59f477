-- name: stream_rows
-- What the store keeps of a mentorship's events after a version.
select version, type, schema_version, at, actor::text as actor, data::text as data,
    source::text as source, hash
from store.events
where stream = $1 and version > $2
order by version;

-- name: receipt_row
-- What the store keeps of the command that led to a version.
select type, actor::text as actor, digest, at, events, facts::text as facts
from store.receipts
where stream = $1 and version = $2;

-- name: mentorship_row
-- What the lists show of a mentorship.
select program, mentee, mentor, watched, stage, opened_at, last_at, paused_until, next_due,
    next_kind, attention, complete, asked, late_from
from read.mentorships
where id = $1;

-- name: deadline_rows
-- What a mentorship waits for.
select id, kind, due, label from read.deadlines where mentorship = $1 order by id;

-- name: open_stream
-- A stream to write to, at the version at which the recorded steps begin.
insert into store.streams (stream, version, told) values ($1, $2, $2);

-- name: open_mentorship
-- The row of a mentorship, before the recorded steps.
insert into read.mentorships (
    id, version, program, mentee, mentor, watched, stage, opened_at, last_at, paused_until,
    next_due, next_kind, attention, complete, asked, late_from
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: advance
-- Moves a stream on by one event.
update store.streams set version = $2, told = $2 where stream = $1;

-- name: insert_event
-- Keeps one event.
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, source, hash
)
values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9::text::jsonb, $10::text::jsonb, $11);

-- name: insert_receipt
-- Keeps how a command ended.
insert into store.receipts (
    command_id, origin, stream, type, actor, digest, at, outcome, version, events, code, sentence,
    facts
)
values ($1, 'outside', $2, $3, $4::text::jsonb, $5, $6, 'recorded', $7, $8, null, null,
    $9::text::jsonb);

-- name: update_mentorship
-- Makes the row of a mentorship what it is after the event.
update read.mentorships
set version = $2, program = $3, mentee = $4, mentor = $5, watched = $6, stage = $7,
    opened_at = $8, last_at = $9, paused_until = $10, next_due = $11, next_kind = $12,
    attention = $13, complete = $14, asked = $15, late_from = $16
where id = $1;

-- name: delete_deadlines
-- Takes away what is waited for no more.
delete from read.deadlines where mentorship = $1 and id = any($2::text[]);

-- name: insert_deadline
-- Keeps what is waited for from now on.
insert into read.deadlines (mentorship, id, kind, due, label) values ($1, $2, $3, $4, $5);

-- name: unsent_letters
-- How many letters of some mentorships are still on their way; those that are held have no hurry.
select count(*)
from store.letters
where sent_at is null
    and dropped_at is null
    and given_up_at is null
    and held_why is null
    and mentorship = any($1::uuid[]);

-- name: message_ids
-- Under which message ids the letters of some mentorships went out, when they were raised, to whom.
select message_id, raised_at, recipient
from store.letters
where mentorship = any($1::uuid[]);

-- name: held_letters
-- How many letters of some mentorships wait for their hour.
select count(*) from store.letters
where sent_at is null and held_why is not null and mentorship = any($1::uuid[]);
