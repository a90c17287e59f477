-- migrate:up

-- Letters go through the mailbox of their recipient. `program` is given where no mentorship says it.
-- `handed_at` is when the mailbox heard of a letter, `mail` the message in which it leaves, put
-- together at `released_at`; letters gathered share it. `held_why` says why a letter waits until
-- `next_try_at`. Since `first_tried_at` the server was asked in vain.
alter table store.letters
add column program uuid,
add column handed_at timestamptz,
add column mail uuid,
add column is_reminder boolean,
add column released_at timestamptz,
add column first_tried_at timestamptz,
add column held_why text,
add column dropped_at timestamptz,
add column dropped_why text,
add constraint letters_mail_is_whole check (
    (mail is null) = (is_reminder is null) and (mail is null) = (released_at is null)
),
add constraint letters_held_has_end check (held_why is null or next_try_at is not null),
add constraint letters_dropped_has_reason check ((dropped_at is null) = (dropped_why is null)),
add constraint letters_finished_once check (num_nonnulls(sent_at, dropped_at, given_up_at) <= 1),
add constraint letters_finished_waits_no_more check (
    num_nonnulls(sent_at, dropped_at, given_up_at) = 0
    or (next_try_at is null and held_why is null)
);

-- Finds what waits in a mailbox, and mailboxes that are late. The index that it takes the place of,
-- `letters_unsent`, stays for workers of the release before.
create index letters_waiting on store.letters (recipient, (coalesce(next_try_at, raised_at)))
where sent_at is null and dropped_at is null and given_up_at is null;

-- Finds the letters of a mentorship of which no mailbox heard yet.
create index letters_unhanded on store.letters (mentorship)
where handed_at is null and sent_at is null and dropped_at is null and given_up_at is null;

-- Finds the letters of a mail.
create index letters_of_mail on store.letters (mail) where mail is not null;

-- Counts the reminders that a person got lately.
create index letters_reminders_sent on store.letters (recipient, sent_at)
where is_reminder and sent_at is not null;

-- Finds the letters to a person, for their ledger.
create index letters_of_recipient on store.letters (recipient, raised_at);

-- migrate:down

-- What became of letters is kept for ever.
do $$
begin
    raise exception 'the ledger of letters is not taken down by a migration';
end
$$;
