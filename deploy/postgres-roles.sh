#!/bin/sh
# Makes roles and databases in a new PostgreSQL server; its image runs this once, as the superuser.
# Nobody has more rights than his work needs:
#   mentorship_owner    owns the database `mentorship`; only the job that migrates logs in as it
#   mentorship_worker   logs in for workers and commands, and can only act as mentorship_service
#   mentorship_service  reads, and adds events; changes or removes none; nobody logs in as it
#   temporal            owns Temporal's two databases, and sees nothing of ours
set -eu

# The passwords are read by psql itself, so that no list of processes shows them.
cd "${SECRETS:-/run/secrets}"

psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet \
  --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\set owner_password `cat owner_password`
\set worker_password `cat worker_password`
\set temporal_password `cat temporal_password`

create role mentorship_service nologin;
create role mentorship_owner login password :'owner_password';
create role mentorship_worker login noinherit password :'worker_password';
grant mentorship_service to mentorship_worker with inherit false, set true;
create role temporal login password :'temporal_password';

create database mentorship owner mentorship_owner;
create database temporal owner temporal;
create database temporal_visibility owner temporal;

revoke all on database mentorship, temporal, temporal_visibility from public;
grant connect on database mentorship to mentorship_worker;
SQL
