-- name: attempt
-- Counts something that was tried, if it may be tried now: $2 is the share of time that each try takes
-- up, and $3 how much of it may be taken up at once. Says how long to wait where it may not. A clock
-- that was far ahead holds nobody up for longer than that. Counts that say nothing any more are removed.
with over as (
    delete from access.attempts
    where bucket in (
        select bucket
        from access.attempts
        where clear_at < $4::timestamptz and bucket <> $1
        order by clear_at
        limit 10
        for update skip locked
    )
)
insert into access.attempts as known (bucket, clear_at)
values ($1, $4::timestamptz + $2::interval)
on conflict (bucket) do update
set (clear_at, wait) = (
    select
        case when taken.up + $2::interval <= $3::interval
            then $4::timestamptz + taken.up + $2::interval
            else $4::timestamptz + taken.up
        end,
        case when taken.up + $2::interval <= $3::interval
            then null
            else taken.up + $2::interval - $3::interval
        end
    from (
        select least(greatest(known.clear_at - $4::timestamptz, interval '0'), $3::interval) as up
    ) as taken
)
returning wait;
