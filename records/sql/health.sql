-- name: health
-- How the records do at one moment: what waits, what is late and since when, what was given up.
-- A parked deadline counts as parked, not as late.
-- A letter that is held waits for nobody before its time, but for those whose server is away ($4):
-- these wait since they could have left.
with letters as (
    select coalesce(next_try_at, raised_at) > $3
            and (refusals > 0 or (held_why is not null and held_why <> $4)) as is_held,
        case when held_why = $4 or held_why is null then released_at end as released_at,
        coalesce(next_try_at, raised_at) as due
    from store.letters
    where sent_at is null and dropped_at is null and given_up_at is null
),
letters_waiting as (
    select count(*) filter (where not is_held) as number,
        min(coalesce(released_at, due)) filter (where not is_held) as since,
        count(*) filter (where is_held) as held
    from letters
),
letters_given_up as (
    select count(*) as number, count(*) filter (where given_up_at > $2) as lately
    from store.letters
    where given_up_at is not null
),
parked as (
    select count(*) as number, min(entered_at) as since
    from store.parked_commands
),
behind as (
    select count(*) as number, min(next.at) as since
    from store.streams
    cross join lateral (
        select events.at
        from store.events
        where events.stream = streams.stream and events.version = streams.told + 1
        limit 1 -- so few streams are behind that each is looked up; no plan guesses that
    ) as next
    where streams.told < streams.version and next.at < $1
),
overdue as (
    select count(*) as number, min(deadlines.due) as since
    from read.deadlines
    where deadlines.due < $1
        and not exists (
            select 1
            from store.parked_commands
            where parked_commands.stream = 'mentorship/' || deadlines.mentorship
                and parked_commands.deadline = deadlines.id
                and parked_commands.due = deadlines.due
        )
),
stages as (
    select coalesce(json_object_agg(stage, number), '{}')::text as open_by_stage
    from (
        select stage, count(*) as number
        from read.mentorships
        where not complete
        group by stage
    ) as counted
)
select letters_waiting.number as letters_waiting,
    letters_waiting.since as letters_waiting_since,
    letters_waiting.held as letters_held,
    letters_given_up.number as letters_given_up,
    letters_given_up.lately as letters_given_up_lately,
    parked.number as parked,
    parked.since as parked_since,
    behind.number as behind,
    behind.since as behind_since,
    overdue.number as overdue,
    overdue.since as overdue_since,
    stages.open_by_stage
from letters_waiting, letters_given_up, parked, behind, overdue, stages;

-- name: page_of_open_mentorships
-- Open mentorships in the order of their ids, after one of them.
select id from read.mentorships where not complete and ($1::uuid is null or id > $1)
order by id
limit $2;
