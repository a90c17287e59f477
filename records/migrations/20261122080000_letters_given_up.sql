-- migrate:up

-- Counts the letters that were given up, without looking at those that went out.
create index letters_given_up on store.letters (given_up_at) where given_up_at is not null;

-- migrate:down

-- The question is answered without it, only slower.
drop index store.letters_given_up;
