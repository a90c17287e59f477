-- name: ledger
-- Which letters were raised in a mentorship, or for a person, and what became of each. A line marked
-- with `if` counts only when that is asked for.
select letters.id, letters.event, letters.mentorship, letters.program, letters.kind,
    letters.recipient, letters.raised_at, letters.handed_at, letters.mail, letters.is_reminder,
    (
        select count(*)
        from store.letters as others
        where others.mail = letters.mail and others.dropped_at is null
    ) as in_mail,
    letters.held_why, letters.sent_at, letters.message_id, letters.attempts, letters.last_error,
    letters.next_try_at, letters.dropped_at, letters.dropped_why, letters.given_up_at,
    case when people.email is not null then coalesce(letters.facts ->> 'former_name', people.name) end
        as name,
    case when people.email is not null then coalesce(letters.facts ->> 'former_email', people.email) end
        as email
from store.letters
join store.events on events.id = letters.event
left join read.people on people.id = letters.recipient
where true
    and letters.mentorship = $1 -- if mentorship
    and letters.recipient = $1 -- if person
order by letters.raised_at, events.position, letters.id;
