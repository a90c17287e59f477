-- name: make_loads_lockable
-- Makes the rows by which mentors are locked, in id order like every lock on them.
insert into store.mentor_loads (mentor)
select distinct mentor from unnest($1::uuid[]) as asked (mentor)
order by mentor
on conflict do nothing;

-- name: lock_mentors
-- Locks mentors in id order, so that two who need the same ones never wait for each other crosswise.
select mentor from store.mentor_loads where mentor = any($1::uuid[]) order by mentor for update;

-- name: mentor_loads
-- How many mentorships take up each mentor's capacity, without the one decided on.
select mentor, count(*) as load
from store.mentor_charges
where mentor = any($1::uuid[]) and mentorship <> $2
group by mentor;

-- name: mentor_partners
-- The mentees with whom mentors are an open pair, without the mentorship decided on.
select mentor, array_agg(mentee order by mentee) as mentees
from store.pairs
where mentor = any($1::uuid[]) and mentorship <> $2
group by mentor;

-- name: people_with_emails
-- Who is registered with which of these addresses.
select email, person from store.person_emails where email = any($1::text[]);

-- name: coordinators_of_program
-- A program's coordinators. The one rule that reads a table which can be made again: sound, because
-- it is written with the events, and a rebuild puts the new table in its place in one transaction.
select person from read.person_roles where program = $1 and role = 'coordinator' order by person;

-- name: charge_mentor
-- Lets a mentorship take up its mentor's capacity, in place of another mentor's.
insert into store.mentor_charges (mentorship, mentor) values ($1, $2)
on conflict (mentorship) do update set mentor = excluded.mentor;

-- name: release_mentor
-- Gives back the capacity that a mentorship took up.
delete from store.mentor_charges where mentorship = $1;

-- name: open_pair
-- Says who the open pair of a mentorship is, in place of another pair.
insert into store.pairs (mentorship, mentee, mentor) values ($1, $2, $3)
on conflict (mentorship) do update set mentee = excluded.mentee, mentor = excluded.mentor;

-- name: close_pair
-- Says that a mentorship has no open pair any more.
delete from store.pairs where mentorship = $1;

-- name: claim_email
-- Makes an address a person's own, in place of the one before.
insert into store.person_emails (email, person) values ($2, $1)
on conflict (person) do update set email = excluded.email;

-- name: release_email
-- Gives a person's address free.
delete from store.person_emails where person = $1;
