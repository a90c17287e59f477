-- name: settled_position
-- The last position up to which nothing can appear any more, if it is known soon enough.
select store.settled_position($1, $2);

-- name: page_of_events
-- Events after a position and up to another that is known to be settled.
select * from (
    select position, stream, version, id, type, schema_version, at, actor::text as actor, command_id,
        data::text as data, source::text as source, hash
    from store.events
    where position > $1 and position <= $2
) as page
order by position
limit $3;

-- name: events_of_stream
-- A stream's events, in order.
select position, stream, version, id, type, schema_version, at, actor::text as actor, command_id,
    data::text as data, source::text as source, hash
from store.events
where stream = $1 and version > $2
order by version;
