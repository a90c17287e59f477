-- name: waiting_letters
-- A mentorship's letters that may go out now, with all that is needed to write them; the mentor is
-- the one of the event, whoever it is by now.
select letters.id, letters.event, events.command_id, letters.mentorship, letters.kind,
    letters.recipient, letters.facts::text as facts, letters.raised_at, letters.attempts,
    recipient.name, recipient.email, recipient.language, recipient.zone,
    mentee.name as mentee_name, mentor.name as mentor_name, programs.name as program_name,
    programs.zone as program_zone
from store.letters
join store.events on events.id = letters.event
join read.people as recipient on recipient.id = letters.recipient and recipient.email is not null
left join read.mentorships on mentorships.id = letters.mentorship
left join read.people as mentee on mentee.id = mentorships.mentee
left join read.people as mentor on mentor.id = letters.mentor
left join read.programs on programs.id = mentorships.program
where letters.sent_at is null
    and letters.given_up_at is null
    and letters.mentorship = $1
    and (letters.next_try_at is null or letters.next_try_at <= $2)
order by letters.raised_at, letters.id
limit $3;

-- name: letter_sent
-- Says when a letter went out, and as which message.
update store.letters
set sent_at = $2,
    message_id = $3,
    last_error = null,
    next_try_at = null,
    given_up_at = null,
    attempts = attempts + 1
where id = $1 and sent_at is null;

-- name: letter_failed
-- Says why a letter did not go out, and when to try again: after a minute, then twice as long each
-- time, a day at the most.
update store.letters
set attempts = attempts + 1,
    last_error = $3,
    next_try_at = $2::timestamptz + least(interval '1 day', interval '1 minute' * power(2, least(attempts, 11)))
where id = $1 and sent_at is null and given_up_at is null;

-- name: letter_refused
-- Says why the server will never take a letter: it is tried again the next day, and given up when
-- that was said so many times; says whether it was.
update store.letters
set attempts = attempts + 1,
    refusals = refusals + 1,
    last_error = $3,
    next_try_at = case when refusals + 1 < $4 then $2::timestamptz + interval '1 day' end,
    given_up_at = case when refusals + 1 >= $4 then $2::timestamptz end
where id = $1 and sent_at is null and given_up_at is null
returning given_up_at is not null;

-- name: hold_letters
-- Holds back a mentorship's letters that could go out, because no letter does. However often the
-- server is asked meanwhile, that is one failed attempt: it says nothing about the letter.
update store.letters
set attempts = greatest(attempts, 1), last_error = $4, next_try_at = $3
where mentorship = $1
    and sent_at is null
    and given_up_at is null
    and (next_try_at is null or next_try_at <= $2);

-- name: letters_of_mentorship
-- The ledger of a mentorship: which letters were raised, and what became of them.
select letters.id, letters.event, letters.mentorship, letters.kind, letters.recipient,
    letters.raised_at, letters.sent_at, letters.message_id, letters.attempts, letters.last_error,
    letters.next_try_at, letters.given_up_at, people.name, people.email
from store.letters
left join read.people on people.id = letters.recipient
where letters.mentorship = $1
order by letters.raised_at, letters.id;
