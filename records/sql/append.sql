-- name: find_receipt
-- What became of a command: its receipt, or else what is kept of it while it is parked.
select 0 as rank, stream, digest, outcome, version, events, code, sentence, facts::text as facts
from store.receipts
where command_id = $1 and origin = $2
union all
select 1, stream, digest, 'parked', version, '{}', null, null, '{}'
from store.parked_commands
where command_id = $1 and origin = $2
order by rank;

-- name: keep_receipt
-- Keeps how a command ended; gives nothing back when its id was used meanwhile.
insert into store.receipts (
    command_id, origin, stream, type, actor, digest, at, outcome, version, events, code, sentence, facts
)
values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12, $13::jsonb)
on conflict do nothing
returning true;

-- name: queue_for_stream
-- Makes those who lost a race for a stream wait for each other, until their transactions end.
select pg_advisory_xact_lock(7301, hashtext($1));

-- name: as_read_back
-- Shows the data of events as it will be read.
select array(
    select part.data::text
    from unnest($1::text[]::jsonb[]) with ordinality as part (data, place)
    order by part.place
);

-- name: append
-- Records a command that changed a stream: says that positions are about to be drawn, so that
-- readers wait until this transaction ends; opens the stream or moves it on from the version that
-- it has to have ($1; with $2 its workflow is about to hear of it); keeps the receipt; records the
-- events in order; and puts their letters out, once per event, recipient and kind. Each part goes
-- on from the one before, so whoever loses a race leaves nothing behind, draws no position, and is
-- told nothing.
with announced as materialized (
    select pg_advisory_xact_lock_shared(7300, 0)
),
opened as (
    insert into store.streams (stream, version, told)
    select $5, $11::bigint, case when $5 like 'mentorship/%' then case when $2::boolean then $11 else 0 end end
    from announced
    where $1::bigint = 0
    on conflict do nothing
    returning version
),
moved_on as (
    update store.streams
    set version = $11, told = case when $2 then $11 else told end
    from announced
    where $1 > 0 and stream = $5 and version = $1
    returning version
),
answered as (
    insert into store.receipts (
        command_id, origin, stream, type, actor, digest, at, outcome, version, events, code, sentence, facts
    )
    select $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13, $14, $15::jsonb
    from (select from opened union all select from moved_on) as place
    on conflict do nothing
    returning at, actor, command_id
),
recorded as (
    insert into store.events (
        stream, version, id, type, schema_version, at, actor, command_id, data, source, hash
    )
    select $5, $1 + part.place, part.id, part.type, part.schema_version, answered.at, answered.actor,
        answered.command_id, part.data::jsonb, $16::jsonb, part.hash
    from answered
    cross join unnest($17::uuid[], $18::text[], $19::smallint[], $20::text[], $21::bytea[])
        with ordinality as part (id, type, schema_version, data, hash, place)
    order by part.place
),
put_out as (
    insert into store.letters (
        id, event, mentorship, program, mentor, recipient, kind, facts, raised_at
    )
    select part.id, part.event, $22, part.program, part.mentor, part.recipient, part.kind,
        part.facts::jsonb, answered.at
    from answered
    cross join unnest(
        $23::uuid[], $24::uuid[], $25::uuid[], $26::uuid[], $27::uuid[], $28::text[], $29::text[]
    ) as part (id, event, program, mentor, recipient, kind, facts)
    on conflict do nothing
)
select exists (select from answered);
