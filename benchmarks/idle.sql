-- name: model_standing
-- Where the mentorship that is copied stands: the version that its workflow knows.
select version from store.streams where stream = $1;

-- name: copy_streams
-- Streams of so many copies, which their workflows know of.
insert into store.streams (stream, version, told)
select 'mentorship/' || copy, model.version, model.version
from store.streams as model, unnest($2::uuid[]) as copy
where model.stream = $1;

-- name: copy_events
-- The events of the copies; their hashes are the model's, and nobody checks them here.
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, source, hash
)
select 'mentorship/' || copy, model.version, uuidv7(), model.type, model.schema_version, model.at,
    model.actor, model.command_id, model.data, model.source, model.hash
from store.events as model, unnest($2::uuid[]) as copy
where model.stream = $1
order by copy, model.version;

-- name: copy_mentorships
-- The rows by which the copies are listed.
insert into read.mentorships
select (jsonb_populate_record(model, jsonb_build_object('id', copy))).*
from read.mentorships as model, unnest($2::uuid[]) as copy
where model.id = $1;

-- name: copy_deadlines
-- What the copies wait for.
insert into read.deadlines (mentorship, id, kind, due, label)
select copy, model.id, model.kind, model.due, model.label
from read.deadlines as model, unnest($2::uuid[]) as copy
where model.mentorship = $1;

-- name: analyze
-- Lets the planner know how many there are now, as it would find out by itself in a minute.
analyze;
