-- migrate:up

-- Says of a key whether the second factor was given when it was made. Of earlier keys nobody knows.
alter table access.keys add column proved boolean not null default false;

-- migrate:down

-- Nobody can tell any more which keys staff may use.
alter table access.keys drop column proved;
