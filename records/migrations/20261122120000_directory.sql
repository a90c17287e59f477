-- migrate:up

-- Makes the tables that are written beside the events and can be made again from them, in a schema
-- that does not exist yet. Runs as its owner, so that the service can rebuild them.
create or replace function store.make_read_tables(target text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if target not in ('read', 'read_next') then
        raise exception 'read tables live in read or read_next, not in %', target;
    end if;
    -- What an interrupted rebuild left is of no use.
    drop schema if exists read_next cascade;
    -- The tables below are made in the target, because it comes first on the path.
    execute format('create schema %I', target);
    perform set_config('search_path', target || ', pg_temp', true);

    -- One row per mentorship: what lists and searches show of it. `asked` are those whose answer to
    -- an invitation is awaited. Null there and in `found_by` below: an earlier release wrote the row.
    create table mentorships (
        id uuid constraint mentorships_pk primary key,
        version bigint not null,
        program uuid not null,
        mentee uuid not null,
        mentor uuid,
        watched uuid[] not null,
        stage text not null,
        opened_at timestamptz not null,
        last_at timestamptz not null,
        paused_until timestamptz,
        next_due timestamptz,
        next_kind text,
        attention text[] not null,
        complete boolean not null,
        asked uuid[],
        late_from timestamptz
    );
    -- Lists mentorships: what needs a look first, then what is due next.
    create index mentorships_by_urgency
    on mentorships ((attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists a program's mentorships in that order.
    create index mentorships_of_program
    on mentorships (program, (attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists the mentorships of a stage in that order.
    create index mentorships_of_stage
    on mentorships (stage, (attention = '{}'), coalesce(next_due, 'infinity'), id);
    -- Lists mentorships by when they were opened.
    create index mentorships_by_opening on mentorships (opened_at, id);
    -- Lists mentorships by when something happened last.
    create index mentorships_by_last_event on mentorships (last_at, id);
    -- Lists a program's mentorships by when they were opened.
    create index mentorships_of_program_by_opening on mentorships (program, opened_at, id);
    -- Lists a program's mentorships by when something happened last.
    create index mentorships_of_program_by_last_event on mentorships (program, last_at, id);
    -- Lists the mentorships of a stage by when they were opened.
    create index mentorships_of_stage_by_opening on mentorships (stage, opened_at, id);
    -- Lists the mentorships of a stage by when something happened last.
    create index mentorships_of_stage_by_last_event on mentorships (stage, last_at, id);
    -- Finds the mentorships in which somebody is late.
    create index mentorships_late on mentorships (late_from) where late_from is not null;
    -- Lists a mentee's mentorships.
    create index mentorships_of_mentee on mentorships (mentee);
    -- Lists a mentor's mentorships.
    create index mentorships_of_mentor on mentorships (mentor);
    -- Finds the mentorships in which a mentor is asked.
    create index mentorships_watching on mentorships using gin (watched);

    -- What each mentorship waits for now.
    create table deadlines (
        mentorship uuid not null,
        id text not null,
        kind text not null,
        due timestamptz not null,
        label text not null,
        constraint deadlines_pk primary key (mentorship, id)
    );
    -- Finds deadlines that are late.
    create index deadlines_by_due on deadlines (due);

    -- One row per person, also for those who are gone. `found_by` has the words by which a person is
    -- found, each behind the letter of its place, and what is left of them when a letter is missing.
    create table people (
        id uuid constraint people_pk primary key,
        version bigint not null,
        name text not null,
        email text,
        zone text not null,
        language text not null,
        administrator boolean not null,
        gone boolean not null,
        capacity integer,
        away_until timestamptz,
        disciplines text[] not null default '{}',
        site text,
        support text[] not null default '{}',
        recent_work text,
        learners_so_far integer,
        style text,
        reference_count integer not null default 0,
        found_by tsvector
    );
    -- Finds a person by address.
    create index people_by_email on people (email);

    -- Finds those who are gone.
    create index people_gone on people (id) where gone;
    -- Lists people, and the mentorships of mentees, by name.
    create index people_by_name on people (name, id);
    -- Finds people by words.
    create index people_by_words on people using gin (found_by);
    -- Who is what in which program.
    create table person_roles (
        person uuid not null,
        program uuid not null,
        role text not null,
        constraint person_roles_pk primary key (person, program, role)
    );
    -- Finds a program's coordinators.
    create index person_roles_of_program on person_roles (program, role);

    -- One row per program. `mentor_capacity` is that of a mentor who has not said how many.
    create table programs (
        id uuid constraint programs_pk primary key,
        version bigint not null,
        name text not null,
        zone text not null,
        closed boolean not null,
        mentor_capacity integer,
        found_by tsvector
    );
    -- Finds a program by name.
    create index programs_by_name on programs (lower(name));

    -- The service sees the tables.
    execute format('grant usage on schema %I to mentorship_service', target);
    -- The service writes the tables.
    execute format(
        'grant select, insert, update, delete on all tables in schema %I to mentorship_service',
        target
    );
end
$$;

-- Who is asked, and from when somebody is late; null in `asked` is not written yet.
alter table read.mentorships add column asked uuid[], add column late_from timestamptz;

-- What a mentor says, and the words by which a person is found.
alter table read.people
add column disciplines text[] not null default '{}',
add column site text,
add column support text[] not null default '{}',
add column recent_work text,
add column learners_so_far integer,
add column style text,
add column reference_count integer not null default 0,
add column found_by tsvector;

-- What a directory and a search need of a program.
alter table read.programs
add column mentor_capacity integer,
add column found_by tsvector;

-- The order of lists has a place for what waits for nothing.
drop index read.mentorships_by_urgency, read.mentorships_of_program, read.mentorships_of_stage;

-- Lists mentorships: what needs a look first, then what is due next.
create index mentorships_by_urgency
on read.mentorships ((attention = '{}'), coalesce(next_due, 'infinity'), id);

-- Lists a program's mentorships in that order.
create index mentorships_of_program
on read.mentorships (program, (attention = '{}'), coalesce(next_due, 'infinity'), id);

-- Lists the mentorships of a stage in that order.
create index mentorships_of_stage
on read.mentorships (stage, (attention = '{}'), coalesce(next_due, 'infinity'), id);

-- Lists mentorships by when they were opened.
create index mentorships_by_opening on read.mentorships (opened_at, id);

-- Lists mentorships by when something happened last.
create index mentorships_by_last_event on read.mentorships (last_at, id);

-- Lists a program's mentorships by when they were opened.
create index mentorships_of_program_by_opening on read.mentorships (program, opened_at, id);

-- Lists a program's mentorships by when something happened last.
create index mentorships_of_program_by_last_event on read.mentorships (program, last_at, id);

-- Lists the mentorships of a stage by when they were opened.
create index mentorships_of_stage_by_opening on read.mentorships (stage, opened_at, id);

-- Lists the mentorships of a stage by when something happened last.
create index mentorships_of_stage_by_last_event on read.mentorships (stage, last_at, id);

-- Finds the mentorships in which somebody is late.
create index mentorships_late on read.mentorships (late_from) where late_from is not null;

-- Lists people, and the mentorships of mentees, by name.
create index people_by_name on read.people (name, id);

-- Finds people by words.
create index people_by_words on read.people using gin (found_by);

-- migrate:down

-- The tables are made as before.
create or replace function store.make_read_tables(target text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if target not in ('read', 'read_next') then
        raise exception 'read tables live in read or read_next, not in %', target;
    end if;
    -- What an interrupted rebuild left is of no use.
    drop schema if exists read_next cascade;
    -- The tables below are made in the target, because it comes first on the path.
    execute format('create schema %I', target);
    perform set_config('search_path', target || ', pg_temp', true);

    -- One row per mentorship: what lists and searches show of it.
    create table mentorships (
        id uuid constraint mentorships_pk primary key,
        version bigint not null,
        program uuid not null,
        mentee uuid not null,
        mentor uuid,
        watched uuid[] not null,
        stage text not null,
        opened_at timestamptz not null,
        last_at timestamptz not null,
        paused_until timestamptz,
        next_due timestamptz,
        next_kind text,
        attention text[] not null,
        complete boolean not null
    );
    -- Lists mentorships: what needs a look first, then what is due next.
    create index mentorships_by_urgency on mentorships ((attention = '{}'), next_due, id);
    -- Lists a program's mentorships in that order.
    create index mentorships_of_program on mentorships (program, (attention = '{}'), next_due, id);
    -- Lists the mentorships of a stage in that order.
    create index mentorships_of_stage on mentorships (stage, (attention = '{}'), next_due, id);
    -- Lists a mentee's mentorships.
    create index mentorships_of_mentee on mentorships (mentee);
    -- Lists a mentor's mentorships.
    create index mentorships_of_mentor on mentorships (mentor);
    -- Finds the mentorships in which a mentor is asked.
    create index mentorships_watching on mentorships using gin (watched);

    -- What each mentorship waits for now.
    create table deadlines (
        mentorship uuid not null,
        id text not null,
        kind text not null,
        due timestamptz not null,
        label text not null,
        constraint deadlines_pk primary key (mentorship, id)
    );
    -- Finds deadlines that are late.
    create index deadlines_by_due on deadlines (due);

    -- One row per person, also for those who are gone.
    create table people (
        id uuid constraint people_pk primary key,
        version bigint not null,
        name text not null,
        email text,
        zone text not null,
        language text not null,
        administrator boolean not null,
        gone boolean not null,
        capacity integer,
        away_until timestamptz
    );
    -- Finds a person by address.
    create index people_by_email on people (email);

    -- Finds those who are gone.
    create index people_gone on people (id) where gone;
    -- Who is what in which program.
    create table person_roles (
        person uuid not null,
        program uuid not null,
        role text not null,
        constraint person_roles_pk primary key (person, program, role)
    );
    -- Finds a program's coordinators.
    create index person_roles_of_program on person_roles (program, role);

    -- One row per program.
    create table programs (
        id uuid constraint programs_pk primary key,
        version bigint not null,
        name text not null,
        zone text not null,
        closed boolean not null
    );
    -- Finds a program by name.
    create index programs_by_name on programs (lower(name));

    -- The service sees the tables.
    execute format('grant usage on schema %I to mentorship_service', target);
    -- The service writes the tables.
    execute format(
        'grant select, insert, update, delete on all tables in schema %I to mentorship_service',
        target
    );
end
$$;

-- What came with the columns goes with them.
drop index read.mentorships_by_urgency, read.mentorships_of_program, read.mentorships_of_stage,
read.mentorships_by_opening, read.mentorships_by_last_event, read.people_by_name,
read.mentorships_of_program_by_opening, read.mentorships_of_program_by_last_event,
read.mentorships_of_stage_by_opening, read.mentorships_of_stage_by_last_event;

-- Mentorships are listed by what earlier releases know.
alter table read.mentorships drop column asked, drop column late_from;

-- People are found by address alone.
alter table read.people
drop column disciplines, drop column site, drop column support, drop column recent_work,
drop column learners_so_far, drop column style, drop column reference_count, drop column found_by;

-- Programs are found by their whole name.
alter table read.programs
drop column mentor_capacity, drop column found_by;

-- Lists mentorships: what needs a look first, then what is due next.
create index mentorships_by_urgency on read.mentorships ((attention = '{}'), next_due, id);

-- Lists a program's mentorships in that order.
create index mentorships_of_program on read.mentorships (program, (attention = '{}'), next_due, id);

-- Lists the mentorships of a stage in that order.
create index mentorships_of_stage on read.mentorships (stage, (attention = '{}'), next_due, id);
