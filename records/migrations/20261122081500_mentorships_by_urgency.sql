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

-- The program's index gets the order of lists.
drop index read.mentorships_of_program;

-- It is found by the order of lists now.
drop index read.mentorships_to_look_at;

-- Lists mentorships: what needs a look first, then what is due next.
create index mentorships_by_urgency on read.mentorships ((attention = '{}'), next_due, id);

-- Lists a program's mentorships in that order.
create index mentorships_of_program on read.mentorships (program, (attention = '{}'), next_due, id);

-- Lists the mentorships of a stage in that order.
create index mentorships_of_stage on read.mentorships (stage, (attention = '{}'), next_due, id);

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
    -- Lists a program's mentorships, stage by stage.
    create index mentorships_of_program on mentorships (program, stage);
    -- Lists a mentee's mentorships.
    create index mentorships_of_mentee on mentorships (mentee);
    -- Lists a mentor's mentorships.
    create index mentorships_of_mentor on mentorships (mentor);
    -- Finds the mentorships in which a mentor is asked.
    create index mentorships_watching on mentorships using gin (watched);
    -- Lists what somebody has to look at.
    create index mentorships_to_look_at on mentorships (program) where attention <> '{}';

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

-- The indexes for the order of lists go.
drop index read.mentorships_by_urgency, read.mentorships_of_program, read.mentorships_of_stage;

-- Lists a program's mentorships, stage by stage.
create index mentorships_of_program on read.mentorships (program, stage);

-- Lists what somebody has to look at.
create index mentorships_to_look_at on read.mentorships (program) where attention <> '{}';
