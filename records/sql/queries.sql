-- name: deadlines_of_mentorship
-- What a mentorship waits for, earliest first.
select id, kind, due, label from read.deadlines where mentorship = $1 order by due, id;

-- name: receipt_by_id
-- The receipt of a command from outside.
select stream, outcome, version, events, code, sentence, facts::text as facts
from store.receipts
where command_id = $1 and origin = 'outside'
union all
select stream, 'parked', version, '{}', 'fault', null, '{}'
from store.parked_commands
where command_id = $1 and origin = 'outside'
limit 1;

-- name: giver_of_command
-- Who gave a command from outside.
select actor::text as actor from store.receipts where command_id = $1 and origin = 'outside'
union all
select (envelope::json -> 'actor')::text
from store.parked_commands
where command_id = $1 and origin = 'outside'
limit 1;

-- name: refused_on_stream
-- What was refused on a stream, latest first.
select command_id, type, actor::text as actor, at, version, code, sentence
from store.receipts
where stream = $1 and outcome = 'refused'
order by at desc
limit $2;

-- name: people_like
-- People by address or id, or all of them; those who are gone come last.
select id, version, name, email, zone, language, administrator, gone, capacity, away_until,
    array(
        select (program, role) from read.person_roles where person = people.id
        order by program, role
    ) as roles
from read.people
where ($1::text is null or email = lower($1))
    and ($2::uuid is null or id = $2)
    and ($3::uuid is null or exists (
        select 1 from read.person_roles where person = people.id and program = $3
    ))
order by gone, name, id
limit $4;

-- name: programs_like
-- Programs by name, id or words, or all of them.
select id, version, name, zone, closed
from read.programs
where ($1::text is null or lower(name) = lower($1))
    and ($2::uuid is null or id = $2)
    and ($3::uuid[] is null or id = any($3))
    and ($4::text is null or found_by @@ $4::text::tsquery)
order by name, id;

-- name: needing_refresh
-- Mentorships that nobody woke: deadlines that are late, streams that are ahead of what their workflow
-- was told, and people who are gone of whom the mentorship does not know. A parked deadline is late
-- only when its own next time has passed.
with ahead as (
    select split_part(stream, '/', 2)::uuid as mentorship, 'ahead' as reason
    from store.streams
    where told < version
),
late as (
    select deadlines.mentorship, 'late_deadline' as reason
    from read.deadlines
    left join store.parked_commands as parked
        on parked.stream = 'mentorship/' || deadlines.mentorship
        and parked.deadline = deadlines.id
        and parked.due = deadlines.due
    where deadlines.due < $1 and (parked.retry_at is null or parked.retry_at < $1)
),
gone as (
    select mentorships.id as mentorship, 'person_gone' as reason
    from read.people
    join read.mentorships on mentorships.watched @> array[people.id]
    where people.gone
)
select mentorship, array_agg(distinct reason order by reason) as reasons
from (
    select * from late
    union all
    select * from ahead
    union all
    select * from gone
) as woken
where $3::uuid is null or mentorship > $3
group by mentorship
order by mentorship
limit $2;

-- name: names_of_people
-- The names of people by their ids; of those who are gone, too.
select id, name from read.people where id = any($1::uuid[]);
