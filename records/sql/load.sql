-- name: load_events
-- The events of streams beyond the versions already known, in order.
select events.stream, events.version, events.type, events.schema_version, events.at,
    events.actor::text as actor, events.data::text as data, events.hash
from unnest($1::text[], $2::bigint[]) as known (stream, version)
join store.events on events.stream = known.stream and events.version > known.version
order by events.stream, events.version;

-- name: version_of_stream
-- How far a stream is.
select version from store.streams where stream = $1;
