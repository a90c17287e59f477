-- name: write_mentorships
-- Makes a mentorship's row what its state says.
insert into read.mentorships
select * from jsonb_populate_recordset(null::read.mentorships, $2::jsonb) where id = $1
on conflict (id) do update set
    version = excluded.version, program = excluded.program, mentee = excluded.mentee,
    mentor = excluded.mentor, watched = excluded.watched, stage = excluded.stage,
    opened_at = excluded.opened_at,
    last_at = excluded.last_at, paused_until = excluded.paused_until, next_due = excluded.next_due,
    next_kind = excluded.next_kind, attention = excluded.attention, complete = excluded.complete;

-- name: write_deadlines
-- Makes a mentorship's deadlines what its state says: those that are over go, the others stay.
with wanted as (
    select * from jsonb_populate_recordset(null::read.deadlines, $2::jsonb)
),
gone as (
    delete from read.deadlines where mentorship = $1 and id not in (select id from wanted)
)
insert into read.deadlines
select * from wanted
on conflict (mentorship, id) do update set
    kind = excluded.kind, due = excluded.due, label = excluded.label
where (deadlines.kind, deadlines.due, deadlines.label)
    is distinct from (excluded.kind, excluded.due, excluded.label);

-- name: write_people
-- Makes a person's row what the state says.
insert into read.people
select * from jsonb_populate_recordset(null::read.people, $2::jsonb) where id = $1
on conflict (id) do update set
    version = excluded.version, name = excluded.name, email = excluded.email, zone = excluded.zone,
    language = excluded.language, administrator = excluded.administrator, gone = excluded.gone,
    capacity = excluded.capacity, away_until = excluded.away_until;

-- name: write_person_roles
-- Makes a person's roles what the state says.
with wanted as (
    select * from jsonb_populate_recordset(null::read.person_roles, $2::jsonb)
),
gone as (
    delete from read.person_roles
    where person = $1 and (program, role) not in (select program, role from wanted)
)
insert into read.person_roles
select * from wanted
on conflict do nothing;

-- name: write_programs
-- Makes a program's row what the state says.
insert into read.programs
select * from jsonb_populate_recordset(null::read.programs, $2::jsonb) where id = $1
on conflict (id) do update set
    version = excluded.version, name = excluded.name, zone = excluded.zone, closed = excluded.closed;
