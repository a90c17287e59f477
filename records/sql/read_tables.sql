-- name: write_mentorship
-- Makes a mentorship's row and its deadlines what its state says: those that are over go, the others
-- stay.
with wanted as (
    select * from unnest($17::text[], $18::text[], $19::timestamptz[], $20::text[])
        as wanted (id, kind, due, label)
),
written as (
    insert into read.mentorships
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    on conflict (id) do update set
        version = excluded.version, program = excluded.program, mentee = excluded.mentee,
        mentor = excluded.mentor, watched = excluded.watched, stage = excluded.stage,
        opened_at = excluded.opened_at,
        last_at = excluded.last_at, paused_until = excluded.paused_until,
        next_due = excluded.next_due, next_kind = excluded.next_kind,
        attention = excluded.attention, complete = excluded.complete,
        asked = excluded.asked, late_from = excluded.late_from
),
gone as (
    delete from read.deadlines where mentorship = $1 and id <> all($17)
)
insert into read.deadlines
select $1, wanted.id, wanted.kind, wanted.due, wanted.label from wanted
on conflict (mentorship, id) do update set
    kind = excluded.kind, due = excluded.due, label = excluded.label
where (deadlines.kind, deadlines.due, deadlines.label)
    is distinct from (excluded.kind, excluded.due, excluded.label);

-- name: write_person
-- Makes a person's row and roles what the state says.
with wanted as (
    select * from unnest($19::uuid[], $20::text[]) as wanted (program, role)
),
written as (
    insert into read.people
    values (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18::text::tsvector
    )
    on conflict (id) do update set
        version = excluded.version, name = excluded.name, email = excluded.email,
        zone = excluded.zone, language = excluded.language,
        administrator = excluded.administrator, gone = excluded.gone,
        capacity = excluded.capacity, away_until = excluded.away_until,
        disciplines = excluded.disciplines, site = excluded.site, support = excluded.support,
        recent_work = excluded.recent_work, learners_so_far = excluded.learners_so_far,
        style = excluded.style, reference_count = excluded.reference_count, found_by = excluded.found_by
),
gone as (
    delete from read.person_roles
    where person = $1 and (program, role) not in (select program, role from wanted)
)
insert into read.person_roles
select $1, wanted.program, wanted.role from wanted
on conflict do nothing;

-- name: write_program
-- Makes a program's row what the state says.
insert into read.programs
values ($1, $2, $3, $4, $5, $6, $7::text::tsvector)
on conflict (id) do update set
    version = excluded.version, name = excluded.name, zone = excluded.zone,
    closed = excluded.closed, mentor_capacity = excluded.mentor_capacity,
    found_by = excluded.found_by;
