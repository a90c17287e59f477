-- name: wait_for_readers
-- Lets whoever reads an export take their time between two pages of it.
set local idle_in_transaction_session_timeout = '1h';

-- name: export_people
-- People for an export: of a program, or all; those only to whom something happened since a moment.
select people.id, people.version, people.name, people.email, people.zone, people.language,
    people.administrator, people.gone, people.capacity, people.away_until,
    array(
        select (program, role) from read.person_roles where person = people.id
        order by program, role
    ) as roles
from read.people
where ($1::uuid is null or exists (
    select 1 from read.person_roles where person = people.id and program = $1
))
and ($2::timestamptz is null or exists (
    select 1 from store.events
    where stream = 'person/' || people.id and version = people.version and at >= $2
))
order by people.gone, people.name, people.id;

-- name: export_mentorships
-- Mentorships for an export, oldest first, each with its program and its people; without some.
select mentorships.id, mentorships.version, mentorships.program, programs.name as program_name,
    mentorships.stage, mentorships.mentee, mentee.name as mentee_name,
    mentee.email as mentee_email, mentorships.mentor, mentor.name as mentor_name,
    mentor.email as mentor_email, mentorships.opened_at, mentorships.last_at,
    mentorships.paused_until, mentorships.next_due, mentorships.next_kind, mentorships.attention,
    mentorships.complete
from read.mentorships
left join read.programs on programs.id = mentorships.program
left join read.people as mentee on mentee.id = mentorships.mentee
left join read.people as mentor on mentor.id = mentorships.mentor
where ($1::uuid is null or mentorships.program = $1)
    and ($2::timestamptz is null or mentorships.last_at >= $2)
    and mentorships.id <> all($3::uuid[])
order by mentorships.opened_at, mentorships.id;

-- name: export_events
-- Events for an export, in order, each with the mentee of its mentorship. To a program belong its own
-- stream, its mentorships, and everybody who has a role in it or is in one of them. Without some
-- mentorships, and perhaps without what happened to people.
select events.position, events.stream, events.version, events.id, events.type,
    events.schema_version, events.at, events.actor::text as actor, events.command_id,
    events.data::text as data, events.source::text as source, events.hash, mentorships.mentee
from store.events
left join read.mentorships
    on mentorships.id = case
        when events.stream like 'mentorship/%' then substring(events.stream from 12)::uuid
    end
where events.position > $3 and events.position <= $4
    and ($2::timestamptz is null or events.at >= $2)
    and ($1::uuid is null or events.stream in (
        select 'program/' || $1::uuid
        union all
        select 'mentorship/' || id from read.mentorships where program = $1
        union all
        select 'person/' || mentee from read.mentorships where program = $1
        union all
        select 'person/' || mentor from read.mentorships where program = $1
        union all
        select 'person/' || person from read.person_roles where program = $1
    ))
    and (mentorships.id is null or mentorships.id <> all($5::uuid[]))
    and not ($6 and events.stream like 'person/%')
order by events.position;

-- name: own_mentorships
-- Mentorships in which somebody is mentee or mentor, or was ever asked.
select id from read.mentorships where mentee = $1
union
select id from read.mentorships where mentor = $1
union
select substring(stream from 12)::uuid
from store.events
where type = 'outreach.invitation_sent' and data ->> 'mentor' = $1::uuid::text;

-- name: mentorships_followed
-- Of some mentorships those of which somebody may follow the events: of some programs, or of any, and
-- not where they themselves are mentee or mentor, or were ever asked.
select id, mentee
from read.mentorships
where id = any($1::uuid[])
    and ($2::uuid[] is null or program = any($2))
    and (
        $3::uuid is null
        or (
            mentee <> $3
            and mentor is distinct from $3
            and not exists (
                select from store.events
                where events.stream = 'mentorship/' || mentorships.id
                    and events.type = 'outreach.invitation_sent'
                    and events.data ->> 'mentor' = $3::uuid::text
            )
        )
    );

-- name: erased_people
-- Those of whom nothing personal may be told any more, by the name that stands for theirs.
select id from read.people where gone and name = $1;

-- name: addresses_of_people
-- Every address that people ever had, as their events tell.
select events.data ->> 'email' as email, substring(events.stream from 8)::uuid as person
from store.events
where events.stream in (select 'person/' || id from unnest($1::uuid[]) as id)
    and events.data ->> 'email' is not null;

-- name: stream_up_to
-- A stream's events up to a version, in order.
select stream, version, type, schema_version, at, actor::text as actor, data::text as data, hash
from store.events
where stream = $1 and version <= $2
order by version;
