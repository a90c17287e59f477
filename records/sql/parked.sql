-- name: park_command
-- Keeps a command whose decision failed, to be tried again: a deadline after a minute, then after
-- twice as long each time, a day at the most.
insert into store.parked_commands (
    command_id, origin, stream, envelope, digest, version, deadline, due, entered_at, parked_at, error,
    attempts, retry_at
)
values (
    $1, $2, $3, $4, $5,
    coalesce((select version from store.streams where stream = $3), 0),
    $6, $7, $8, $9, $10, 1,
    case when $6::text is not null then $9::timestamptz + interval '1 minute' end
)
on conflict (command_id, origin) do update set
    error = excluded.error,
    digest = coalesce(excluded.digest, parked_commands.digest),
    parked_at = excluded.parked_at,
    attempts = parked_commands.attempts + 1,
    retry_at = case when parked_commands.deadline is not null then
        excluded.parked_at
        + least(interval '1 day', interval '1 minute' * power(2, least(parked_commands.attempts, 11)))
    end
returning version, attempts;

-- name: parked_of_stream
-- What is parked on a stream, in the order in which it came.
select command_id, origin, stream, envelope, deadline, due, entered_at, parked_at,
    error, attempts, retry_at
from store.parked_commands
where stream = $1
order by entered_at, command_id;

-- name: parked_everywhere
-- All that is parked, in the order in which it came.
select command_id, origin, stream, envelope, deadline, due, entered_at, parked_at,
    error, attempts, retry_at
from store.parked_commands
order by entered_at, command_id
limit $1;

-- name: parked_in_program
-- What is parked in a program, in the order in which it came: on itself, on its mentorships, and on
-- people who have a role in it; but not on the streams $2.
select command_id, origin, stream, envelope, deadline, due, entered_at, parked_at,
    error, attempts, retry_at
from store.parked_commands
cross join lateral (
    select split_part(stream, '/', 1) as category, split_part(stream, '/', 2)::uuid as ident
) as place
where stream <> all($2::text[])
    and case place.category
        when 'mentorship' then exists (
            select from read.mentorships where id = place.ident and program = $1
        )
        when 'person' then exists (
            select from read.person_roles where person = place.ident and program = $1
        )
        else place.ident = $1
    end
order by entered_at, command_id
limit $3;

-- name: parked_streams
-- The streams on which something is parked, in the order of what came first on each.
select stream
from store.parked_commands
group by stream
order by min(entered_at), stream;

-- name: unpark_command
-- Forgets that a command was parked, because it was decided.
delete from store.parked_commands where command_id = $1 and origin = $2;

-- name: unpark_closed_deadlines
-- Forgets parked deadlines that the mentorship does not wait for any more.
delete from store.parked_commands
where stream = $1
    and deadline is not null
    and (deadline, due) not in (select * from unnest($2::text[], $3::timestamptz[]));
