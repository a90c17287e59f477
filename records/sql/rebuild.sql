-- name: take_rebuild_turn
-- Says whether nobody else is rebuilding; holds until the session lets go.
select pg_try_advisory_lock(7302, 0);

-- name: end_rebuild_turn
-- Lets others rebuild.
select pg_advisory_unlock(7302, 0);

-- name: make_next_read_tables
-- Makes empty read tables beside the present ones.
select store.make_read_tables('read_next');

-- name: page_of_streams
-- Streams after a name.
select stream from store.streams where stream > $1 order by stream limit $2;

-- name: streams_touched
-- Streams that got events between two positions.
select distinct stream from store.events where position > $1 and position <= $2 order by stream;

-- name: wait_at_most
-- Keeps the wait for appends short: whoever asks for their lock makes new appends wait behind.
select set_config('lock_timeout', $1::integer::text, true);

-- name: stop_appends
-- Waits until no append is in flight, and keeps new ones waiting until this transaction ends.
select pg_advisory_xact_lock(7300, 0);

-- name: last_position
-- The last position that was drawn.
select case when is_called then last_value else 0 end from store.event_positions;

-- name: switch_read_tables
-- Puts the rebuilt read tables in the place of the present ones.
select store.switch_read_tables();

-- name: drop_old_read_tables
-- Removes the read tables that were replaced.
select store.drop_old_read_tables();

-- name: checksum_mentorships
-- A number that is the same for the same rows in any order.
select count(*) as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as sum
from read.mentorships as row;

-- name: checksum_deadlines
-- A number that is the same for the same rows in any order.
select count(*) as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as sum
from read.deadlines as row;

-- name: checksum_people
-- A number that is the same for the same rows in any order.
select count(*) as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as sum
from read.people as row;

-- name: checksum_person_roles
-- A number that is the same for the same rows in any order.
select count(*) as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as sum
from read.person_roles as row;

-- name: checksum_programs
-- A number that is the same for the same rows in any order.
select count(*) as rows, coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) as sum
from read.programs as row;
