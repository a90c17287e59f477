-- name: waiting_in_mailbox
-- All letters that wait for a person, with the names that they say and when the person got reminders
-- lately; nobody else sorts them until this transaction ends. They are locked in the order in which
-- everybody locks letters, so that nobody waits for ever. The mentor is the one of the event, whoever
-- it is by now.
select letters.id, letters.event, events.position, events.command_id, letters.mentorship, letters.kind,
    letters.facts::text as facts, letters.raised_at, letters.attempts, letters.handed_at,
    letters.mail, letters.held_why, letters.next_try_at, letters.mentor as mentor_then,
    events.actor ->> 'role' = 'clock' as by_clock,
    coalesce(letters.program, mentorships.program) as program,
    mentorships.mentee, mentorships.mentor, mentorships.watched,
    mentee.name as mentee_name, mentor.name as mentor_name,
    array(
        select max(sent.sent_at)
        from store.letters as sent
        where sent.recipient = $1
            and sent.is_reminder
            and sent.sent_at is not null
            and sent.sent_at > $2::timestamptz - interval '8 days'
        group by sent.mail
    ) as reminders_sent
from store.letters
join store.events on events.id = letters.event
left join read.mentorships on mentorships.id = letters.mentorship
left join read.people as mentee on mentee.id = mentorships.mentee
left join read.people as mentor on mentor.id = letters.mentor
where letters.recipient = $1
    and letters.sent_at is null
    and letters.dropped_at is null
    and letters.given_up_at is null
order by letters.raised_at, letters.id
for update of letters;

-- name: sort_letters
-- Keeps what was found out about letters: in which mail each leaves now, until when and why it is
-- held, or why it is dropped. The mailbox has heard of all of them.
update store.letters
set handed_at = coalesce(letters.handed_at, $1),
    mail = coalesce(part.mail, letters.mail),
    is_reminder = coalesce(part.is_reminder, letters.is_reminder),
    released_at = coalesce(letters.released_at, case when part.mail is not null then $1 end),
    held_why = part.held_why,
    next_try_at = case
        when part.dropped_why is not null then null
        when part.mail is not null then $1
        else part.next_try_at
    end,
    dropped_at = case when part.dropped_why is not null then $1 end,
    dropped_why = part.dropped_why
from unnest($2::uuid[], $3::uuid[], $4::boolean[], $5::text[], $6::timestamptz[], $7::text[])
    as part (id, mail, is_reminder, held_why, next_try_at, dropped_why)
where letters.id = part.id;

-- name: mail_sent
-- Says when a mail went out, and as which message. Letters that are held by now ($4: for want of a
-- server, which says nothing) were not in it. They are always locked in one order, so that nobody
-- waits for ever.
with theirs as (
    select id
    from store.letters
    where mail = $1
        and sent_at is null
        and dropped_at is null
        and (held_why is null or held_why = $4)
    order by raised_at, id
    for update
)
update store.letters
set sent_at = $2,
    message_id = $3,
    last_error = null,
    next_try_at = null,
    held_why = null,
    given_up_at = null,
    attempts = attempts + 1
from theirs
where letters.id = theirs.id;

-- name: mail_failed
-- Says why a mail did not go out, and when to try again: after a minute, then twice as long each
-- time, a day at the most. It is given up when it was tried in vain for as long as $4; says whether
-- it was.
with theirs as (
    select id, coalesce(first_tried_at, $2) <= $2::timestamptz - $4::interval as is_over
    from store.letters
    where mail = $1
        and sent_at is null
        and dropped_at is null
        and given_up_at is null
        and (held_why is null or held_why = $5)
    order by raised_at, id
    for update
),
noted as (
    update store.letters
    set attempts = attempts + 1,
        last_error = $3,
        first_tried_at = coalesce(first_tried_at, $2),
        held_why = null,
        next_try_at = case
            when not is_over
                then $2::timestamptz
                    + least(interval '1 day', interval '1 minute' * power(2, least(attempts, 11)))
        end,
        given_up_at = case when is_over then $2 end
    from theirs
    where letters.id = theirs.id
    returning given_up_at
)
select coalesce(bool_or(given_up_at is not null), false) from noted;

-- name: mail_refused
-- Says why the server will never take a mail: it is tried again the next day, and given up when that
-- was said so many times; says whether it was.
with theirs as (
    select id
    from store.letters
    where mail = $1
        and sent_at is null
        and dropped_at is null
        and given_up_at is null
        and (held_why is null or held_why = $5)
    order by raised_at, id
    for update
),
noted as (
    update store.letters
    set attempts = attempts + 1,
        refusals = refusals + 1,
        last_error = $3,
        first_tried_at = coalesce(first_tried_at, $2),
        held_why = null,
        next_try_at = case when refusals + 1 < $4 then $2::timestamptz + interval '1 day' end,
        given_up_at = case when refusals + 1 >= $4 then $2::timestamptz end
    from theirs
    where letters.id = theirs.id
    returning given_up_at
)
select coalesce(bool_or(given_up_at is not null), false) from noted;

-- name: drop_mail
-- Says that a mail is never sent, why, and what the server said to it.
update store.letters
set attempts = attempts + 1,
    last_error = $3,
    next_try_at = null,
    held_why = null,
    dropped_at = $2,
    dropped_why = $4
where mail = $1 and sent_at is null and dropped_at is null and given_up_at is null;

-- name: hold_mailbox
-- Holds back the mails of a person that could go out, because the server takes none at present. That
-- says nothing about the letters, so it is no attempt.
with theirs as (
    select id
    from store.letters
    where recipient = $1
        and mail is not null
        and next_try_at <= $2
        and sent_at is null
        and dropped_at is null
        and given_up_at is null
    order by raised_at, id
    for update
)
update store.letters
set held_why = $5, last_error = $4, next_try_at = $3
from theirs
where letters.id = theirs.id;

-- name: next_delivery
-- When to look into a mailbox again; none if nothing waits.
select min(coalesce(next_try_at, raised_at))
from store.letters
where recipient = $1 and sent_at is null and dropped_at is null and given_up_at is null;

-- name: unhanded
-- Whose mailboxes have not heard of letters of a mentorship.
select distinct recipient
from store.letters
where mentorship = $1
    and handed_at is null
    and sent_at is null
    and dropped_at is null
    and given_up_at is null
order by recipient;

-- name: unhanded_about_person
-- Whose mailboxes have not heard of letters that the stream of a person raised.
select distinct letters.recipient
from store.letters
join store.events on events.id = letters.event
where events.stream = $1
    and letters.handed_at is null
    and letters.sent_at is null
    and letters.dropped_at is null
    and letters.given_up_at is null
order by letters.recipient;

-- name: handed
-- Says that a mailbox heard of a mentorship's letters, those that were there by then.
with theirs as (
    select id
    from store.letters
    where mentorship = $1
        and recipient = $2
        and raised_at <= $3
        and handed_at is null
        and sent_at is null
        and dropped_at is null
        and given_up_at is null
    order by raised_at, id
    for update
)
update store.letters
set handed_at = $3
from theirs
where letters.id = theirs.id;

-- name: late_mailboxes
-- Whose mailboxes hold something that was to leave, or to be looked at, before a moment.
select distinct recipient
from store.letters
where sent_at is null
    and dropped_at is null
    and given_up_at is null
    and coalesce(next_try_at, raised_at) < $1
    and ($3::uuid is null or recipient > $3)
order by recipient
limit $2;
