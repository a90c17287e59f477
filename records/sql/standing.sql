-- name: told_and_waiting
-- Notes how far a mentorship's workflow is told, and says where the stream is, whether commands are
-- parked on it, and whether letters may go out now.
with told as (
    update store.streams set told = $3 where stream = $1 and told < $3
)
select coalesce((select version from store.streams where stream = $1), 0) as version,
    exists (select 1 from store.parked_commands where stream = $1) as parked,
    exists (
        select 1
        from store.letters
        join read.people on people.id = letters.recipient and people.email is not null
        where letters.sent_at is null
            and letters.given_up_at is null
            and letters.mentorship = $2
            and (letters.next_try_at is null or letters.next_try_at <= $4)
    ) as letters;

-- name: letters_waiting
-- Says whether letters may go out now.
select exists (
    select 1
    from store.letters
    join read.people on people.id = letters.recipient and people.email is not null
    where letters.sent_at is null
        and letters.given_up_at is null
        and letters.mentorship = $1
        and (letters.next_try_at is null or letters.next_try_at <= $2)
);
