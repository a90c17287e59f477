-- migrate:up

-- A worker, which may not migrate, looks whether somebody did.
grant select on public.schema_migrations to mentorship_service;

-- migrate:down

-- Nobody but the owner looks.
revoke select on public.schema_migrations from mentorship_service;
