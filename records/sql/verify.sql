-- name: page_in_stream_order
-- Events in the order of their streams, each with how far its stream says it is.
select events.position, events.stream, events.version, events.id, events.type,
    events.schema_version, events.at, events.actor::text as actor, events.command_id,
    events.data::text as data, events.source::text as source, events.hash,
    streams.version as stream_version
from store.events
left join store.streams on streams.stream = events.stream
where (events.stream, events.version) > ($1, $2)
order by events.stream, events.version
limit $3;

-- name: streams_without_events
-- Streams of which nothing is left.
select stream, version from store.streams
where not exists (select 1 from store.events where events.stream = streams.stream)
order by stream;

-- name: heads
-- The last version of each stream and the hash that stands for all before it.
select distinct on (stream) stream, version, hash
from store.events
order by stream, version desc;
