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

-- name: announce_append
-- Says that positions are about to be drawn, so that readers wait until this transaction ends.
select pg_advisory_xact_lock_shared(7300, 0);

-- name: open_stream
-- Opens a stream, and shows the events' data as they will be read; nothing when it exists already.
insert into store.streams (stream, version, told)
values ($1, $2, $3)
on conflict do nothing
returning array(
    select part.data::text
    from unnest($4::text[]::jsonb[]) with ordinality as part (data, place)
    order by part.place
) as stored;

-- name: advance_stream
-- Moves a stream on from the expected version, and shows the events' data as they will be read;
-- nothing when the stream is elsewhere. With `$4` its workflow is about to hear of it.
update store.streams
set version = version + $3,
    told = case when $4 then version + $3 else told end
where stream = $1 and version = $2
returning array(
    select part.data::text
    from unnest($5::text[]::jsonb[]) with ordinality as part (data, place)
    order by part.place
) as stored;

-- name: insert_events
-- Records events in order; only here positions are drawn, so that a lost race leaves no gap.
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, source, hash
)
select $1, part.version, part.id, part.type, part.schema_version, $2, $3::jsonb, $4,
    part.data::jsonb, $5::jsonb, part.hash
from unnest($6::bigint[], $7::uuid[], $8::text[], $9::smallint[], $10::text[], $11::bytea[])
    as part (version, id, type, schema_version, data, hash)
order by part.version;
