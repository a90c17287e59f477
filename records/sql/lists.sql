-- name: list_mentorships
-- Mentorships with the names of those concerned: in the order of urgency what needs a look comes
-- first, then what is due next. A line marked with `if` counts only when that is asked for, so that
-- each question has a plan of its own. What is parked needs a look too, and is found apart, because
-- no index knows of it. What people's names lead to is gathered before it is put in order, `offset 0`
-- keeping the planner to the indexes; of what programs' names lead to, the order is followed until
-- there is enough, and in each of several stages it is followed apart.
with asked as (
    select $1::uuid, $2::text, $3::uuid, $4::uuid, $5::uuid, $6::bigint, $7::bigint, $8::uuid[],
        $9::text[], $10::uuid, $11::timestamptz, $12::uuid[], $13::boolean,
        $14::timestamptz, $15::text, $16::uuid, $17::uuid[], $18::uuid
),
parked as materialized (
    select distinct split_part(stream, '/', 2)::uuid as id
    from store.parked_commands
    where stream like 'mentorship/%'
),
called as materialized ( -- if named
    select unnest($12::uuid[]) as id -- if named
), -- if named
named as materialized ( -- if few
    select theirs.* -- if few
    from called, lateral ( -- if few
        select * from read.mentorships where mentee = called.id -- if few
        union all -- if few
        select * from read.mentorships -- if few
        where mentor = called.id and mentee not in (select id from called) -- if few
        offset 0 -- if few
    ) as theirs -- if few
), -- if few
matching as materialized ( -- if few
matching as not materialized ( -- if many
    select mentorships.*
        , mentee.name as mentee_name -- if by_name
    from read.mentorships -- if many
    from named as mentorships -- if few
        join read.people as mentee on mentee.id = mentorships.mentee -- if many_by_name
        cross join lateral ( -- if few_by_name
            select name from read.people where people.id = mentorships.mentee offset 0 -- if few_by_name
        ) as mentee -- if few_by_name
    where true
        and mentorships.program = $1 -- if program
        and mentorships.program = any($8) -- if programs
        and mentorships.stage = $2 -- if stage
        and mentorships.mentee = $3 -- if mentee
        and mentorships.mentor = $4 -- if mentor
        and (mentorships.mentee = $5 or mentorships.mentor = $5) -- if person
        and mentorships.mentee <> $18 and mentorships.mentor is distinct from $18 -- if without
        and mentorships.watched @> array[$10] and $10 = any(mentorships.asked) -- if invited
        and mentorships.late_from <= $11 -- if overdue
        and ( -- if text_of_many
            mentorships.mentee in (select id from called) -- if text_of_many
            or mentorships.mentor in (select id from called) -- if text_of_many
            or mentorships.program = any($17) -- if text_of_many
        ) -- if text_of_many
        and mentorships.complete -- if complete
        and mentorships.stage = 'ENDED' -- if complete
        and not mentorships.complete -- if incomplete
        and (mentorships.opened_at, mentorships.id) < ($14, $16) -- if after_opened
        and (mentorships.last_at, mentorships.id) < ($14, $16) -- if after_last_activity
        and mentee.name >= $15 and (mentee.name, mentorships.id) > ($15, $16) -- if after_name
),
page as (
    (
        select * from matching
        where id in (select id from parked)
            and stage = any($9) -- if stages
            and (coalesce(next_due, 'infinity'), id) -- if after_urgent
            > (coalesce($14, 'infinity'), $16) -- if after_urgent
            and false -- if calm
            and false -- if after_calm
    )
    union all
    (
        select staged.* from (select distinct unnest($9::text[])) as one (stage), lateral ( -- if stages
        select * from matching
        where id not in (select id from parked)
            and stage = one.stage -- if stages
            and (attention = '{}') is false -- if attention
            and attention = '{}' -- if calm
            and ((attention = '{}'), coalesce(next_due, 'infinity'), id) -- if after_urgent
            > ($13, coalesce($14, 'infinity'), $16) -- if after_urgent
            and attention = '{}' -- if after_calm
            and (coalesce(next_due, 'infinity'), id) -- if after_calm
            > (coalesce($14, 'infinity'), $16) -- if after_calm
        order by
            (attention = '{}'), coalesce(next_due, 'infinity'), id -- if by_urgency
            opened_at desc, id desc -- if by_opened
            last_at desc, id desc -- if by_last_activity
            mentee_name, id -- if by_name
        limit $6::bigint + $7::bigint
        ) as staged -- if stages
    )
)
select page.id, page.version, page.stage, page.program, programs.name as program_name,
    page.mentee, mentee.name as mentee_name, page.mentor, mentor.name as mentor_name,
    page.opened_at, page.last_at, page.paused_until, page.next_due, page.next_kind,
    case
        when page.id in (select id from parked) then array_append(page.attention, 'fault')
        else page.attention
    end as attention,
    page.complete, coalesce(page.asked, '{}') as asked, page.late_from
from page
left join read.programs on programs.id = page.program
left join read.people as mentee on mentee.id = page.mentee
left join read.people as mentor on mentor.id = page.mentor
order by
    page.attention = '{}' and page.id not in (select id from parked), -- if by_urgency
    coalesce(page.next_due, 'infinity'), page.id -- if by_urgency
    page.opened_at desc, page.id desc -- if by_opened
    page.last_at desc, page.id desc -- if by_last_activity
    page.mentee_name, page.id -- if by_name
limit $6 offset $7;

-- name: mentorships_of_person
-- A person's mentorships, as mentee, as mentor or as somebody who is asked: first those that are
-- open, what happened last before what happened earlier, then those that have ended.
with mine as (
    select id, 'mentee' as part from read.mentorships where mentee = $1
    union all
    select id, 'mentor' from read.mentorships where mentor = $1
    union all
    select id, 'invited' from read.mentorships where watched @> array[$1] and $1 = any(asked)
)
select mine.part, page.id, page.version, page.stage, page.program, programs.name as program_name,
    page.mentee, mentee.name as mentee_name, page.mentor, mentor.name as mentor_name,
    page.opened_at, page.last_at, page.paused_until, page.next_due, page.next_kind,
    page.attention, page.complete, coalesce(page.asked, '{}') as asked, page.late_from
from mine
join read.mentorships as page on page.id = mine.id
left join read.programs on programs.id = page.program
left join read.people as mentee on mentee.id = page.mentee
left join read.people as mentor on mentor.id = page.mentor
order by page.stage = 'ENDED', page.last_at desc, page.id;

-- name: people_and_programs_named
-- People and programs whose names have some words; of very many people not all. Where some programs
-- are looked through, their people come before any limit.
with asked as (
    select $1::text, $2::uuid[]
)
select
    array(
        select people.id
        from unnest(array[$1::text]) as wanted (query)
        join read.people on people.found_by @@ wanted.query::tsquery
        where exists ( -- if programs
            select 1 from read.mentorships -- if programs
            where mentee = people.id and program = any($2) -- if programs
        ) or exists ( -- if programs
            select 1 from read.mentorships -- if programs
            where mentor = people.id and program = any($2) -- if programs
        ) -- if programs
        limit 2000
    ) as people,
    array(select id from read.programs where found_by @@ $1::text::tsquery) as programs;

-- name: page_of_people
-- People by name, who are not gone.
with asked as (
    select $1::uuid[], $2::text, $3::text, $4::text, $5::uuid
),
named as materialized ( -- if words
    select people.id -- if words
    from unnest(array[$3]) as wanted (query) -- if words
    join read.people on people.found_by @@ wanted.query::tsquery -- if words
), -- if words
page as (
    select people.id
    from read.people
    where not people.gone
        and exists ( -- if role_or_programs
            select 1 from read.person_roles where person = people.id -- if role_or_programs
            and program = any($1) -- if programs
            and role = $2 -- if role
        ) -- if role_or_programs
        and people.administrator -- if administrator
        and people.id in (select id from named) -- if words
        and (people.name, people.id) > ($4, $5) -- if after
    order by people.name, people.id
    limit $6
)
select people.id, people.version, people.name, people.email, people.zone, people.language,
    people.administrator, people.gone, people.capacity, people.away_until,
    array(
        select (program, role) from read.person_roles where person = people.id
        order by program, role
    ) as roles
from page
join read.people on people.id = page.id
order by people.name, people.id;
