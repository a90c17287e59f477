-- name: can_vary_ids
-- Makes another id of an id, the same each time for the same number.
create function public.vary(ident uuid, number integer) returns uuid
language sql immutable parallel safe
return overlay(ident::text placing lpad(to_hex(number), 6, '0') from 1 for 6)::uuid;

-- name: can_mark_ids
-- Marks where ids in a text are varied; those of programs, which are of version 7, are not.
create function public.marked(words text) returns text
language sql immutable parallel safe
return regexp_replace(
    words, '[0-9a-f]{6}([0-9a-f]{2}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})', '??????\1', 'g'
);

-- name: can_vary_texts
-- Varies the marked ids in a text.
create function public.vary(words text, number integer) returns text
language sql immutable parallel safe
return replace(words, '??????', lpad(to_hex(number), 6, '0'));

-- name: share_programs
-- Gives the mentorships that were played a few programs in place of one for each; those in $1, which
-- are there already, are the first of them.
update read.mentorships
set program = coalesce(
    ($1::uuid[])[shared.number % 20 + 1],
    ('00000000-0000-7000-8000-' || lpad((shared.number % 20)::text, 12, '0'))::uuid
)
from (select id, row_number() over (order by id) as number from read.mentorships) as shared
where shared.id = mentorships.id;

-- name: gather_events
-- Keeps the events of the mentorships that were played, to be varied.
create unlogged table public.template_events as
select marked(events.stream) as stream, events.version, events.id, events.type,
    events.schema_version, events.at, marked(events.actor::text) as actor, events.command_id,
    marked(replace(events.data::text, opened.data ->> 'program', mentorships.program::text)) as data,
    events.hash
from store.events
join read.mentorships on events.stream = 'mentorship/' || mentorships.id
join store.events as opened on opened.stream = events.stream and opened.version = 1
order by events.at, events.version;

-- name: gather_mentorships
-- Keeps what lists show of them.
create unlogged table public.template_mentorships as select * from read.mentorships;

-- name: gather_deadlines
-- Keeps what they wait for.
create unlogged table public.template_deadlines as select * from read.deadlines;

-- name: gather_letters
-- Keeps their letters.
create unlogged table public.template_letters as select * from store.letters;

-- name: gather_charges
-- Keeps whom they keep busy.
create unlogged table public.template_charges as select * from store.mentor_charges;

-- name: vary_streams
-- Adds streams, of which the workflows know all.
insert into store.streams (stream, version, told)
select vary(stream, number), max(version), max(version)
from public.template_events, generate_series($1::integer, $2::integer) as number
group by 1, number;

-- name: vary_events
-- Adds events, each variation an hour later than the one before.
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, hash
)
select vary(stream, number), version, vary(id, number), type, schema_version,
    at + number * interval '1 hour', vary(actor, number)::jsonb, vary(command_id, number),
    vary(data, number)::jsonb, hash
from generate_series($1::integer, $2::integer) as number, public.template_events;

-- name: vary_mentorships
-- Adds what lists show; one in fifty needs a look.
insert into read.mentorships
select vary(id, number), version, program, vary(mentee, number), vary(mentor, number),
    array(select vary(each, number) from unnest(watched) as each order by 1), stage,
    opened_at + number * interval '1 hour', last_at + number * interval '1 hour',
    paused_until, next_due + number * interval '1 hour', next_kind,
    case when number % 50 = 0 and not complete then '{gone_quiet}' else attention end, complete,
    array(select vary(each, number) from unnest(asked) as each order by 1),
    late_from + number * interval '1 hour'
from generate_series($1::integer, $2::integer) as number, public.template_mentorships;

-- name: vary_deadlines
-- Adds what the mentorships wait for.
insert into read.deadlines
select vary(mentorship, number), id, kind, due + number * interval '1 hour', label
from generate_series($1::integer, $2::integer) as number, public.template_deadlines;

-- name: vary_charges
-- Adds what keeps mentors busy.
insert into store.mentor_charges
select vary(mentorship, number), vary(mentor, number)
from generate_series($1::integer, $2::integer) as number, public.template_charges;

-- name: vary_letters
-- Adds letters, all of which went out.
insert into store.letters (
    id, event, mentorship, recipient, kind, facts, mentor, raised_at, sent_at, message_id, attempts
)
select vary(id, number), vary(event, number), vary(mentorship, number), vary(recipient, number),
    kind, facts, vary(mentor, number), raised_at, raised_at, id::text, 1
from generate_series($1::integer, $2::integer) as number, public.template_letters;

-- name: add_programs
-- Adds the programs.
insert into read.programs
select distinct program, 1, 'Program ' || right(program::text, 2), 'UTC', false, 3,
    array_to_tsvector(array['Nprogram', 'N' || right(program::text, 2)])
from read.mentorships
on conflict do nothing;

-- name: add_people
-- Adds everybody who is in a mentorship, with one of the names in $1, by which somebody is found with
-- the words in $2; one in two hundred is gone.
insert into read.people
select person, 1, named.name, person || '@example.org', 'UTC', 'en', false,
    hashtext(person::text) % 200 = 0, null, null, '{}', null, '{}', null, null, null, 0,
    named.found_by::tsvector
from (
    select mentee as person from read.mentorships
    union
    select mentor from read.mentorships where mentor is not null
) as everybody
join unnest($1::text[], $2::text[]) with ordinality as named (name, found_by, number)
    on named.number = 1 + abs(hashtext(person::text || 'name')::bigint) % cardinality($1::text[])
on conflict do nothing;

-- name: add_roles
-- Gives everybody who is in a mentorship their role in its program.
insert into read.person_roles
select mentee, program, 'mentee' from read.mentorships
union
select mentor, program, 'mentor' from read.mentorships where mentor is not null
on conflict do nothing;

-- name: keep_hashes
-- Where the hashes of varied events are put before they take the place of the others.
create temporary table rehashed (position bigint, hash bytea);

-- name: take_hashes
-- Gives the varied events their own hashes.
update store.events set hash = rehashed.hash
from rehashed where rehashed.position = events.position;

-- name: in_order
-- All events, stream by stream.
select position, stream, version, id, type, schema_version, at, actor::text as actor, command_id,
    data::text as data, source::text as source, hash
from store.events
order by stream, version;
