-- name: told_and_waiting
-- Notes how far a mentorship's workflow is told, and says where the stream is, whether commands are
-- parked on it, and whether there are letters of which no mailbox heard yet.
with told as (
    update store.streams set told = $3 where stream = $1 and told < $3
)
select coalesce((select version from store.streams where stream = $1), 0) as version,
    exists (select 1 from store.parked_commands where stream = $1) as parked,
    exists (
        select 1
        from store.letters
        where mentorship = $2
            and handed_at is null
            and sent_at is null
            and dropped_at is null
            and given_up_at is null
    ) as letters;

-- name: letters_waiting
-- Says whether there are letters of a mentorship of which no mailbox heard yet.
select exists (
    select 1
    from store.letters
    where mentorship = $1
        and handed_at is null
        and sent_at is null
        and dropped_at is null
        and given_up_at is null
);
